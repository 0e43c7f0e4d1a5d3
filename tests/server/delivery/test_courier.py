import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from msgspec.structs import replace
from sqlalchemy import Connection
from standardwebhooks import Webhook

from server.delivery import courier as module
from server.delivery.courier import LANES, Courier
from server.delivery.webhooks import Webhooks
from server.domain.addresses import networks
from server.domain.deliveries import Answer, DeliveryId, DeliveryState
from server.domain.endpoints import Endpoint, EndpointId, EndpointState
from server.domain.messages import RoadshowId
from server.domain.outbox import Message, MessageId
from server.ports import LogBroken, LogFull
from server.ports.outbox import Delivery, Due, Errand, Tally
from server.storage.database import Database
from server.storage.deliveries import DatabaseOutbox
from server.storage.endpoints import DatabaseEndpoints
from server.storage.migrate import upgrade
from server.storage.sqlite import engine
from tests.server.app.house import HandClock
from tests.server.delivery.receiver import Receiver, Reply, receiving
from tests.server.delivery.test_bodies import HOUSE
from tests.server.delivery.test_network import Names
from tests.server.domain.test_endpoints import ENDPOINT

ROADSHOW = RoadshowId("rsh_1")


class Post:
    """An outbox on disk with a courier that works on it, and a clock that is moved by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        # Receivers take what was signed up to five minutes ago, or ahead.
        self.clock.at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=3)
        self.outbox = DatabaseOutbox(database)
        self.endpoints = DatabaseEndpoints(database)
        self.tally: Tally = Counter()
        self.carrier = Webhooks(HOUSE, networks("127.0.0.0/8"), Names(["127.0.0.1"]))
        self.courier = Courier(self.outbox, self.clock, lambda: 0.0, self.tally)

    async def add(self, url: str, name: str = "end_1", **changed: object) -> Endpoint:
        endpoint = replace(ENDPOINT, id=EndpointId(name), roadshow=ROADSHOW, url=url, **changed)
        assert await self.endpoints.add(endpoint, 10)
        return endpoint

    async def send(self, *names: str, to: str = "end_1") -> None:
        for name in names:
            fields = {"lead": name}
            one = Message(
                id=MessageId(f"msg_{name}"), roadshow=ROADSHOW, type="lead.opened", at=self.clock.now(), fields=fields
            )
            await self.outbox.post(one, EndpointId(to))
        self.courier.wake()

    def pass_by(self, **time: float) -> None:
        self.clock.pass_by(timedelta(**time).total_seconds())
        self.courier.wake()

    async def log(self) -> Sequence[Delivery]:
        return await self.outbox.deliveries(ROADSHOW, None, None, 50)

    async def until(self, wanted: Callable[[Sequence[Delivery]], bool]) -> Sequence[Delivery]:
        """Wait until the log of deliveries is as wanted."""
        async with asyncio.timeout(20):
            while not wanted(found := await self.log()):  # noqa: ASYNC110 - the log is on disk
                await asyncio.sleep(0.01)
        return found

    async def close(self) -> None:
        await self.courier.close()
        await self.carrier.close()


@asynccontextmanager
async def post_in(path: Path) -> AsyncIterator[Post]:
    database = Database(engine(path / "roadshow.db"))
    await database.run(upgrade)
    post = Post(database)
    yield post
    await post.close()
    await database.close()


@pytest_asyncio.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with post_in(tmp_path) as post:
        post.courier.start(post.carrier)
        yield post


def over(found: Sequence[Delivery]) -> bool:
    return bool(found) and all(each.due_at is None for each in found)


def attempts(count: int) -> Callable[[Sequence[Delivery]], bool]:
    return lambda found: sum(len(each.attempts) for each in found) == count


@pytest.mark.asyncio
async def test_what_waits_is_delivered_and_settled(post: Post) -> None:
    async with receiving(Receiver(Reply(200, body=b"ok"))) as receiver:
        await post.add(receiver.url)
        await post.send("a", "b", "c")

        found = await post.until(over)

    assert sorted(json.loads(request.body)["data"]["lead"] for request in receiver.requests) == ["a", "b", "c"]
    assert {each.state for each in found} == {DeliveryState.delivered}
    assert [(each.status, each.answer) for each in found[0].attempts] == [(200, "ok")]
    assert post.tally == {("webhook", "delivered"): 3}


@pytest.mark.asyncio
async def test_a_receiver_that_fails_is_tried_by_the_table_under_one_identity_and_another_time(post: Post) -> None:
    async with receiving(Receiver(Reply(500), Reply(503), Reply(204))) as receiver:
        endpoint = await post.add(receiver.url)
        await post.send("a")
        await post.until(attempts(1))
        post.pass_by(seconds=4)
        assert (await post.log())[0].due_at == post.clock.now() + timedelta(seconds=1)
        post.pass_by(seconds=1)
        await post.until(attempts(2))
        post.pass_by(minutes=5)
        (found,) = await post.until(over)

    first, second, third = receiver.requests
    assert first.id == second.id == third.id == "msg_a"
    assert first.body == second.body == third.body
    stamps = [int(request.headers["webhook-timestamp"]) for request in receiver.requests]
    assert [stamps[1] - stamps[0], stamps[2] - stamps[1]] == [5, 300]
    for request in receiver.requests:
        Webhook(endpoint.secrets[0].shown()).verify(request.body, request.headers)
    assert [each.status for each in found.attempts] == [500, 503, 204]


@pytest.mark.asyncio
async def test_a_receiver_that_stalls_delays_no_other(post: Post) -> None:
    held = asyncio.Event()
    async with receiving(Receiver(Reply(held=held))) as stalling, receiving(Receiver()) as quick:
        for number in range(5):
            await post.add(stalling.url, f"end_s{number}")
            await post.send(f"s{number}", to=f"end_s{number}")
        await stalling.until(5)
        await post.add(quick.url, "end_q")
        names = [f"q{number}" for number in range(20)]

        await post.send(*names, to="end_q")
        await quick.until(20)

        assert {request.id for request in quick.requests} == {f"msg_{name}" for name in names}
        assert len(stalling.requests) == 5
        held.set()


@pytest.mark.asyncio
async def test_a_receiver_that_has_taken_nothing_yet_gets_one_message_at_a_time(post: Post) -> None:
    held = asyncio.Event()
    async with receiving(Receiver(Reply(held=held), Reply())) as receiver:
        await post.add(receiver.url)
        await post.send("a", "b")
        await receiver.until(1)
        post.courier.wake()
        await asyncio.sleep(module.GATHER * 3)

        assert len(receiver.requests) == 1
        held.set()
        await post.until(over)

    assert len(receiver.requests) == 2


class Turnstile(asyncio.Event):
    """Lets through as many as it was told to, or everybody once it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0
        self._turns = asyncio.Semaphore(0)

    async def wait(self) -> Literal[True]:
        return self.is_set() or await self._turns.acquire()

    def set(self) -> None:
        super().set()
        for _ in range(LANES):
            self._turns.release()

    def let_through(self) -> None:
        self.passed += 1
        self._turns.release()


