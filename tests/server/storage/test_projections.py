import pytest

from server.domain.leads import LeadOpened, LeadRaised, Signal
from server.domain.messages import LeadId, PersonId, ProjectId, RoadshowId, Role
from server.domain.people import SeatReassigned
from server.domain.roadshow import EVOLVE
from server.domain.state import Status
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.database import Database
from server.storage.leads import DatabaseLeads
from server.storage.projections import PROJECTIONS, TURNS
from tests.contracts.account_store import ROADSHOW, founded, seat
from tests.server.storage.test_catalog import PLANNED, recorded

LEAD, ANN, PROJECT = LeadId("lea_1"), PersonId("per_ann"), ProjectId("prj_1")


def test_every_status_a_roadshow_can_take_is_projected() -> None:
    names = {event.__name__ for event in PROJECTIONS}

    assert {f"Roadshow{word}" for word in ("Planned", "Started", "Paused", "Resumed", "Ended")} <= names
    assert len(Status) == 5


@pytest.mark.asyncio
async def test_a_lead_and_its_signals_are_rows_with_the_events_that_made_them(database: Database) -> None:
    opened = LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1)
    raised = LeadRaised(lead=LEAD, person=ANN, project=PROJECT, signal=Signal.intent, about="int_1", host_only=True)

    await recorded(database, ROADSHOW, opened, raised)

    leads = DatabaseLeads(database)
    (work,) = await leads.works(ROADSHOW)
    (trace,) = await leads.traces(ROADSHOW)
    assert (work.lead, work.person, work.project, work.version) == (LEAD, ANN, PROJECT, 0)
    assert (trace.lead, trace.seq, trace.signal, trace.about, trace.host_only) == (LEAD, 2, "intent", "int_1", True)
    assert await leads.works(RoadshowId("rsh_2")) == []


@pytest.mark.asyncio
async def test_a_seats_row_follows_its_reassignment_within_the_roadshow(database: Database) -> None:
    accounts = DatabaseAccounts(database)
    await founded(accounts, DatabaseCatalog(database))
    change = SeatReassigned(seat=seat(1).id, role=Role.presenter, project=PROJECT)

    await recorded(database, RoadshowId("rsh_other"), PLANNED, change)
    before = await accounts.place(seat(1).id)
    await recorded(database, ROADSHOW, PLANNED, change)
    after = await accounts.place(seat(1).id)

    assert before is not None
    assert after is not None
    assert (before.seat.role, after.seat.role, after.seat.project) == (Role.organizer, Role.presenter, PROJECT)


def test_every_event_of_an_intent_is_told_in_the_stories_of_leads() -> None:
    names = {event.__name__ for event in EVOLVE if event.__name__.startswith("Intent")}

    # Whoever owns what was entered for them changes nothing of how far it has come.
    assert names - {"IntentClaimed"} == {event.__name__ for event in TURNS}
