"""What leaves the house, written down in the transaction of whatever caused it."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from server.domain.deliveries import DeliveryState
from server.domain.endpoints import EndpointState
from server.domain.ledger import stamp
from server.domain.letters import MAIL, Addressees
from server.domain.mailboxes import address_of
from server.domain.messages import RoadshowId, Role
from server.domain.outbox import Message, message_of
from server.ports import Batch
from server.storage.catalog_tables import person, seat
from server.storage.outbox_tables import delivery, endpoint, mail_choice, message
from server.storage.upserts import insert_or

Values = dict[str, object]
Left = tuple[Message, str]
"""A message, and the queue that it waits in."""


def leave(connection: Connection, roadshow: RoadshowId, batch: Batch, *, mails: bool) -> list[Left]:
    """Write the messages of a batch and to whom each goes, in the transaction that appends it, and say which."""
    letters = batch.letters if mails else {}
    wanted = _wanted(connection, roadshow)
    if not letters and not wanted:
        return []
    pairs = zip(batch.entries, batch.rows, strict=True)
    traced = ((entry, row.hash, batch.traces.get(entry.seq, "")) for entry, row in pairs)
    made = {entry.seq: one for entry, link, trace in traced if (one := message_of(roadshow, entry, link, trace))}
    going = [*_posts(made.values(), wanted), *_letters(connection, made, letters)]
    _write(connection, going)
    return [(one, str(values["queue"])) for one, values in going]


def announce(connection: Connection, roadshow: RoadshowId, messages: Sequence[Message]) -> None:
    """Write messages for every active endpoint of the roadshow that wants their types; nothing where none does."""
    _write(connection, _posts(messages, _wanted(connection, roadshow)))


def send(connection: Connection, one: Message, to: str) -> None:
    """Write a message for one endpoint, once however often."""
    values = delivery_values(one, to, endpoint=to)
    connection.execute(insert_or(connection, message).values(message_values(one)).on_conflict_do_nothing())
    connection.execute(insert_or(connection, delivery).values(values).on_conflict_do_nothing())


Going = tuple[Message, Values]


def _write(connection: Connection, going: Sequence[Going]) -> None:
    if going:
        leaving = {each.id: each for each, _ in going}
        connection.execute(insert(message), [message_values(each) for each in leaving.values()])
        connection.execute(insert(delivery), [values for _, values in going])


def _posts(messages: Collection[Message], wanted: Mapping[str, Collection[str]]) -> list[Going]:
    goes = ((each, to) for each in messages for to, types in wanted.items() if each.type in types)
    return [(each, delivery_values(each, to, endpoint=to)) for each, to in goes]


def _letters(connection: Connection, messages: Mapping[int, Message], letters: Mapping[int, Addressees]) -> list[Going]:
    going = {seq: (*mailed.persons, *_presenters(connection, messages[seq], mailed)) for seq, mailed in letters.items()}
    everybody = {person for persons in going.values() for person in persons}
    reached = _reached(connection, everybody) if everybody else {}
    return [
        (messages[seq], delivery_values(messages[seq], MAIL, recipient=person))
        for seq, persons in going.items()
        for person in dict.fromkeys(persons)
        if reached.get(person, False) or (person in reached and not letters[seq].asked)
    ]


def _presenters(connection: Connection, one: Message, mailed: Addressees) -> Sequence[str]:
    if mailed.presenters_of is None:
        return ()
    here = (seat.c.roadshow == one.roadshow, seat.c.role == Role.presenter.value)
    query = select(seat.c.person).where(*here, seat.c.project == mailed.presenters_of)
    return connection.execute(query.order_by(seat.c.id)).scalars().all()


def _reached(connection: Connection, persons: Collection[str]) -> dict[str, bool]:
    """Who of these has a mail address, and whether they asked for letters."""
    joined = person.join(mail_choice, mail_choice.c.person == person.c.id, isouter=True)
    query = select(person.c.id, person.c.contact, mail_choice.c.wanted).select_from(joined)
    rows = connection.execute(query.where(person.c.id.in_(persons)))
    return {row.id: bool(row.wanted) for row in rows if address_of(row.contact)}


_WANTED = select(endpoint.c.id, endpoint.c.types).where(
    endpoint.c.roadshow == bindparam("roadshow"), endpoint.c.state == EndpointState.active.value
)


def _wanted(connection: Connection, roadshow: RoadshowId) -> dict[str, frozenset[str]]:
    rows = connection.execute(_WANTED, {"roadshow": roadshow})
    return {row.id: msgspec.json.decode(row.types, type=frozenset[str]) for row in rows}


def message_values(one: Message) -> Values:
    """A message's row."""
    return {
        "id": one.id,
        "roadshow": one.roadshow,
        "type": one.type,
        "at": stamp(one.at),
        "fields": msgspec.json.encode(one.fields),
        "trace": one.trace,
    }


def delivery_values(one: Message, queue: str, *, endpoint: str | None = None, recipient: str = "") -> Values:
    """The row of a delivery that has still to be made."""
    return {
        "roadshow": one.roadshow,
        "message": one.id,
        "queue": queue,
        "recipient": recipient,
        "endpoint": endpoint,
        "state": DeliveryState.waiting.value,
        "attempts": 0,
        "tries": 0,
        "due_at": stamp(one.at),
    }
