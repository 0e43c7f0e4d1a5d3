"""What leaves the house, written down in the transaction of whatever caused it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from server.domain.deliveries import DeliveryState
from server.domain.endpoints import EndpointState
from server.domain.ledger import stamp
from server.domain.messages import RoadshowId
from server.domain.outbox import Message, message_of
from server.ports import Batch
from server.storage.outbox_tables import delivery, endpoint, message

Values = dict[str, object]


def leave(connection: Connection, roadshow: RoadshowId, batch: Batch) -> None:
    """Write the messages of a batch and to whom each goes, in the transaction that appends it."""
    pairs = zip(batch.entries, batch.rows, strict=True)
    announce(connection, roadshow, [made for entry, row in pairs if (made := message_of(roadshow, entry, row.hash))])


def announce(connection: Connection, roadshow: RoadshowId, messages: Sequence[Message]) -> None:
    """Write messages for every active endpoint of the roadshow that wants their types; nothing where none does."""
    wanted = _wanted(connection, roadshow) if messages else {}
    goes = [(each, to) for each in messages for to, types in wanted.items() if each.type in types]
    if goes:
        leaving = {each.id: each for each, _ in goes}
        connection.execute(insert(message), [message_values(each) for each in leaving.values()])
        connection.execute(insert(delivery), [delivery_values(each, to, each.at) for each, to in goes])


def send(connection: Connection, one: Message, to: str) -> None:
    """Write a message for one endpoint, once however often."""
    connection.execute(insert_or(message).values(message_values(one)).on_conflict_do_nothing())
    connection.execute(insert_or(delivery).values(delivery_values(one, to, one.at)).on_conflict_do_nothing())


def _wanted(connection: Connection, roadshow: RoadshowId) -> dict[str, frozenset[str]]:
    active = (endpoint.c.roadshow == roadshow, endpoint.c.state == EndpointState.active.value)
    rows = connection.execute(select(endpoint.c.id, endpoint.c.types).where(*active))
    return {row.id: msgspec.json.decode(row.types, type=frozenset[str]) for row in rows}


def message_values(one: Message) -> Values:
    """A message's row."""
    return {
        "id": one.id,
        "roadshow": one.roadshow,
        "type": one.type,
        "at": stamp(one.at),
        "fields": msgspec.json.encode(one.fields),
    }


def delivery_values(one: Message, to: str, due_at: datetime) -> Values:
    """The row of a delivery to an endpoint that has still to be made."""
    return {
        "roadshow": one.roadshow,
        "message": one.id,
        "queue": to,
        "recipient": "",
        "endpoint": to,
        "state": DeliveryState.waiting.value,
        "attempts": 0,
        "tries": 0,
        "due_at": stamp(due_at),
    }
