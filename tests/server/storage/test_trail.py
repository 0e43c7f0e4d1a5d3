from datetime import timedelta

import pytest

from server.domain.messages import PersonId, RoadshowId
from server.domain.trail import Asked, Deed, Stint
from server.storage.database import Database
from server.storage.trail import DatabaseTrail
from tests.contracts.account_store import HOST, NOW, ROADSHOW

STAFF = [Stint(person=HOST.id)]


@pytest.mark.asyncio
async def test_deeds_come_back_the_latest_first_from_before_a_key_on(database: Database) -> None:
    trail = DatabaseTrail(database)
    for second in (1, 2, 2):
        await trail.note(ROADSHOW, Deed(by=HOST.id, at=NOW + timedelta(seconds=second), kind="leads.exported"))
    await trail.note(RoadshowId("rsh_2"), Deed(by=HOST.id, at=NOW, kind="leads.exported"))

    first, *others = await trail.lines(ROADSHOW, STAFF, Asked(), 10)
    after = await trail.lines(ROADSHOW, STAFF, Asked(before=first.key), 10)

    assert first.at == NOW + timedelta(seconds=2)
    assert after == others
    assert len(after) == 2
    assert await trail.lines(ROADSHOW, STAFF, Asked(kind="endpoint."), 10) == []
    assert await trail.lines(ROADSHOW, [], Asked(person=PersonId("per_9")), 10) == []


@pytest.mark.asyncio
async def test_what_belongs_to_a_deed_is_told_with_it(database: Database) -> None:
    trail = DatabaseTrail(database)

    await trail.note(
        ROADSHOW, Deed(by=HOST.id, at=NOW, kind="endpoint.added", about="end_1", fields={"host": "x.example"})
    )

    (line,) = await trail.lines(ROADSHOW, STAFF, Asked(), 10)
    assert (line.about, line.fields, line.seq) == ("end_1", {"host": "x.example"}, None)


@pytest.mark.asyncio
async def test_deeds_of_another_kind_hide_none_of_those_that_are_wanted(database: Database) -> None:
    trail = DatabaseTrail(database)
    for second, kind in enumerate(("endpoint.added", "leads.exported", "leads.exported", "leads.exported")):
        await trail.note(ROADSHOW, Deed(by=HOST.id, at=NOW + timedelta(seconds=second), kind=kind))

    (line,) = await trail.lines(ROADSHOW, STAFF, Asked(kind="endpoint."), 2)

    assert line.kind == "endpoint.added"
