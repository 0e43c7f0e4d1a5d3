import pytest
from msgspec.structs import replace

from server.domain.leads import LeadOpened, LeadRaised, Signal
from server.domain.messages import SYSTEM, Event
from server.domain.workspace import LeadStage, Work, WorkChange
from server.storage.database import Database
from server.storage.leads import DatabaseLeads
from tests.contracts.account_store import HOST, LATER, ROADSHOW
from tests.server.storage.test_catalog import recorded
from tests.server.storage.test_projections import ANN, LEAD, PROJECT

OPENED = LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1)
STATED = LeadRaised(lead=LEAD, person=ANN, project=PROJECT, signal=Signal.intent, about="int_1")
WITHDRAWN = replace(STATED, signal=Signal.withdrawal)
ASKED = replace(STATED, signal=Signal.question, about="que_1")


async def after(database: Database, *events: Event) -> Work:
    await recorded(database, ROADSHOW, *events)
    (work,) = await DatabaseLeads(database).works(ROADSHOW)
    return work


@pytest.mark.asyncio
async def test_a_lead_whose_last_intent_was_withdrawn_goes_to_nurture_and_the_audit_says_so(
    database: Database,
) -> None:
    work = await after(database, OPENED, STATED, WITHDRAWN)

    (change,) = await DatabaseLeads(database).changes(ROADSHOW)
    assert (work.stage, work.version) == (LeadStage.nurture, 1)
    assert (change.by, change.before, change.after) == (SYSTEM, {"stage": "new"}, {"stage": "nurture"})


@pytest.mark.asyncio
async def test_a_new_sign_of_interest_brings_it_back(database: Database) -> None:
    work = await after(database, OPENED, STATED, WITHDRAWN, ASKED)

    assert (work.stage, work.version) == (LeadStage.new, 2)


@pytest.mark.asyncio
async def test_a_lead_that_is_worked_on_stays_where_it_was_put(database: Database) -> None:
    await recorded(database, ROADSHOW, OPENED)
    leads = DatabaseLeads(database)
    await leads.revise(ROADSHOW, [(LEAD, WorkChange(version=0, stage=LeadStage.contacted))], HOST.id, LATER)

    # Another log, so that the events may follow one another from its beginning.
    await database.run(lambda connection: connection.exec_driver_sql("DELETE FROM log"))
    await database.run(lambda connection: connection.exec_driver_sql("DELETE FROM event"))
    await database.run(lambda connection: connection.exec_driver_sql("DELETE FROM command"))
    await recorded(database, ROADSHOW, STATED, WITHDRAWN)

    (work,) = await leads.works(ROADSHOW)
    assert (work.stage, work.version) == (LeadStage.contacted, 1)
