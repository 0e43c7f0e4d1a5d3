import asyncio
from pathlib import Path

import pytest

from server.app import exports
from server.app.exports import Export
from server.app.records import LeadRecord
from server.domain.accounts import Place
from server.domain.messages import LeadId
from server.domain.workspace import NewNote, WorkChange
from server.errors import Forbidden
from tests.server.app.home import desk_in
from tests.server.app.test_leads import Evening, evening


async def written(export: Export) -> list[LeadRecord]:
    return await asyncio.to_thread(list, export.records)


async def several(made: Evening, count: int) -> list[Place]:
    places = [
        await made.investor(name=f"Investor {number}", organisation="Fund", contact=f"i{number}@b.cn")
        for number in range(count)
    ]
    for place in places:
        made.desk.clock.pass_by(1)
        await made.state_intent(place, kind="talk")
    return places


@pytest.mark.asyncio
async def test_every_lead_is_told_whole_in_the_order_they_were_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "SLICE", 2)
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        await several(made, 5)
        export = await desk.house.exports.export(made.host)
        first = (await made.sheets(made.host))[0]
        await made.leads.write(made.host, first.row.lead, NewNote(text="Rang"))

        records = await written(export)

        assert (export.count, [record.name for record in records]) == (5, [f"Investor {n}" for n in range(5)])
        assert [note.text for note in records[0].notes] == ["Rang"]
        assert all(len(record.intents) == len(record.signals) == 1 for record in records)


@pytest.mark.asyncio
async def test_what_is_wanted_comes_alone_and_who_is_barred_is_barred_for_all_of_it(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        places = await several(made, 2)
        first, second = await made.sheets(made.host)
        await made.leads.revise(made.host, second.row.lead, WorkChange(version=0, do_not_contact=True))

        export = await desk.house.exports.export(made.host, {first.row.lead, LeadId("lea_other")})

        assert [record.lead for record in await written(export)] == [first.row.lead]
        assert (export.count, export.barred) == (1, frozenset({places[1].person.id}))


@pytest.mark.asyncio
async def test_a_presenter_takes_what_a_presenter_sees_and_an_investor_nothing(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        made = await evening(desk)
        (ann,) = await several(made, 1)

        (record,) = await written(await desk.house.exports.export(made.bo))

        assert (record.name, record.contact, record.signals, record.number) == (None, None, [], 1)
        with pytest.raises(Forbidden):
            await desk.house.exports.export(ann)
