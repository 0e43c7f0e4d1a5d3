from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.app.lead_rows import LeadRow
from server.app.lead_sheets import LeadSheet
from server.app.leads import EachChange
from server.domain.accounts import Introduction, Place
from server.domain.merging import Likeness, Merge, Parting
from server.domain.messages import LeadId, PersonId, Role
from server.domain.workspace import LeadStage, NewNote, NoteChange, WorkChange
from server.errors import Conflict, Forbidden, Invalid, Missing
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

    async def state_intent(self, by: Place | None = None, **fields: Any) -> None:
        await self.command(by or self.ann, "intent.state", project=self.bo.seat.project, **fields)

    async def investor(self, **introduction: str) -> Place:
        """One more investor."""
        token = await self.desk.invited(self.host)
        signed = await self.desk.house.accounts.accept(token, Introduction(**introduction), None)
        assert signed.seat is not None
        return await self.desk.house.accounts.place(signed.seat.id)

    async def lead(self, place: Place | None = None) -> LeadRow:
        """The one lead that a reader sees."""
        (row,) = (await self.leads.page(place or self.host, "", 0)).rows
        return row

    async def sheets(self, place: Place) -> list[LeadSheet]:
        """The leads that a reader sees, in full."""
        rows = (await self.leads.page(place, "", 0)).rows
        return [await self.leads.sheet(place, row.lead) for row in rows]


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
        desk.clock.pass_by(30)
        await made.state_intent(kind="talk", comment="call me")
        await made.command(made.ann, "question.ask", text="How thick?")
        lead = (await made.lead()).lead

        owner = made.host.person.id
        sheet = await made.leads.revise(made.host, lead, WorkChange(version=0, owner=owner))

        assert (sheet.row.view.name, sheet.row.contact, sheet.project_title.en) == ("Ann", "ann@fund.cn", "Solar paint")
        assert [(moment.signal, moment.second) for moment in sheet.story] == [("intent", 30), ("question", 30)]
        assert [intent.comment for intent in sheet.intents] == ["call me"]
        assert (sheet.owner, sheet.row.owner, sheet.row.version) == ("Olga", owner, 1)
        assert [(step.author, step.change.after) for step in sheet.changes] == [("Olga", {"owner": owner})]


