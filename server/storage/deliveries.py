"""Deliveries on a database: what `server.ports.Outbox` promises.

Every question is answered from an index, since appends wait for the same thread.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, insert, select, update

from server.domain.deliveries import Attempt, DeliveryId, DeliveryState, Settlement
from server.domain.endpoints import Endpoint, EndpointId, EndpointState
from server.domain.ledger import stamp
from server.domain.letters import MAIL
from server.domain.messages import PersonId, RoadshowId
from server.domain.outbox import Message, MessageId
from server.ports.outbox import Delivery, Due, Errand
from server.storage import outbox
from server.storage.database import Database
from server.storage.endpoints import to_endpoint
from server.storage.outbox_tables import attempt, delivery, endpoint, message
from server.storage.rows import time

MESSAGE: Final = tuple(column.label(f"message_{column.name}") for column in message.c)

Flying = Sequence[DeliveryId]


class DatabaseOutbox:
    """Each method is one transaction on the database's thread."""

    def __init__(self, database: Database, *, mails: bool = False) -> None:
        """Take a database whose schema is up to date; letters are due only where the house `mails`."""
        self._run = database.run
        self._mails = mails

    async def due(self, at: datetime, busy: Collection[str], limit: int, flying: Collection[DeliveryId] = ()) -> Due:
        """The head of each queue."""
        given = list(flying)
        return await self._run(lambda connection: _due(connection, at, busy, limit, given, mails=self._mails))

    async def settle(
        self, errand: Errand, made: Attempt, settlement: Settlement, flying: Collection[DeliveryId] = ()
    ) -> Errand | None:
        """The attempt, the delivery, the endpoint where it is told to rest, and a look at the next."""
        given = list(flying)
        return await self._run(lambda connection: _settle(connection, errand, made, settlement, given))

    async def post(self, one: Message, to: EndpointId) -> None:
        """The message and its delivery."""
        await self._run(lambda connection: outbox.send(connection, one, to))

    async def deliveries(
        self, roadshow: RoadshowId, state: DeliveryState | None, before: DeliveryId | None, limit: int
    ) -> Sequence[Delivery]:
        """The latest first."""
        return await self._run(lambda connection: _deliveries(connection, roadshow, state, before, limit))

    async def replay(self, roadshow: RoadshowId, wanted: DeliveryId, at: datetime) -> bool:
        """One, in whatever state."""
        here = (delivery.c.roadshow == roadshow, delivery.c.id == wanted)
        return await self._run(lambda connection: _again(connection, at, *here)) > 0

    async def replay_failed(self, roadshow: RoadshowId, to: EndpointId, at: datetime) -> int:
        """All that failed there."""
        failed = delivery.c.state == DeliveryState.failed.value
        here = (delivery.c.roadshow == roadshow, delivery.c.endpoint == to, failed)
        return await self._run(lambda connection: _again(connection, at, *here))

    async def hasten(self, at: datetime, *, tried: bool) -> None:
        """Due now, and where it was tried no pause."""
        await self._run(lambda connection: _hasten(connection, stamp(at), tried=tried))

    async def waiting(self) -> tuple[int, int]:
        """From the index of those that wait."""
        query = select((delivery.c.queue == MAIL).label("mail"), func.count()).where(delivery.c.due_at.is_not(None))
        rows = await self._run(lambda connection: connection.execute(query.group_by("mail")).all())
        found = {bool(mail): count for mail, count in rows}
        return found.get(False, 0), found.get(True, 0)

    async def forget(self, before: datetime) -> None:
        """Deliveries first, then messages that nobody is sent any more."""
        await self._run(lambda connection: _forget(connection, stamp(before)))


def _due(
    connection: Connection, at: datetime, busy: Collection[str], limit: int, flying: Flying, *, mails: bool
) -> Due:
    queues = {**_queues(connection, flying), **(_mail(connection, flying) if mails else {})}
    times = {queue: due for queue, due in queues.items() if queue not in busy}
    ready = sorted((due, queue) for queue, due in times.items() if due <= stamp(at))
    later = min((due for due in times.values() if due > stamp(at)), default=None)
    return Due(errands=[_head(connection, queue, flying) for _, queue in ready[:limit]], next_at=time(later))


_WAITS: Final = delivery.c.due_at.is_not(None) & delivery.c.id.not_in(bindparam("flying", expanding=True))
_FIRST: Final = select(func.min(delivery.c.due_at)).where(delivery.c.queue == endpoint.c.id, _WAITS)
_QUEUES: Final = select(endpoint.c.id, endpoint.c.paused_until, _FIRST.scalar_subquery().label("due_at")).where(
    endpoint.c.state == EndpointState.active.value
)


def _queues(connection: Connection, flying: Flying, *here: ColumnElement[bool]) -> dict[str, str]:
    """When each queue that waits may go on."""
    rows = connection.execute(_QUEUES.where(*here), {"flying": flying})
    return {row.id: max(row.due_at, row.paused_until or "") for row in rows if row.due_at}


_LETTERS: Final = select(func.min(delivery.c.due_at)).where(delivery.c.queue == MAIL, _WAITS)


def _mail(connection: Connection, flying: Flying) -> dict[str, str]:
    first = connection.execute(_LETTERS, {"flying": flying}).scalar_one()
    return {MAIL: first} if first else {}


