from pathlib import Path

import pytest

from server.app.import_rows import Outcome, Wanted
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
