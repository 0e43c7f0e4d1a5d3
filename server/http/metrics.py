"""GET /metrics in the text format of Prometheus, for who has the token; labels are from closed lists only."""

import hmac
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from prometheus_client import ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response

from media.counting import DROPPED, HAPPENED, PRESENT, RUNGS
from server.app.nodes import OUTCOMES, Nodes
from server.app.rooms import Rooms
from server.domain.deliveries import Verdict
from server.errors import Unauthenticated
from server.http import auth
from server.http.house import ACCEPTED, House, house_of
from server.http.operations import Entrance, Gives, Operation, Operations
from server.http.patience import REASONS
from server.ports.outbox import Tally

ByWorker = Mapping[int, Mapping[str, int]]

MEDIA: Final = "roadshow_media"
COMMANDS: Final = "roadshow_commands"
REFUSALS: Final = "roadshow_refusals"
ROOMS: Final = "roadshow_rooms"
SOCKETS: Final = "roadshow_sockets"
ENDED: Final = "roadshow_connections_ended"
PLACES: Final = "roadshow_sockets_most"
WAITING: Final = "roadshow_deliveries_waiting"
ATTEMPTS: Final = "roadshow_delivery_attempts"
WAL: Final = "roadshow_wal_bytes"
LEASES: Final = "roadshow_leases"
HANDED: Final = "roadshow_requests_handed_over"
BUS: Final = "roadshow_bus_connected"
LAG: Final = "roadshow_bus_lag_seconds"
CHANNELS: Final = ("webhook", "mail")


class Reading(Collector):
    """What there is to tell at one moment."""

    def __init__(self, house: House, counted: ByWorker, waiting: tuple[int, int], attempts: Tally) -> None:
        """Take what the workers said, and what the outbox did."""
        self._house = house
        self._counted = counted
        self._waiting = waiting
        self._attempts = attempts

    def collect(self) -> Iterator[Metric]:
        """Yield each family once."""
        yield from _of_the_house(self._house.tally, self._house.rooms)
        yield from _of_the_entrance(self._house)
        yield from _of_the_outbox(self._waiting, self._attempts)
        if self._house.wal:
            yield GaugeMetricFamily(WAL, "size of SQLite's write-ahead log on the disk", self._house.wal())
        if self._house.nodes:
            yield from _of_the_nodes(self._house.nodes)
        yield GaugeMetricFamily(f"{MEDIA}_workers", "media workers that serve", len(self._counted))
        for name, sentence in HAPPENED.items():
            yield self._labelled(CounterMetricFamily(f"{MEDIA}_{name}", sentence, labels=["worker"]), name)
        for name, sentence in PRESENT.items():
            yield self._labelled(GaugeMetricFamily(f"{MEDIA}_{name}", sentence, labels=["worker"]), name)
        yield self._dropped()
        yield self._rungs()

    def _labelled(self, family: CounterMetricFamily | GaugeMetricFamily, name: str) -> Metric:
        for worker, counted in self._counted.items():
            family.add_metric([str(worker)], counted.get(name, 0))
        return family

    def _dropped(self) -> Metric:
        sentence = "datagrams and packets that were taken no further"
        family = CounterMetricFamily(f"{MEDIA}_dropped", sentence, labels=["worker", "reason"])
        for worker, counted in self._counted.items():
            for name in DROPPED:
                family.add_metric([str(worker), name.removeprefix("drop_")], counted.get(name, 0))
        return family

    def _rungs(self) -> Metric:
        family = GaugeMetricFamily(
            f"{MEDIA}_sending", "how datagrams leave: 1 for the way in use", labels=["worker", "by"]
        )
        for worker, counted in self._counted.items():
            for rung in RUNGS:
                family.add_metric([str(worker), rung], counted.get(f"rung_{rung}", 0))
        return family


def _of_the_house(tally: Counter[str], rooms: Rooms) -> Iterator[Metric]:
    live = list(rooms.open_rooms())
    yield GaugeMetricFamily(ROOMS, "roadshows that are open in memory", len(live))
    yield GaugeMetricFamily(SOCKETS, "live sockets", sum(len(each.feed.viewers) for each in live))
    yield CounterMetricFamily(COMMANDS, "commands acknowledged after their events were on disk", tally[ACCEPTED])
    refusals = CounterMetricFamily(REFUSALS, "requests refused, by the code of the error", labels=["code"])
    for code, count in tally.items():
        if code != ACCEPTED:
            refusals.add_metric([code], count)
    yield refusals


def _of_the_entrance(house: House) -> Iterator[Metric]:
    yield GaugeMetricFamily(PLACES, "live sockets there may be", house.places.most)
    ended = CounterMetricFamily(ENDED, "connections ended that took too long or too much", labels=["reason"])
    for reason in REASONS:
        ended.add_metric([reason], house.ended[reason])
    yield ended


def _of_the_nodes(nodes: Nodes) -> Iterator[Metric]:
    yield GaugeMetricFamily(LEASES, "leases that this node holds", nodes.tenancy.held)
    handed = CounterMetricFamily(HANDED, "requests for a roadshow of another node, by outcome", labels=["outcome"])
    for outcome in OUTCOMES:
        handed.add_metric([outcome], nodes.tally[outcome])
    yield handed
    yield GaugeMetricFamily(BUS, "whether this node hears the others", int(nodes.bus.connected))
    if nodes.chatter.lag is not None:
        yield GaugeMetricFamily(LAG, "seconds a message took over the bus lately", nodes.chatter.lag)


def _of_the_outbox(waiting: tuple[int, int], attempts: Tally) -> Iterator[Metric]:
    left = GaugeMetricFamily(WAITING, "deliveries that wait, for their first attempt or another", labels=["channel"])
    made = CounterMetricFamily(ATTEMPTS, "attempts at a delivery, by what came of them", labels=["channel", "outcome"])
    for channel, count in zip(CHANNELS, waiting, strict=True):
        left.add_metric([channel], count)
        for verdict in Verdict:
            made.add_metric([channel, verdict.value], attempts[channel, verdict.value])
    yield from (left, made)


async def metrics(request: Request) -> Response:
    """Tell a monitor; without --metrics-token nobody is one."""
    house = house_of(request)
    same = hmac.compare_digest(auth.bearer(request).encode(), house.metrics_token.encode())
    if not (house.metrics_token and same):
        auth.entering(request)
        raise Unauthenticated("signed_out", "metrics are for who sends the bearer token of --metrics-token")
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(Reading(house, await house.studio.counters(), *await house.webhooks.counted()))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


ROUTES: Final = (
    Operations("/metrics", GET=Operation(metrics, entrance=Entrance.monitor, gives=(Gives(200, "text/plain"),))),
)