async def until_several_are_under_way(post: Post, receiver: Receiver, turnstile: Turnstile, wanted: int) -> None:
    """Answer one after the other, each settled before the next."""
    await receiver.until(1)
    async with asyncio.timeout(20):
        while len(receiver.requests) - turnstile.passed < wanted:
            turnstile.let_through()
            await post.until(attempts(turnstile.passed))
            await asyncio.sleep(module.GATHER * 2)


@pytest.mark.asyncio
async def test_a_receiver_that_takes_them_gets_several_at_a_time_each_once_and_no_more_than_it_may(post: Post) -> None:
    turnstile = Turnstile()
    async with receiving(Receiver(Reply(held=turnstile))) as receiver:
        await post.add(receiver.url)
        await post.send(*(f"m{number}" for number in range(50)))
        await until_several_are_under_way(post, receiver, turnstile, LANES)
        for _ in range(3):
            turnstile.let_through()
            await post.until(attempts(turnstile.passed))
            await receiver.until(turnstile.passed + LANES)
        at_once = len(receiver.requests) - turnstile.passed
        turnstile.set()
        await post.until(over)

    assert at_once == LANES
    assert sorted(request.id for request in receiver.requests) == sorted(f"msg_m{number}" for number in range(50))


@pytest.mark.asyncio
async def test_what_is_under_way_may_arrive_while_a_receiver_asks_for_time_and_nothing_more_is_sent(post: Post) -> None:
    turnstile = Turnstile()
    reply = Reply(held=turnstile)
    async with receiving(Receiver(reply)) as receiver:
        await post.add(receiver.url)
        await post.send(*(f"m{number}" for number in range(40)))
        await until_several_are_under_way(post, receiver, turnstile, 4)
        sent = len(receiver.requests)
        reply.status, reply.headers = 429, {"retry-after": "600"}
        turnstile.let_through()
        await post.until(lambda found: post.tally["webhook", "slower"] == 1)
        reply.status, reply.headers = 204, {}
        turnstile.set()
        await post.until(attempts(sent))
        await asyncio.sleep(module.GATHER * 3)
        meanwhile = len(receiver.requests)

        post.pass_by(seconds=600)
        found = await post.until(over)

    assert meanwhile == sent
    assert {each.state for each in found} == {DeliveryState.delivered}
    assert len(receiver.requests) == 41


