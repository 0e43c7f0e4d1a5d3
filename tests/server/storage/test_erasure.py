from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from server.domain.audit import Audit
from server.domain.erasure import Personal
from server.domain.messages import PersonId
from server.storage.archive import Archive
from server.storage.database import Database
from server.storage.erasure import DatabaseErasures, erase, persons, weigh
from server.storage.sqlite import engine
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import START
from tests.server.storage.shelf import ROWS, shelve, spoil

INES = PersonId("per_ines")
HERS = sum(row.private is not None and row.by == INES for row in ROWS)
SEATED = (
    f"INSERT INTO person VALUES ('{INES}', 'Ines', 'House', 'ines@fund.cn', 0, '')",
    "INSERT INTO person VALUES ('per_iris', 'Iris', 'House', 'iris@fund.cn', 0, '')",
    f"INSERT INTO seat VALUES ('sea_1', '{SHOW}', '{INES}', 'investor', NULL, '')",
    "INSERT INTO encoder VALUES ('sea_1', x'00', '')",
    f"INSERT INTO mail_choice VALUES ('{INES}', 'zh', 1)",
    f"INSERT INTO calendar_feed VALUES ('{INES}', x'00', '')",
    "INSERT INTO session (id, digest, expires_at) VALUES ('ses_1', x'01', ''), ('ses_2', x'02', '')",
    f"INSERT INTO session_person VALUES ('ses_1', '{INES}'), ('ses_2', '{INES}'), ('ses_2', 'per_iris')",
    f"INSERT INTO message (id, roadshow, type, at, fields) VALUES ('msg_1', '{SHOW}', 'intent.accepted', '', x'7b7d')",
    "INSERT INTO delivery (roadshow, message, queue, recipient, state, attempts, tries, due_at) "
    f"VALUES ('{SHOW}', 'msg_1', 'mail', '{INES}', 'waiting', 0, 0, 'x')",
    "INSERT INTO delivery (roadshow, message, queue, recipient, state, attempts, tries, due_at) "
    f"VALUES ('{SHOW}', 'msg_1', 'mail', 'per_iris', 'waiting', 0, 0, 'x')",
    f"INSERT INTO watch_span VALUES ('{SHOW}', 'sea_1', '', '', 1, '{INES}', NULL, 'socket')",
    f"INSERT INTO download (roadshow, material, person, at) VALUES ('{SHOW}', 'mat_1', '{INES}', '')",
)
INVITED = f"INSERT INTO invitation VALUES (?, ?, '{SHOW}', 'investor', NULL, ?, '', ?, ?, '', '', '', NULL, ?, NULL)"


@pytest_asyncio.fixture
async def path(tmp_path: Path) -> Path:
    path = await shelve(tmp_path)
    for statement in SEATED:
        spoil(path, statement)
    spoil(path, INVITED, "accepted", b"1", "Ines", "", None, INES)
    spoil(path, INVITED, "sent", b"2", "I.", "ines@fund.cn", None, None)
    spoil(path, INVITED, "device", b"3", "", "", INES, None)
    spoil(path, INVITED, "others", b"4", "Iris", "iris@fund.cn", None, "per_iris")
    return path


def on_disk(path: Path, words: bytes) -> bool:
    return any(words in file.read_bytes() for file in path.parent.glob("roadshow.db*"))


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with Archive(path)._engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


async def erased(path: Path, who: PersonId = INES) -> Personal:
    """What was there, and is gone."""
    database = Database(engine(path))
    found = await database.run(lambda connection: weigh(connection, SHOW, who))
    await database.run(lambda connection: erase(connection, SHOW, who, START))
    await database.empty_wal()
    await database.close()
    assert found is not None
    return found


