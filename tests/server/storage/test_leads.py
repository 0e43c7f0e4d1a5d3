from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from server.domain.leads import LeadOpened
from server.domain.messages import LeadId, RoadshowId
from server.domain.workspace import LeadStage, Work, WorkChange
from server.errors import Conflict, Missing
from server.storage.catalog_tables import lead_change
from server.storage.database import Database
from server.storage.leads import DatabaseLeads
from tests.contracts.account_store import HOST, NOW, ROADSHOW
from tests.server.storage.test_catalog import recorded
from tests.server.storage.test_projections import ANN, LEAD, PROJECT

CHANGE = WorkChange(version=0, owner="Olga", stage=LeadStage.meeting, due=date(2026, 4, 1))


@pytest.fixture
def leads(database: Database) -> DatabaseLeads:
    return DatabaseLeads(database)


@pytest.mark.asyncio
async def test_a_change_is_the_next_version_and_stays(database: Database, leads: DatabaseLeads) -> None:
    await recorded(database, ROADSHOW, LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1))

    first = await leads.revise(ROADSHOW, LEAD, CHANGE, HOST.id, NOW)
    second = await leads.revise(ROADSHOW, LEAD, WorkChange(version=1, due=None), HOST.id, NOW)

    assert (first.version, first.due) == (1, date(2026, 4, 1))
    assert (second.version, second.owner, second.stage, second.due) == (2, "Olga", "meeting", None)
    assert await leads.works(ROADSHOW) == [second]


@pytest.mark.asyncio
async def test_every_change_says_for_ever_who_made_it_of_what(database: Database, leads: DatabaseLeads) -> None:
    await recorded(database, ROADSHOW, LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1))

    after = await leads.revise(ROADSHOW, LEAD, CHANGE, HOST.id, NOW)

    (row,) = await database.run(lambda connection: connection.execute(select(lead_change)).all())
    assert (row.version, row.by, row.at) == (1, HOST.id, "2026-03-01T08:00:00.000Z")
    assert msgspec.json.decode(row.before, type=Work).owner == ""
    assert msgspec.json.decode(row.after, type=Work) == after


@pytest.mark.asyncio
async def test_a_stale_or_unknown_lead_is_refused_without_a_trace(database: Database, leads: DatabaseLeads) -> None:
    await recorded(database, ROADSHOW, LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1))
    await leads.revise(ROADSHOW, LEAD, CHANGE, HOST.id, NOW)

    with pytest.raises(Conflict, match="version 1 stands"):
        await leads.revise(ROADSHOW, LEAD, CHANGE, HOST.id, NOW)
    with pytest.raises(Missing):
        await leads.revise(ROADSHOW, LeadId("lea_none"), CHANGE, HOST.id, NOW)
    with pytest.raises(Missing):
        await leads.revise(RoadshowId("rsh_2"), LEAD, CHANGE, HOST.id, NOW)

    assert len(await database.run(lambda connection: connection.execute(select(lead_change)).all())) == 1
