from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.domain.accounts import Place
from server.domain.messages import LeadId, Role
from server.domain.workspace import WorkChange
from server.errors import Conflict, Forbidden, Missing
from tests.server.app.home import ANN, Desk, desk_in


class Evening:
    """A live roadshow in which Ann, an investor, and Bo, the presenter, sit."""

    def __init__(self, desk: Desk, host: Place, ann: Place, bo: Place) -> None:
        self.desk, self.host, self.ann, self.bo = desk, host, ann, bo
        self.leads = desk.house.leads
        self._count = 0

    async def command(self, place: Place, type_: str, **fields: Any) -> None:
        self._count += 1
        body = msgspec.json.encode({"type": type_, **fields})
        await self.desk.house.rooms.submit(place.seat.roadshow, place.actor, f"key-{self._count:06d}", body)

    async def state_intent(self, **fields: Any) -> None:
        await self.command(self.ann, "intent.state", project=self.bo.seat.project, **fields)


async def evening(desk: Desk) -> Evening:
    host = await desk.roadshow()
    places = []
    for role, project in ((Role.investor, None), (Role.presenter, "Solar paint")):
        signed = await desk.house.accounts.accept(await desk.invited(host, role, project), ANN, None)
        assert signed.seat is not None
        places.append(await desk.house.accounts.place(signed.seat.id))
    made = Evening(desk, host, *places)
    await made.command(host, "roadshow.start")
    state = await desk.house.rooms.state(host.seat.roadshow)
    await made.command(host, "pitch.start", pitch=state.order[0])
    return made


@pytest.mark.asyncio
async def test_a_sheet_joins_what_happened_with_the_work_on_it(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk", comment="call me")
        await made.command(made.ann, "question.ask", text="How thick?")
        (lead,) = await made.leads.sheets(made.host)

        revised = await made.leads.revise(made.host, lead.lead, WorkChange(version=0, owner="Olga"))

        assert (lead.view.name, lead.contact, lead.project_title.en) == ("Ann", "ann@fund.cn", "Solar paint")
        assert [moment.signal for moment in lead.story] == ["intent", "question"]
        assert [intent.comment for intent in lead.intents] == ["call me"]
        assert (revised.owner, revised.version, revised.story) == ("Olga", 1, lead.story)


@pytest.mark.asyncio
async def test_a_withdrawn_intent_is_told_by_the_story_alone(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        (intent,) = (await desk.house.rooms.state(made.host.seat.roadshow)).intents

        await made.command(made.ann, "intent.withdraw", intent=intent)

        (lead,) = await made.leads.sheets(made.host)
        assert lead.intents == []
        assert [moment.signal for moment in lead.story] == ["intent", "withdrawal"]


@pytest.mark.asyncio
async def test_what_is_for_the_host_alone_does_not_exist_for_the_presenter(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk", visibility="host_only")
        (lead,) = await made.leads.sheets(made.host)

        assert await made.leads.sheets(made.bo) == []
        with pytest.raises(Missing, match="lead_missing"):
            await made.leads.revise(made.bo, lead.lead, WorkChange(version=0, note="mine"))


@pytest.mark.asyncio
async def test_two_changes_of_the_same_version_are_not_both_made(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        (lead,) = await made.leads.sheets(made.bo)

        await made.leads.revise(made.bo, lead.lead, WorkChange(version=0, note="presenter's"))
        with pytest.raises(Conflict, match="version_stale"):
            await made.leads.revise(made.host, lead.lead, WorkChange(version=0, note="host's"))

        assert [one.note for one in await made.leads.sheets(made.host)] == ["presenter's"]


@pytest.mark.asyncio
async def test_investors_have_no_workspace(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)

        with pytest.raises(Forbidden):
            await made.leads.sheets(made.ann)
        with pytest.raises(Forbidden):
            await made.leads.revise(made.ann, LeadId("lea_1"), WorkChange(version=0))
