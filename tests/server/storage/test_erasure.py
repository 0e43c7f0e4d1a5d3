from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from sqlalchemy import Connection, Executable, Select, Table, insert, select, update

from server.domain.audit import Audit
from server.domain.erasure import Personal
from server.domain.letters import MAIL
from server.domain.messages import PersonId
from server.storage.archive import Archive
from server.storage.catalog_tables import (
    calendar_feed,
    encoder,
    invitation,
    person,
    seat,
    session,
    session_person,
)
from server.storage.database import Database
from server.storage.erasure import DatabaseErasures, erase, persons, weigh
from server.storage.lead_tables import lead
from server.storage.location import Location
from server.storage.materials import download
from server.storage.outbox_tables import delivery, mail_choice, message
from server.storage.tables import event, event_private
from server.storage.watching import watch_span
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import START
from tests.server.storage.shelf import ROWS, fill

INES = PersonId("per_ines")
HERS = sum(row.private is not None and row.by == INES for row in ROWS)
WAITING = {"roadshow": SHOW, "message": "msg_1", "queue": MAIL, "state": "waiting", "attempts": 0, "tries": 0}
SENT = {"roadshow": SHOW, "role": "investor", "organisation": "", "created_at": "", "created_by": "", "expires_at": ""}
VISITED = {"expires_at": "", "came_at": "", "seen_at": "", "browser": "", "system": ""}
WATCHED = {"roadshow": SHOW, "seat": "sea_1", "started_at": "", "ended_at": "", "milliseconds": 1, "by": "socket"}


def somebody(name: str, called: str, contact: str, *, account: bool = False) -> Executable:
    found = {"id": name, "name": called, "organisation": "House", "contact": contact, "account": account}
    return insert(person).values(created_at="", **found)


def invited(name: str, called: str, contact: str, **known: str) -> Executable:
    return insert(invitation).values(id=name, digest=name.encode(), name=called, contact=contact, **SENT, **known)


SEATED: Final[tuple[Executable, ...]] = (
    somebody(INES, "Ines", "ines@fund.cn"),
    somebody("per_iris", "Iris", "iris@fund.cn"),
    insert(seat).values(id="sea_1", roadshow=SHOW, person=INES, role="investor", created_at=""),
    insert(encoder).values(seat="sea_1", digest=b"0", expires_at=""),
    insert(mail_choice).values(person=INES, language="zh", wanted=True),
    insert(calendar_feed).values(person=INES, digest=b"0", created_at=""),
    insert(session).values([{"id": f"ses_{name}", "digest": name.encode(), **VISITED} for name in ("1", "2")]),
    insert(session_person).values([("ses_1", INES), ("ses_2", INES), ("ses_2", "per_iris")]),
    insert(message).values(id="msg_1", roadshow=SHOW, type="intent.accepted", at="", fields=b"{}"),
    insert(delivery).values([{"recipient": who, "due_at": "x", **WAITING} for who in (INES, "per_iris")]),
    insert(watch_span).values(person=INES, **WATCHED),
    insert(download).values(roadshow=SHOW, material="mat_1", person=INES, at=""),
)
INVITED: Final = (
    invited("accepted", "Ines", "", accepted_by=INES),
    invited("sent", "I.", "ines@fund.cn"),
    invited("device", "", "", person=INES),
    invited("others", "Iris", "iris@fund.cn", accepted_by="per_iris"),
)


async def put(database: Database, *statements: Executable) -> None:
    """Write rows behind the server's back."""

    def written(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    await database.run(written)


async def rows(database: Database, query: Select[Any]) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await database.run(lambda connection: connection.execute(query).all())]


async def empty(database: Database, *tables: Table) -> bool:
    return [await rows(database, select(table)) for table in tables] == [[] for _ in tables]


@pytest_asyncio.fixture
async def shelf(location: Location) -> AsyncIterator[Database]:
    """The evening, and people whose rows lie all over the house."""
    await fill(location)
    database = Database(location.engine())
    await put(database, *SEATED, *INVITED)
    yield database
    await database.close()


async def erased(shelf: Database, who: PersonId = INES) -> Personal:
    """What was there, and is gone."""
    found = await shelf.run(lambda connection: weigh(connection, SHOW, who))
    await shelf.run(lambda connection: erase(connection, SHOW, who, START))
    await shelf.empty_wal()
    assert found is not None
    return found