@pytest.mark.asyncio
async def test_a_receiver_that_takes_nothing_more_is_sent_one_message_at_a_time_again(post: Post) -> None:
    async with receiving(Receiver(Reply(), Reply(500))) as receiver:
        await post.add(receiver.url)
        await post.send(*(f"m{number}" for number in range(20)))
        await post.until(attempts(20))
        receiver.replies = [Reply(held=asyncio.Event())]
        before = len(receiver.requests)
        post.pass_by(seconds=5)
        await receiver.until(before + 1)
        await asyncio.sleep(module.GATHER * 3)

        assert len(receiver.requests) == before + 1


@pytest.mark.asyncio
async def test_a_receiver_that_is_gone_is_disabled(post: Post) -> None:
    async with receiving(Receiver(Reply(410))) as receiver:
        await post.add(receiver.url)
        await post.send("a", "b")

        await post.until(attempts(1))
        post.pass_by(days=9)
        await post.until(lambda found: post.tally["webhook", "gone"] == 1)

        (endpoint,) = await post.endpoints.endpoints(ROADSHOW)
    assert endpoint.state is EndpointState.gone
    assert [(each.message.id, each.state) for each in await post.log()] == [("msg_b", "waiting"), ("msg_a", "failed")]
    assert len(receiver.requests) == 1


@pytest.mark.asyncio
async def test_a_receiver_that_asks_for_time_gets_it_for_all_that_waits(post: Post) -> None:
    async with receiving(Receiver(Reply(429, {"retry-after": "600"}), Reply())) as receiver:
        await post.add(receiver.url)
        await post.send("a", "b")
        await post.until(attempts(1))
        post.pass_by(seconds=599)
        await asyncio.sleep(module.GATHER * 3)
        early = len(receiver.requests)
        post.pass_by(seconds=1)
        await post.until(over)

    assert early == 1
    assert sorted(request.id for request in receiver.requests) == ["msg_a", "msg_a", "msg_b"]


@pytest.mark.asyncio
async def test_after_ten_attempts_a_delivery_has_failed_and_a_replay_keeps_its_identity(post: Post) -> None:
    async with receiving(Receiver(Reply(500, body=b"broken"))) as receiver:
        await post.add(receiver.url)
        await post.send("a")
        for number in range(1, 11):
            await post.until(attempts(number))
            post.pass_by(days=1)
        (failed,) = await post.until(over)

        receiver.replies = [Reply(200)]
        assert await post.outbox.replay(ROADSHOW, failed.id, post.clock.now())
        post.courier.wake()
        (found,) = await post.until(attempts(11))

    assert failed.state is DeliveryState.failed
    assert found.state is DeliveryState.delivered
    assert {request.id for request in receiver.requests} == {"msg_a"}
    assert [each.number for each in found.attempts] == list(range(1, 12))


@pytest.mark.asyncio
async def test_both_secrets_sign_while_they_rotate(post: Post) -> None:
    async with receiving(Receiver()) as receiver:
        endpoint = await post.add(receiver.url)
        rotated = endpoint.rotated(b"n" * 32, post.clock.now())
        await post.endpoints.replace(rotated)
        await post.send("a")
        await post.until(over)
        post.clock.pass_by(24 * 3600)
        await post.send("b")
        await post.until(attempts(2))

    both, one = receiver.requests
    for secret in rotated.secrets:
        Webhook(secret.shown()).verify(both.body, both.headers)
    assert len(one.headers["webhook-signature"].split(" ")) == 1


@pytest.mark.asyncio
async def test_what_was_in_flight_when_the_process_ended_is_sent_again_under_its_identity(tmp_path: Path) -> None:
    held = asyncio.Event()
    async with receiving(Receiver(Reply(held=held), Reply())) as receiver:
        async with post_in(tmp_path) as post:
            post.courier.start(post.carrier)
            await post.add(receiver.url)
            await post.send("a", "b")
            await receiver.until(1)
        async with post_in(tmp_path) as post:
            post.courier.start(post.carrier)
            found = await post.until(over)
        held.set()

    assert [request.id for request in receiver.requests] == ["msg_a", "msg_a", "msg_b"]
    assert {each.state for each in found} == {DeliveryState.delivered}


