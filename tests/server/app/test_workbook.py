import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.app.workbook import Colleague, Kept
from server.domain.messages import LeadId, ProjectId, RoadshowId, Role
from server.domain.workspace import Work
from tests.contracts.account_store import HOST, LATER, NOW
from tests.server.app.home import desk_in
from tests.server.app.test_leads import evening

A, B = ProjectId("prj_a"), ProjectId("prj_b")


def colleague(project: ProjectId | None) -> Colleague:
    return Colleague(person=HOST.id, name="", role=Role.presenter, project=project)


def test_organizers_follow_up_all_leads_and_presenters_their_own() -> None:
    assert [colleague(None).reaches(project) for project in (A, None)] == [True, True]
    assert [colleague(A).reaches(project) for project in (A, B)] == [True, False]


def work(lead: str, project: ProjectId) -> Work:
    return Work(lead=LeadId(lead), person=HOST.id, project=project, opened_at=NOW)


def test_what_was_given_away_stays_and_is_the_same_until_something_is_new() -> None:
    kept = Kept()
    kept.put([work("lea_1", A), work("lea_2", B)])
    whole, part = kept.works(None), kept.works(A)

    kept.put([work("lea_1", A)])
    assert (kept.works(None) is whole, kept.works(A) is part) == (True, True)

    kept.put([work("lea_3", B)])
    assert (set(whole), set(kept.works(None)), kept.works(A) is part) == (
        *({"lea_1", "lea_2"}, {"lea_1", "lea_2", "lea_3"}, True),
    )


def test_who_has_a_seat_is_read_now_and_then_and_at_once_for_somebody_new() -> None:
    kept = Kept()
    assert kept.lacks(NOW)

    kept.meet([], NOW)

    assert not kept.lacks(NOW)
    assert kept.lacks(LATER)
    kept.put([work("lea_1", A)])
    assert kept.lacks(NOW)


def test_what_was_read_before_a_change_and_comes_after_it_is_passed_over() -> None:
    """On PostgreSQL answers overtake one another; the older one stayed, and every later change was called stale."""
    kept, older = Kept(), work("lea_1", A)
    kept.put([newer := replace(older, version=older.version + 1)])

    kept.put([older])

    assert kept.works(None) == {older.lead: newer}


@pytest.mark.asyncio
async def test_who_comes_while_the_first_is_still_reading_sees_every_lead_too(tmp_path: Path) -> None:
    """The second was once given what had been read so far, so that a lead that had just been opened was missing."""
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.leads.page(made.host, "", 0)
        await made.state_intent(kind="talk")
        state = await desk.house.rooms.state(made.host.seat.roadshow)
        [lead] = state.leads

        sheets = await asyncio.gather(*(made.leads.sheet(made.host, lead) for _ in range(3)))

        assert [sheet.row.lead for sheet in sheets] == [lead] * 3


@pytest.mark.asyncio
async def test_only_leads_that_something_happened_to_are_read_again(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        asked: list[Sequence[LeadId] | None] = []
        store = made.leads._store
        works = store.works

        async def counted(roadshow: RoadshowId, leads: Sequence[LeadId] | None = None) -> Sequence[Work]:
            asked.append(leads)
            return await works(roadshow, leads)

        store.works = counted  # type: ignore[method-assign]
        await made.leads.page(made.host, "", 0)
        await made.leads.page(made.host, "", 0)
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead

        assert asked == [None, [lead]]


@pytest.mark.asyncio
async def test_colleagues_are_those_who_have_the_role_now(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        before = (await made.leads.page(made.host, "", 0)).people
        own = (await made.leads.page(made.bo, "", 0)).people

        await made.command(made.host, "seat.reassign", seat=made.bo.seat.id, role="audience")

        assert [(one.role, one.project is None) for one in before] == [("organizer", True), ("presenter", False)]
        assert own == before
        assert [one.role for one in (await made.leads.page(made.host, "", 0)).people] == ["organizer"]
