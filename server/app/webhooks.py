"""Webhooks of a roadshow: its organizers say where they go, see what became of each, and have them sent again."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from server.app.rooms import Rooms
from server.app.trail import Trail
from server.domain.accounts import Place
from server.domain.addresses import Network
from server.domain.deliveries import DeliveryId, DeliveryState
from server.domain.endpoints import MOST, Endpoint, EndpointChange, EndpointId, NewEndpoint, Secret
from server.domain.messages import RoadshowId, Role
from server.domain.outbox import TEST, Message, MessageId
from server.domain.rules import OVERSEEING, STAFF
from server.errors import Conflict, Missing
from server.ports import Clock, Ids
from server.ports.outbox import Delivery, EndpointStore, Outbox, Tally

PAGE = 50


class Made(Struct, frozen=True, kw_only=True):
    """An endpoint with the secret that it signs with from now on, which is shown this once."""

    endpoint: Endpoint
    secret: str


class Leaving(Struct, frozen=True, kw_only=True):
    """What sends: the rules for addresses, how to say that there is something new, and what was counted."""

    allowed: tuple[Network, ...] = ()
    wake: Callable[[], None] = lambda: None
    tally: Tally


class Webhooks:
    """For organizers, and for auditors to read; every method raises Forbidden for anybody else."""

    def __init__(
        self,
        endpoints: EndpointStore,
        outbox: Outbox,
        rooms: Rooms,
        trail: Trail,
        clock: Clock,
        ids: Ids,
        leaving: Leaving,
    ) -> None:
        """Take where endpoints and deliveries are kept, and what sends them."""
        self._endpoints = endpoints
        self._outbox = outbox
        self._rooms = rooms
        self._trail = trail
        self._clock = clock
        self._ids = ids
        self._leaving = leaving

    async def endpoints(self, place: Place) -> Sequence[Endpoint]:
        """The endpoints of the roadshow."""
        return await self._endpoints.endpoints(await self._for(place, OVERSEEING))

    async def add(self, place: Place, wanted: NewEndpoint) -> Made:
        """Send there from now on; raises Invalid, or Conflict where there are MOST endpoints."""
        roadshow = await self._for(place, STAFF)
        (await self._rooms.state(roadshow)).require_real()
        wanted = wanted.checked(self._leaving.allowed)
        secret = Secret(value=self._random())
        endpoint = Endpoint(
            id=EndpointId(f"end_{self._ids.new()}"),
            roadshow=roadshow,
            seat=place.seat.id,
            person=place.person.id,
            url=wanted.url,
            types=wanted.types,
            body=wanted.body,
            secrets=(secret,),
            created_at=self._clock.now(),
        )
        if not await self._endpoints.add(endpoint, MOST):
            raise Conflict("endpoint_limit")
        # A path or query may be a secret, and what is noted stays.
        await self._trail.note(place, "endpoint.added", endpoint.id, host=urlsplit(endpoint.url).hostname)
        return Made(endpoint=endpoint, secret=secret.shown())

    async def change(self, place: Place, wanted: EndpointId, change: EndpointChange) -> Endpoint:
        """Change an endpoint; raises Missing, Invalid. What waited while it was disabled goes out once it is not."""
        endpoint = change.applied(await self._endpoint(place, wanted))
        await self._endpoints.replace(endpoint)
        await self._trail.note(place, "endpoint.changed", endpoint.id, state=endpoint.state.value)
        self._leaving.wake()
        return endpoint

    async def rotate(self, place: Place, wanted: EndpointId) -> Made:
        """Sign with a new secret too, and with the old one for a day; raises Missing."""
        secret = self._random()
        endpoint = (await self._endpoint(place, wanted)).rotated(secret, self._clock.now())
        await self._endpoints.replace(endpoint)
        await self._trail.note(place, "endpoint.rotated", endpoint.id)
        return Made(endpoint=endpoint, secret=endpoint.secrets[0].shown())

    async def remove(self, place: Place, wanted: EndpointId) -> None:
        """Send nothing there any more, what waits included; raises Missing."""
        if not await self._endpoints.remove(await self._for(place, STAFF), wanted):
            raise Missing("endpoint_missing")
        await self._trail.note(place, "endpoint.removed", wanted)

    async def test(self, place: Place, wanted: EndpointId) -> MessageId:
        """Send one message that means nothing; raises Missing."""
        endpoint = await self._endpoint(place, wanted)
        message = Message(
            id=MessageId(f"msg_{self._ids.new()}"),
            roadshow=endpoint.roadshow,
            type=TEST,
            at=self._clock.now(),
            fields={"roadshow": endpoint.roadshow, "endpoint": endpoint.id},
        )
        await self._outbox.post(message, endpoint.id)
        self._leaving.wake()
        return message.id

    async def deliveries(
        self, place: Place, state: DeliveryState | None = None, before: DeliveryId | None = None
    ) -> Sequence[Delivery]:
        """Up to PAGE deliveries, the latest first."""
        return await self._outbox.deliveries(await self._for(place, OVERSEEING), state, before, PAGE)

    async def replay(self, place: Place, delivery: DeliveryId) -> None:
        """Make a delivery now, whatever became of it; raises Missing."""
        if not await self._outbox.replay(await self._for(place, STAFF), delivery, self._clock.now()):
            raise Missing("delivery_missing")
        await self._trail.note(place, "delivery.replayed", str(delivery))
        self._leaving.wake()

    async def replay_failed(self, place: Place, wanted: EndpointId) -> int:
        """Make now all that failed at an endpoint; how many those are; raises Missing."""
        endpoint = await self._endpoint(place, wanted)
        count = await self._outbox.replay_failed(endpoint.roadshow, endpoint.id, self._clock.now())
        self._leaving.wake()
        return count

    async def counted(self) -> tuple[tuple[int, int], Tally]:
        """How many webhooks and letters of the house wait, and how many attempts there were."""
        return await self._outbox.waiting(), self._leaving.tally

    async def _for(self, place: Place, roles: frozenset[Role]) -> RoadshowId:
        await self._rooms.acting(place.seat.roadshow, place.actor, roles)
        return place.seat.roadshow

    async def _endpoint(self, place: Place, wanted: EndpointId) -> Endpoint:
        for endpoint in await self._endpoints.endpoints(await self._for(place, STAFF)):
            if endpoint.id == wanted:
                return endpoint
        raise Missing("endpoint_missing")

    def _random(self) -> bytes:
        return self._ids.salt() + self._ids.salt()
