from pathlib import Path

import pytest

from server.app import trail
from server.domain.accounts import Place
from server.domain.messages import SYSTEM
from server.domain.trail import Asked, Line
from server.errors import Forbidden
from tests.server.app.home import Desk, desk_in
from tests.server.app.test_erasures import asked, erase
from tests.server.app.test_slips import command


async def lines(desk: Desk, place: Place, asked: Asked | None = None) -> list[Line]:
    return [line async for line, _ in desk.house.trail.all(place, asked or Asked())]


@pytest.mark.asyncio
async def test_what_an_organizer_did_is_one_line_of_time_from_log_rows_and_deeds(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)
        desk.clock.pass_by(1)
        await command(desk, host, f'{{"type":"person.mute","person":"{ann.person.id}"}}')
        desk.clock.pass_by(1)
        await desk.house.exports.export(host)
        desk.clock.pass_by(1)
        await erase(desk, host, ann.person.id)

        found = await lines(desk, host)
        found = [line for line in found if line.kind != "lead.changed"]

        kinds = [line.kind for line in found]
        assert kinds[:3] == ["person.erased", "leads.exported", "person.muted"]
        assert {"invitation.made", "roadshow.started", "pitch.started"} <= set(kinds)
        assert {line.by for line in found} == {host.person.id}
        assert not {"question.asked", "intent.stated"} & set(kinds)
        assert found[1].fields == {"count": 1}
        assert found[2].fields == {"person": ann.person.id}
        assert [line.key for line in found] == sorted((line.key for line in found), reverse=True)


@pytest.mark.asyncio
async def test_pages_follow_one_another_without_a_gap_or_a_line_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_in(tmp_path) as desk:
        host, _, _ = await asked(desk)
        whole = await lines(desk, host)
        monkeypatch.setattr(trail, "PAGE", 2)

        assert await lines(desk, host) == whole
        page = await desk.house.trail.read(host, Asked())
        assert (len(page.lines), page.before) == (2, page.lines[-1].key)


@pytest.mark.asyncio
async def test_it_is_narrowed_to_a_person_and_to_kinds(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)

        assert {line.kind for line in await lines(desk, host, Asked(kind="pitch."))} == {"pitch.added", "pitch.started"}
        assert await lines(desk, host, Asked(person=SYSTEM)) == []
        assert await lines(desk, host, Asked(person=ann.person.id)) == []
        assert len(await lines(desk, host, Asked(person=host.person.id))) == len(await lines(desk, host))


@pytest.mark.asyncio
async def test_what_the_house_did_is_there_too_and_nobody_else_reads_it(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)
        with pytest.raises(Forbidden):
            await desk.house.trail.read(ann, Asked())

        await desk.house.erasures.forget(host.seat.roadshow, ann.person.id)

        found = await lines(desk, host, Asked(person=SYSTEM))
        assert [(line.kind, dict(line.fields)) for line in found] == [
            ("lead.changed", {"what": "stage"}),
            ("person.erased", {"person": ann.person.id}),
        ]