HEAD: Final = (
    select(delivery, *MESSAGE)
    .select_from(delivery.join(message, message.c.id == delivery.c.message))
    .where(delivery.c.queue == bindparam("wanted"), _WAITS)
    .order_by(delivery.c.due_at, delivery.c.id)
    .limit(1)
)


def _head(connection: Connection, queue: str, flying: Flying) -> Errand:
    row = connection.execute(HEAD, {"wanted": queue, "flying": flying}).one()
    return Errand(
        id=DeliveryId(row.id),
        queue=row.queue,
        message=_message(row),
        to=_endpoint(connection, row.endpoint) if row.endpoint else PersonId(row.recipient),
        attempts=row.attempts,
        tries=row.tries,
    )


def _endpoint(connection: Connection, wanted: str) -> Endpoint:
    return to_endpoint(connection.execute(select(endpoint).where(endpoint.c.id == wanted)).one())


def _message(row: Row[Any]) -> Message:
    return Message(
        id=MessageId(row.message_id),
        roadshow=RoadshowId(row.message_roadshow),
        type=row.message_type,
        at=datetime.fromisoformat(row.message_at),
        fields=msgspec.json.decode(row.message_fields),
        trace=row.message_trace,
    )


def _settle(
    connection: Connection, errand: Errand, made: Attempt, settlement: Settlement, flying: Flying
) -> Errand | None:
    values = {
        "state": settlement.state.value,
        "attempts": made.number,
        "tries": errand.tries + 1,
        "due_at": stamp(settlement.due_at) if settlement.due_at else None,
        "settled_at": None if settlement.due_at else stamp(made.at),
    }
    there = connection.execute(update(delivery).where(delivery.c.id == errand.id).values(values)).rowcount
    if there:
        connection.execute(insert(attempt).values(delivery=errand.id, **_attempt_values(made)))
        _rest(connection, errand.queue, settlement)
    due = {**_queues(connection, flying, endpoint.c.id == errand.queue), **_mail(connection, flying)}.get(errand.queue)
    return _head(connection, errand.queue, flying) if due and due <= stamp(made.at) else None


def _attempt_values(made: Attempt) -> dict[str, object]:
    return {
        "number": made.number,
        "at": stamp(made.at),
        "milliseconds": made.milliseconds,
        "status": made.status,
        "answer": made.answer,
    }


def _rest(connection: Connection, queue: str, settlement: Settlement) -> None:
    here = update(endpoint).where(endpoint.c.id == queue)
    if settlement.gone:
        connection.execute(here.values(state=EndpointState.gone.value))
    elif settlement.paused_until:
        connection.execute(here.values(paused_until=stamp(settlement.paused_until)))


def _deliveries(
    connection: Connection, roadshow: RoadshowId, state: DeliveryState | None, before: DeliveryId | None, limit: int
) -> list[Delivery]:
    here = select(delivery, *MESSAGE).select_from(delivery.join(message, message.c.id == delivery.c.message))
    query = here.where(delivery.c.roadshow == roadshow).order_by(delivery.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(delivery.c.state == state.value)
    if before is not None:
        query = query.where(delivery.c.id < before)
    rows = connection.execute(query).all()
    attempts = _attempts(connection, [row.id for row in rows])
    return [_delivery(row, attempts.get(row.id, [])) for row in rows]


def _attempts(connection: Connection, wanted: Sequence[int]) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = {}
    query = select(attempt).where(attempt.c.delivery.in_(wanted)).order_by(attempt.c.delivery, attempt.c.number)
    for row in connection.execute(query):
        at = datetime.fromisoformat(row.at)
        made = Attempt(number=row.number, at=at, milliseconds=row.milliseconds, status=row.status, answer=row.answer)
        found.setdefault(row.delivery, []).append(made)
    return found


def _delivery(row: Row[Any], attempts: Sequence[Attempt]) -> Delivery:
    return Delivery(
        id=DeliveryId(row.id),
        message=_message(row),
        endpoint=EndpointId(row.endpoint) if row.endpoint else None,
        recipient=PersonId(row.recipient) if row.recipient else None,
        state=DeliveryState(row.state),
        due_at=time(row.due_at),
        attempts=attempts,
    )


def _again(connection: Connection, at: datetime, *here: ColumnElement[bool]) -> int:
    """Whoever asks for it now does not want to wait for a pause to be over."""
    to = select(delivery.c.endpoint).where(*here)
    connection.execute(update(endpoint).where(endpoint.c.id.in_(to)).values(paused_until=None))
    anew = {"state": DeliveryState.waiting.value, "tries": 0, "due_at": stamp(at), "settled_at": None}
    return connection.execute(update(delivery).where(*here).values(anew)).rowcount


def _hasten(connection: Connection, at: str, *, tried: bool) -> None:
    here = (delivery.c.due_at > at, *(() if tried else (delivery.c.tries == 0,)))
    connection.execute(update(delivery).where(*here).values(due_at=at))
    if tried:
        connection.execute(update(endpoint).where(endpoint.c.paused_until > at).values(paused_until=None))


def _forget(connection: Connection, before: str) -> None:
    connection.execute(delete(delivery).where(delivery.c.settled_at < before))
    left = select(delivery.c.id).where(delivery.c.message == message.c.id).exists()
    connection.execute(delete(message).where(message.c.at < before, ~left))