@pytest.mark.asyncio
async def test_name_words_and_ways_go_and_are_counted_before(shelf: Database) -> None:
    gone = await erased(shelf)

    assert gone == Personal(
        texts=HERS, leads=gone.leads, spans=1, downloads=1, letters=1, invitations=2, sessions=2, elsewhere=False
    )
    assert gone.leads > 0
    assert await rows(shelf, select(person).where(person.c.id == INES)) == [(INES, "", "", "", False, "")]
    assert await rows(shelf, select(event_private).where(event_private.c.person == INES)) == []
    assert {*await rows(shelf, select(lead.c.stage).where(lead.c.person == INES))} == {("erased",)}
    assert await empty(shelf, watch_span, download)
    assert await rows(shelf, select(delivery.c.recipient)) == [("per_iris",)]


@pytest.mark.asyncio
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
async def test_nothing_of_the_words_is_left_in_the_files_of_sqlite(shelf: Database, location: Location) -> None:
    assert on_disk(location.folder, b"ines@fund.cn")

    await erased(shelf)

    assert not on_disk(location.folder, b"ines@fund.cn")


def on_disk(folder: Path, words: bytes) -> bool:
    return any(words in file.read_bytes() for file in folder.glob("roadshow.db*"))


@pytest.mark.asyncio
async def test_who_has_an_account_keeps_it_and_their_name(shelf: Database) -> None:
    await put(shelf, update(person).where(person.c.id == INES).values(account=True))

    gone = await erased(shelf)

    assert gone.elsewhere
    assert await rows(shelf, select(person.c.name, person.c.account).where(person.c.id == INES)) == [("Ines", True)]
    assert await rows(shelf, select(event_private).where(event_private.c.person == INES)) == []


@pytest.mark.asyncio
async def test_they_are_signed_out_and_nobody_else_is(shelf: Database) -> None:
    await erased(shelf)

    assert await rows(shelf, select(session.c.id)) == [("ses_2",)]
    assert await rows(shelf, select(session_person.c.person)) == [("per_iris",)]
    assert await empty(shelf, encoder, calendar_feed, mail_choice)


@pytest.mark.asyncio
async def test_invitations_forget_them_whether_they_were_accepted_or_only_sent(shelf: Database) -> None:
    await erased(shelf)

    query = select(invitation.c.id, invitation.c.name, invitation.c.contact).order_by(invitation.c.id)
    assert await rows(shelf, query) == [("accepted", "", ""), ("others", "Iris", "iris@fund.cn"), ("sent", "", "")]


@pytest.mark.asyncio
async def test_every_log_is_as_whole_as_it_was_and_says_so(shelf: Database, location: Location) -> None:
    await erased(shelf)

    archive = Archive(location.reader())
    audit = Audit(SHOW, archive.heads(SHOW))
    assert audit.of(archive.records(SHOW, len(ROWS)), archive.extent(SHOW).end) is None
    assert audit.erased == HERS
    assert audit.entries == len(ROWS)


@pytest.mark.asyncio
async def test_a_person_is_found_by_identity_or_by_contact(shelf: Database) -> None:
    await put(shelf, somebody("per_twin", "Twin", "iris@fund.cn"))

    found = [
        [row.id for row in await shelf.run(partial(persons, named=name))]
        for name in (INES, "ines@fund.cn", "iris@fund.cn", "nobody", "")
    ]

    assert found == [[INES], [INES], ["per_iris", "per_twin"], [], []]


@pytest.mark.asyncio
async def test_what_a_host_entered_for_somebody_goes_with_that_person(shelf: Database) -> None:
    here = (event.c.roadshow == event_private.c.roadshow) & (event.c.seq == event_private.c.seq)
    query = select(event_private.c.person).join(event, here).where(event_private.c.person != event.c.by).distinct()
    (entered,), *_ = await rows(shelf, query)
    theirs = select(event_private).where(event_private.c.person == entered)

    assert await rows(shelf, theirs) != []
    await shelf.run(lambda connection: erase(connection, SHOW, PersonId(str(entered)), START))

    assert await rows(shelf, theirs) == []


@pytest.mark.asyncio
async def test_who_was_erased_is_told_in_order_from_a_number_on(shelf: Database) -> None:
    await erased(shelf)
    await shelf.run(lambda connection: erase(connection, SHOW, PersonId("per_host"), START))
    store = DatabaseErasures(shelf)

    found, last = await store.since(0), await store.last()

    assert [(one.roadshow, one.person) for one in found[-2:]] == [(SHOW, INES), (SHOW, "per_host")]
    assert last == found[-1].number