class Trouble(DatabaseOutbox):
    """Raises what it is told to, once."""

    def __init__(self, database: Database, *raised: Exception) -> None:
        super().__init__(database)
        self.raised = list(raised)

    async def due(self, at: datetime, busy: Collection[str], limit: int, flying: Collection[DeliveryId] = ()) -> Due:
        if self.raised:
            raise self.raised.pop()
        return await super().due(at, busy, limit, flying)


@pytest.mark.asyncio
async def test_a_full_disk_is_waited_out_and_a_broken_one_ends_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL", 0.01)
    async with post_in(tmp_path) as post, receiving(Receiver()) as receiver:
        await post.add(receiver.url)
        await post.send("a")
        outbox = Trouble(post.database, LogFull(), LogFull())
        courier = Courier(outbox, post.clock, lambda: 0.0, post.tally)
        courier.start(post.carrier)
        await post.until(over)

        outbox.raised.append(LogBroken())
        courier.wake()
        async with asyncio.timeout(20):
            await courier.ended()
        await courier.close()


class Broken:
    async def carry(self, errand: Errand, at: datetime) -> Answer:
        raise RuntimeError("a bug")


@pytest.mark.asyncio
async def test_a_bug_in_a_carrier_is_an_attempt_that_failed(post: Post) -> None:
    courier = Courier(post.outbox, post.clock, lambda: 0.0, post.tally)
    await post.courier.close()
    await post.add("http://127.0.0.1:9/")
    courier.start(Broken())
    await post.send("a")

    (found,) = await post.until(attempts(1))

    assert found.attempts[0].answer.startswith("internal")
    assert post.tally["webhook", "again"] == 1
    await courier.close()


@pytest.mark.asyncio
async def test_what_is_long_over_is_forgotten(post: Post) -> None:
    async with receiving(Receiver()) as receiver:
        await post.add(receiver.url)
        await post.send("a")
        await post.until(over)

        post.pass_by(days=31)

        await post.until(lambda found: found == [])


class Counted(DatabaseOutbox):
    """Knows how much it ever had the database do at the same time."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.most = 0
        waiting, run = 0, self._run

        async def counting(work: Callable[[Connection], Any]) -> Any:
            nonlocal waiting
            waiting += 1
            self.most = max(self.most, waiting)
            try:
                return await run(work)
            finally:
                waiting -= 1

        self._run = counting


@pytest.mark.asyncio
async def test_an_append_waits_for_no_more_than_one_delivery_to_be_settled(tmp_path: Path) -> None:
    async with post_in(tmp_path) as post, receiving(Receiver()) as receiver:
        for number in range(8):
            await post.add(receiver.url, f"end_{number}")
            await post.send(*(f"{number}m{each}" for each in range(10)), to=f"end_{number}")
        outbox = Counted(post.database)
        courier = Courier(outbox, post.clock, lambda: 0.0, post.tally)
        courier.start(post.carrier)
        await receiver.until(80)
        await courier.close()

    assert outbox.most == 1


@pytest.mark.asyncio
async def test_what_a_clock_ahead_has_put_off_leaves_once_it_is_set_back(post: Post) -> None:
    """Messages recorded while it was ahead, attempts that failed meanwhile, and a receiver that asked for time."""
    async with receiving(Receiver(Reply(429, {"retry-after": "600"}), Reply())) as receiver:
        await post.add(receiver.url)
        post.pass_by(hours=1)
        await post.send("a")
        await post.until(attempts(1))
        await post.send("b")

        post.pass_by(hours=-1)
        found = await post.until(over)

    assert {each.state for each in found} == {DeliveryState.delivered}


@pytest.mark.asyncio
async def test_what_was_recorded_by_a_clock_ahead_leaves_at_the_next_start(tmp_path: Path) -> None:
    async with receiving(Receiver()) as receiver, post_in(tmp_path) as post:
        await post.add(receiver.url)
        post.pass_by(hours=1)
        await post.send("a")
        post.pass_by(hours=-1)

        post.courier.start(post.carrier)
        (found,) = await post.until(over)

    assert found.state is DeliveryState.delivered