@pytest.mark.asyncio
async def test_name_words_and_ways_go_and_are_counted_before(path: Path) -> None:
    gone = await erased(path)

    assert gone == Personal(
        texts=HERS, leads=gone.leads, spans=1, downloads=1, letters=1, invitations=2, sessions=2, elsewhere=False
    )
    assert gone.leads > 0
    assert rows(path, "SELECT * FROM person WHERE id = 'per_ines'") == [(INES, "", "", "", 0, "")]
    assert rows(path, "SELECT count(*) FROM event_private WHERE person = 'per_ines'") == [(0,)]
    assert {stage for (stage,) in rows(path, "SELECT stage FROM lead WHERE person = 'per_ines'")} == {"erased"}
    assert rows(path, "SELECT count(*) FROM watch_span") == [(0,)]
    assert rows(path, "SELECT recipient FROM delivery") == [("per_iris",)]


@pytest.mark.asyncio
async def test_nothing_of_the_words_is_left_on_the_disk(path: Path) -> None:
    assert on_disk(path, b"ines@fund.cn")

    await erased(path)

    assert not on_disk(path, b"ines@fund.cn")


@pytest.mark.asyncio
async def test_who_has_an_account_keeps_it_and_their_name(path: Path) -> None:
    spoil(path, f"UPDATE person SET account = 1 WHERE id = '{INES}'")

    gone = await erased(path)

    assert gone.elsewhere
    assert rows(path, "SELECT name, account FROM person WHERE id = 'per_ines'") == [("Ines", 1)]
    assert rows(path, "SELECT count(*) FROM event_private WHERE person = 'per_ines'") == [(0,)]


@pytest.mark.asyncio
async def test_they_are_signed_out_and_nobody_else_is(path: Path) -> None:
    await erased(path)

    assert rows(path, "SELECT id FROM session") == [("ses_2",)]
    assert rows(path, "SELECT person FROM session_person") == [("per_iris",)]
    assert all(rows(path, f"SELECT * FROM {table}") == [] for table in ("encoder", "calendar_feed", "mail_choice"))


@pytest.mark.asyncio
async def test_invitations_forget_them_whether_they_were_accepted_or_only_sent(path: Path) -> None:
    await erased(path)

    assert sorted(rows(path, "SELECT id, name, contact FROM invitation")) == [
        ("accepted", "", ""),
        ("others", "Iris", "iris@fund.cn"),
        ("sent", "", ""),
    ]


@pytest.mark.asyncio
async def test_every_log_is_as_whole_as_it_was_and_says_so(path: Path) -> None:
    await erased(path)

    archive, audit = Archive(path), Audit(SHOW, Archive(path).heads(SHOW))
    assert audit.of(archive.records(SHOW, len(ROWS)), archive.extent(SHOW).end) is None
    assert audit.erased == HERS
    assert audit.entries == len(ROWS)


@pytest.mark.asyncio
async def test_a_person_is_found_by_identity_or_by_contact(path: Path) -> None:
    spoil(path, "INSERT INTO person VALUES ('per_twin', 'Twin', '', 'iris@fund.cn', 0, '')")
    database = Database(engine(path))

    found = [
        [row.id for row in await database.run(partial(persons, named=name))]
        for name in (INES, "ines@fund.cn", "iris@fund.cn", "nobody", "")
    ]

    await database.close()
    assert found == [[INES], [INES], ["per_iris", "per_twin"], [], []]


@pytest.mark.asyncio
async def test_what_a_host_entered_for_somebody_goes_with_that_person(path: Path) -> None:
    (person,), *_ = rows(
        path, "SELECT DISTINCT p.person FROM event e JOIN event_private p USING (roadshow, seq) WHERE p.person != e.by"
    )
    database = Database(engine(path))

    assert rows(path, f"SELECT * FROM event_private WHERE person = '{person}'") != []
    await database.run(lambda connection: erase(connection, SHOW, PersonId(str(person)), START))

    await database.close()
    assert rows(path, f"SELECT * FROM event_private WHERE person = '{person}'") == []


@pytest.mark.asyncio
async def test_who_was_erased_is_told_in_order_from_a_number_on(path: Path) -> None:
    await erased(path)
    database = Database(engine(path))
    await database.run(lambda connection: erase(connection, SHOW, PersonId("per_host"), START))
    store = DatabaseErasures(database)

    found, last = await store.since(0), await store.last()
    await database.close()

    assert [(one.roadshow, one.person) for one in found[-2:]] == [(SHOW, INES), (SHOW, "per_host")]
    assert last == found[-1].number
