"""What the inside needs so that something leaves the house: the outbox, endpoints, letters, and who carries them."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from server.domain.deliveries import Answer, Attempt, DeliveryId, DeliveryState, Settlement
from server.domain.endpoints import Endpoint, EndpointId
from server.domain.letters import Choice, Letter
from server.domain.messages import PersonId, RoadshowId
from server.domain.outbox import Message

Tally = Counter[tuple[str, str]]
"""Attempts at deliveries, by channel and verdict."""


class Errand(Struct, frozen=True, kw_only=True):
    """One message that is due to an endpoint or, by mail, to a person.

    `tries` counts the attempts since it was last meant to go out at once.
    """

    id: DeliveryId
    queue: str
    message: Message
    to: Endpoint | PersonId
    attempts: int
    tries: int


class Due(Struct, frozen=True, kw_only=True):
    """What is to be delivered now, at most one for each queue, and when there will be something else."""

    errands: Sequence[Errand]
    next_at: datetime | None


class Delivery(Struct, frozen=True, kw_only=True):
    """A delivery as the log shows it, its attempts from the first to the last."""

    id: DeliveryId
    message: Message
    endpoint: EndpointId | None
    recipient: PersonId | None
    state: DeliveryState
    due_at: datetime | None
    attempts: Sequence[Attempt]


class Outbox(Protocol):
    """What is still to leave the house, and what became of the rest. What a method wrote survives a power cut.

    A delivery is there from the append that caused it, and waits until an attempt is settled; an attempt that nobody
    settled is made again. Each receiver is a queue of its own. What is `flying` is being attempted, and is not given.
    """

    async def due(self, at: datetime, busy: Collection[str], limit: int, flying: Collection[DeliveryId] = ()) -> Due:
        """The earliest errand of up to `limit` queues that are neither busy nor paused; those longest due first."""
        ...

    async def settle(
        self, errand: Errand, attempt: Attempt, settlement: Settlement, flying: Collection[DeliveryId] = ()
    ) -> Errand | None:
        """Record an attempt and what follows from it; nothing where the delivery is there no more.

        Returns what was due next in the same queue when the attempt was made.
        """
        ...

    async def post(self, message: Message, endpoint: EndpointId) -> None:
        """Have a message that came of no event delivered to one endpoint; posting it twice is posting it once."""
        ...

    async def deliveries(
        self, roadshow: RoadshowId, state: DeliveryState | None, before: DeliveryId | None, limit: int
    ) -> Sequence[Delivery]:
        """Up to `limit` deliveries of a roadshow, the latest first, of those made before `before`."""
        ...

    async def replay(self, roadshow: RoadshowId, delivery: DeliveryId, at: datetime) -> bool:
        """Have a delivery made at once, again where it was made, under its old identity; whether there is one."""
        ...

    async def replay_failed(self, roadshow: RoadshowId, endpoint: EndpointId, at: datetime) -> int:
        """Have all that failed at an endpoint made again; how many there were."""
        ...

    async def hasten(self, at: datetime, *, tried: bool) -> None:
        """Have made now what waits for a time after `at` and was never tried, which a clock that was ahead has said.

        With `tried` also what was, and what goes to receivers that are paused until then.
        """
        ...

    async def waiting(self) -> tuple[int, int]:
        """How many deliveries of the house wait: webhooks, and letters."""
        ...

    async def forget(self, before: datetime) -> None:
        """Delete what was settled before then."""
        ...


class EndpointStore(Protocol):
    """The endpoints of roadshows, their secrets included."""

    async def endpoints(self, roadshow: RoadshowId) -> Sequence[Endpoint]:
        """The endpoints of a roadshow, in the order they were added."""
        ...

    async def add(self, endpoint: Endpoint, most: int) -> bool:
        """Record a new endpoint, unless its roadshow has `most` already; whether it was recorded."""
        ...

    async def replace(self, endpoint: Endpoint) -> None:
        """Record what an endpoint is now; nothing where it was removed."""
        ...

    async def remove(self, roadshow: RoadshowId, endpoint: EndpointId) -> bool:
        """Forget an endpoint with all its deliveries; whether there was one."""
        ...


class Choices(Protocol):
    """Who chose to get letters, and in which language they read."""

    async def choice(self, person: PersonId) -> Choice | None:
        """What somebody chose last; None where they were never asked."""
        ...

    async def choose(self, choice: Choice) -> None:
        """Record what somebody chose."""
        ...


class Correspondent(Protocol):
    """Writes letters, when they are sent."""

    async def write(self, message: Message, person: PersonId) -> Letter | None:
        """What a message says to a person, in their language; None where there is nothing to send them any more."""
        ...


class Mailer(Protocol):
    """Hands letters over to a mail server."""

    async def send(self, letter: Letter, identity: str, at: datetime) -> Answer:
        """What came of it, within a bounded time; whatever goes wrong outside is an answer and never raised.

        `identity`, of letters, digits and full stops, is the letter's for ever, so that one that comes twice is known.
        """
        ...


class Carrier(Protocol):
    """Makes one attempt at an errand."""

    async def carry(self, errand: Errand, at: datetime) -> Answer:
        """What came of it, within a bounded time; whatever goes wrong outside is an answer and never raised."""
        ...