@pytest.mark.asyncio
async def test_a_withdrawn_intent_is_told_by_the_story_and_the_stage_alone(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        (intent,) = (await desk.house.rooms.state(made.host.seat.roadshow)).intents

        await made.command(made.ann, "intent.withdraw", intent=intent)

        (sheet,) = await made.sheets(made.host)
        assert (sheet.intents, sheet.row.intents, sheet.row.stage) == ([], (), LeadStage.nurture)
        assert [moment.signal for moment in sheet.story] == ["intent", "withdrawal"]
        assert [(step.author, step.change.after) for step in sheet.changes] == [("", {"stage": "nurture"})]


@pytest.mark.asyncio
async def test_a_lead_whose_intent_is_declined_rests_without_anybody_reading_it_anew(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        before = await made.lead()
        (intent,) = before.intents

        await made.command(made.bo, "intent.decline", intent=intent.intent, feedback="other")

        assert (before.stage, (await made.lead()).stage) == (LeadStage.new, LeadStage.nurture)


@pytest.mark.asyncio
async def test_what_is_for_the_host_alone_does_not_exist_for_the_presenter(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk", visibility="host_only")
        lead = (await made.lead()).lead

        assert (await made.leads.page(made.bo, "", 0)).rows == []
        for refused in (
            made.leads.sheet(made.bo, lead),
            made.leads.revise(made.bo, lead, WorkChange(version=0, next_step="mine")),
            made.leads.write(made.bo, lead, NewNote(text="mine")),
            made.leads.merge(made.bo, lead, Merge(version=0, into=lead)),
            made.leads.part(made.bo, lead, Parting(version=0)),
        ):
            with pytest.raises(Missing, match="lead_missing"):
                await refused
        assert await made.leads.changes(made.host) == []


@pytest.mark.asyncio
async def test_a_page_after_a_revision_holds_only_what_changed(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        first = await made.leads.page(made.host, "", 0)
        again = await made.leads.page(made.host, first.epoch, first.revision)
        await made.state_intent(by=await made.investor(name="Ben", organisation="B", contact="b@b.cn"), kind="talk")

        later = await made.leads.page(made.host, first.epoch, first.revision)
        other = await made.leads.page(made.host, "another epoch", first.revision)

        assert (len(first.rows), again.rows, first.more) == (1, [], False)
        assert [row.view.name for row in later.rows] == ["Ben"]
        assert [row.view.name for row in other.rows] == ["Ann", "Ben"]
        assert [one.name for one in first.people] == ["Olga", "Ann"]


@pytest.mark.asyncio
async def test_two_changes_of_the_same_version_are_not_both_made(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead

        await made.leads.revise(made.bo, lead, WorkChange(version=0, next_step="presenter's"))
        with pytest.raises(Conflict, match="version_stale"):
            await made.leads.revise(made.host, lead, WorkChange(version=0, next_step="host's"))

        assert (await made.lead()).next_step == "presenter's"


@pytest.mark.asyncio
async def test_of_several_leads_each_is_changed_for_itself(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead

        several = [EachChange(lead=lead, version=0, tags=("hot",)), EachChange(lead="lea_none", version=0)]
        row, missing = await made.leads.revise_each(made.host, several)

        assert isinstance(row, LeadRow)
        assert (row.tags, row.version) == (("hot",), 1)
        assert isinstance(missing, Missing)


@pytest.mark.asyncio
async def test_a_lead_is_owned_by_those_who_may_work_on_it_alone(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead

        owned = await made.leads.revise(made.host, lead, WorkChange(version=0, owner=made.bo.person.id))
        for stranger in (made.ann.person.id, PersonId("per_none")):
            with pytest.raises(Invalid, match="owner_refused"):
                await made.leads.revise(made.host, lead, WorkChange(version=1, owner=stranger))

        assert owned.row.owner == made.bo.person.id


@pytest.mark.asyncio
async def test_notes_are_their_authors(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead
        (written,) = (await made.leads.write(made.bo, lead, NewNote(text="rang"))).notes
        change = NoteChange(version=1, text="mine")

        with pytest.raises(Conflict, match="note_foreign"):
            await made.leads.rewrite(made.host, lead, written.note.note, change)
        (edited,) = (await made.leads.rewrite(made.bo, lead, written.note.note, change)).notes
        row = await made.lead()
        gone = await made.leads.strike(made.bo, lead, written.note.note, 2)

        assert (written.author, edited.note.text, row.last_note, row.notes) == ("Ann", "mine", "mine", 1)
        assert (gone.notes, gone.row.notes) == ([], 0)
        assert [one.change.about for one in await made.leads.changes(made.host)] == [written.note.note] * 3


@pytest.mark.asyncio
async def test_one_person_who_came_twice_is_suggested_merged_and_taken_apart(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk")
        ann = (await made.lead()).lead
        again = await made.investor(name="A. Lee", organisation="Fund", contact="ANN@fund.cn")
        await made.command(again, "question.ask", text="How thick?")
        (twin,) = (await made.leads.sheet(made.host, ann)).twins

        merged = await made.leads.merge(made.host, twin.lead, Merge(version=0, into=ann))
        page = await made.leads.page(made.host, "", 0)
        parted = await made.leads.part(made.host, twin.lead, Parting(version=1))

        assert (twin.name, twin.why) == ("A. Lee", Likeness.mail)
        assert [(one.lead, one.version, one.name) for one in merged.merged] == [(twin.lead, 1, "A. Lee")]
        assert (merged.row.merged, merged.row.view.questions, merged.twins) == ((twin.lead,), 1, [])
        assert [moment.signal for moment in merged.story] == ["intent", "question"]
        assert [row.lead for row in page.rows] == [ann]
        assert parted.row.view.questions == 1
        assert [row.merged for row in (await made.leads.page(made.host, "", 0)).rows] == [(), ()]


@pytest.mark.asyncio
async def test_a_presenter_is_not_told_by_a_merge_who_a_number_is(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await made.state_intent(kind="talk", visibility="presenter_named", consent=True)
        again = await made.investor(name="Ann", organisation="Fund", contact="ann@fund.cn")
        await made.state_intent(by=again, kind="pilot")
        named, number = (row.lead for row in (await made.leads.page(made.host, "", 0)).rows)

        await made.leads.merge(made.host, number, Merge(version=0, into=named))

        whole, passed = await made.lead(), await made.lead(made.bo)
        assert [intent.kind for intent in whole.intents] == ["talk", "pilot"]
        assert ([intent.kind for intent in passed.intents], passed.merged) == (["talk"], ())


@pytest.mark.asyncio
async def test_investors_have_no_workspace(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)

        for refused in (
            made.leads.page(made.ann, "", 0),
            made.leads.changes(made.ann),
            made.leads.revise(made.ann, LeadId("lea_1"), WorkChange(version=0)),
            made.leads.write(made.ann, LeadId("lea_1"), NewNote(text="x")),
        ):
            with pytest.raises(Forbidden):
                await refused
