import pytest
from msgspec.structs import replace

from server.domain.answers import IntentDeclined, IntentVoided
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.intents import IntentStated, IntentWithdrawn
from server.domain.kinds import IntentKind
from server.domain.leads import LeadOpened, LeadRaised, Signal
from server.domain.messages import SYSTEM, Event, IntentId, PitchId
from server.domain.state import Feedback
from server.domain.terms import Terms
from server.domain.workspace import LeadStage, Work, WorkChange
from server.storage.database import Database
from server.storage.leads import DatabaseLeads
from tests.contracts.account_store import HOST, LATER, ROADSHOW
from tests.server.storage.test_catalog import recorded
from tests.server.storage.test_projections import ANN, LEAD, PROJECT

OPENED = LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1)
INTENT = IntentId("int_1")
TALK = IntentStated(intent=INTENT, project=PROJECT, pitch=PitchId("pit_1"), number=1, terms=Terms(kind=IntentKind.talk))
STATED = LeadRaised(lead=LEAD, person=ANN, project=PROJECT, signal=Signal.intent, about=INTENT)
WITHDRAWN = replace(STATED, signal=Signal.withdrawal)
TAKEN_BACK = IntentWithdrawn(intent=INTENT, version=2)
ASKED = replace(STATED, signal=Signal.question, about="que_1")


async def after(database: Database, *events: Event) -> Work:
    await recorded(database, ROADSHOW, *events)
    (work,) = await DatabaseLeads(database).works(ROADSHOW)
    return work


@pytest.mark.asyncio
async def test_a_lead_whose_last_intent_was_withdrawn_goes_to_nurture_and_the_audit_says_so(
    database: Database,
) -> None:
    work = await after(database, TALK, OPENED, STATED, TAKEN_BACK, WITHDRAWN)

    (change,) = await DatabaseLeads(database).changes(ROADSHOW)
    assert (work.stage, work.version) == (LeadStage.nurture, 1)
    assert (change.by, change.before, change.after) == (SYSTEM, {"stage": "new"}, {"stage": "nurture"})


@pytest.mark.parametrize(
    "end",
    [
        IntentDeclined(intent=INTENT, feedback=Feedback.other),
        IntentVoided(intent=INTENT),
        IntentExpired(intent=INTENT),
        IntentLapsed(intent=INTENT),
    ],
)
@pytest.mark.asyncio
async def test_so_does_one_whose_last_intent_others_or_the_clock_ended(database: Database, end: Event) -> None:
    assert (await after(database, TALK, OPENED, STATED, end)).stage is LeadStage.nurture


@pytest.mark.asyncio
async def test_a_lead_with_another_intent_goes_nowhere(database: Database) -> None:
    other = replace(TALK, intent=IntentId("int_2"))
    raised = replace(STATED, about="int_2")

    work = await after(database, TALK, OPENED, STATED, other, raised, IntentExpired(intent=INTENT))

    assert (work.stage, work.version) == (LeadStage.new, 0)


@pytest.mark.asyncio
async def test_a_meeting_nobody_came_to_brings_no_lead_back(database: Database) -> None:
    missed = replace(STATED, signal=Signal.no_show, about="mee_1")

    assert (await after(database, TALK, OPENED, STATED, TAKEN_BACK, WITHDRAWN, missed)).stage is LeadStage.nurture


@pytest.mark.asyncio
async def test_a_new_sign_of_interest_brings_it_back(database: Database) -> None:
    work = await after(database, TALK, OPENED, STATED, TAKEN_BACK, WITHDRAWN, ASKED)

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
    await recorded(database, ROADSHOW, TALK, STATED, TAKEN_BACK, WITHDRAWN)

    (work,) = await leads.works(ROADSHOW)
    assert (work.stage, work.version) == (LeadStage.contacted, 1)
