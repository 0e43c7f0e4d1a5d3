from pathlib import Path

import pytest

from server.app.import_rows import Outcome, Wanted
from server.domain.merging import Merge
from server.domain.workspace import LeadStage, WorkChange
from server.errors import Forbidden, Missing
from tests.server.app.home import desk_in
from tests.server.app.test_leads import evening


@pytest.mark.asyncio
async def test_an_import_is_tried_applied_and_undone(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made, imports = await evening(desk), desk.house.imports
        await made.state_intent(kind="talk")
        rows = [Wanted(row=2, contacts=("ann@fund.cn",), stages=(LeadStage.meeting,), tags=("A",), note="Met")]

        (tried,) = await imports.judge(made.host, rows)
        assert ((await made.lead()).stage, tried.outcome) == (LeadStage.new, Outcome.updated)

        (applied,), at = await imports.apply(made.host, rows)
        sheet = await made.leads.sheet(made.host, (await made.lead()).lead)
        assert (applied.outcome, sheet.row.stage, sheet.row.tags) == (Outcome.updated, LeadStage.meeting, ("A",))
        assert [(one.note.text, one.author) for one in sheet.notes] == [("Met", "Olga")]
        (again,) = await imports.judge(made.host, rows)
        assert again.outcome is Outcome.unchanged

        desk.clock.pass_by(5)
        undone = await imports.undo(made.host, at)
        sheet = await made.leads.sheet(made.host, sheet.row.lead)
        assert [one.error for one in undone] == [None, None]
        assert (sheet.row.stage, sheet.row.tags, sheet.notes) == (LeadStage.new, (), [])


@pytest.mark.asyncio
async def test_what_somebody_changed_since_is_not_put_back(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made, imports = await evening(desk), desk.house.imports
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead
        _, at = await imports.apply(made.host, [Wanted(row=2, lead=lead, next_step="Call")])
        desk.clock.pass_by(5)
        await made.leads.revise(made.host, lead, WorkChange(version=1, next_step="Write"))

        (undone,) = await imports.undo(made.host, at)

        assert undone.error is not None
        assert undone.error.code == "version_stale"
        assert (await made.lead()).next_step == "Write"


@pytest.mark.asyncio
async def test_nobody_undoes_what_another_imported(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made, imports = await evening(desk), desk.house.imports
        await made.state_intent(kind="talk")
        _, at = await imports.apply(made.host, [Wanted(row=2, lead=(await made.lead()).lead, next_step="Call")])

        with pytest.raises(Missing, match="import_missing"):
            await imports.undo(made.bo, at)


@pytest.mark.asyncio
async def test_a_presenter_cannot_find_by_a_contact_that_is_not_told_to_them(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made, imports = await evening(desk), desk.house.imports
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead

        found, hidden = await imports.judge(
            made.bo, [Wanted(row=2, lead=lead), Wanted(row=3, contacts=("ann@fund.cn",))]
        )

        assert (found.outcome, found.name) == (Outcome.unchanged, "")
        assert hidden.error is not None
        assert hidden.error.code == "lead_unknown"
        with pytest.raises(Forbidden):
            await imports.judge(made.ann, [])
        with pytest.raises(Forbidden):
            await imports.may_import(made.ann)


NEW = Wanted(
    row=2,
    name="Cleo",
    organisation="Angels",
    contacts=("cleo@angels.cn",),
    stages=(LeadStage.contacted,),
    project="Solar paint",
    note="Met in May",
)


@pytest.mark.asyncio
async def test_somebody_unknown_becomes_a_lead_that_the_next_file_finds_and_that_is_taken_back(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made, imports = await evening(desk), desk.house.imports
        (tried,) = await imports.judge(made.host, [NEW])
        assert (tried.outcome, (await made.leads.page(made.host, "", 0)).rows) == (Outcome.made, [])

        (applied,), at = await imports.apply(made.host, [NEW])

        row = await made.lead()
        sheet = await made.leads.sheet(made.host, row.lead)
        assert (applied.lead, row.view.name, row.contact, row.stage) == (
            row.lead,
            "Cleo",
            "cleo@angels.cn",
            LeadStage.contacted,
        )
        assert ([one.note.text for one in sheet.notes], [one.signal for one in sheet.story]) == (
            ["Met in May"],
            ["import"],
        )
        assert [one.outcome for one in await imports.judge(made.host, [NEW])] == [Outcome.unchanged]
        assert (await made.leads.page(made.bo, "", 0)).rows == []

        desk.clock.pass_by(5)
        (undone,) = await imports.undo(made.host, at)

        assert undone.error is None
        assert (await made.leads.page(made.host, "", 0)).rows == []
        assert desk.house.rooms is not None
        state = await desk.house.rooms.state(made.host.seat.roadshow)
        assert "Cleo" not in repr(state)


@pytest.mark.asyncio
async def test_a_merge_at_that_time_is_no_import_and_stays(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made, imports = await evening(desk), desk.house.imports
        await made.state_intent(kind="talk")
        lead = (await made.lead()).lead
        await imports.apply(made.host, [NEW])
        other = next(row for row in (await made.leads.page(made.host, "", 0)).rows if row.lead != lead)
        desk.clock.pass_by(5)
        await made.leads.merge(made.host, other.lead, Merge(version=other.version, into=lead))

        with pytest.raises(Missing, match="import_missing"):
            await imports.undo(made.host, desk.clock.now())

        assert (await made.lead()).merged == (other.lead,)


@pytest.mark.asyncio
async def test_a_lead_that_was_worked_on_since_stays_when_its_import_is_undone(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made, imports = await evening(desk), desk.house.imports
        _, at = await imports.apply(
            made.host, [Wanted(row=2, name="Cleo", contacts=("cleo@angels.cn",), project="Solar paint")]
        )
        desk.clock.pass_by(5)
        await made.leads.revise(made.host, (await made.lead()).lead, WorkChange(version=0, next_step="Write"))

        (undone,) = await imports.undo(made.host, at)

        assert undone.error is not None
        assert undone.error.code == "version_stale"
        assert (await made.lead()).next_step == "Write"


@pytest.mark.asyncio
async def test_a_presenter_makes_no_leads(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)

        (refused,) = await desk.house.imports.judge(made.bo, [NEW])

        assert refused.error is not None
        assert refused.error.code == "lead_unknown"
