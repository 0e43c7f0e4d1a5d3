from collections.abc import Sequence
from pathlib import Path

import pytest

from server.app import trail
from server.domain.accounts import Introduction, Place
from server.domain.messages import SYSTEM, RoadshowId, Role
from server.domain.trail import Asked, Line
from server.errors import Forbidden
from tests.server.app.home import ANN, Desk, desk_in
from tests.server.app.test_erasures import asked, erase
from tests.server.app.test_slips import command, entered

pytestmark = pytest.mark.usefixtures("either")


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
async def test_however_many_pages_there_are_everybodys_name_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of ten thousand lines once read all the seats of a hall a hundred times."""
    async with desk_in(tmp_path) as desk:
        host, _, _ = await asked(desk)
        monkeypatch.setattr(trail, "PAGE", 1)
        accounts, read = desk.house.trail._accounts, 0
        places = accounts.places

        async def counted(roadshow: RoadshowId) -> Sequence[Place]:
            nonlocal read
            read += 1
            return await places(roadshow)

        monkeypatch.setattr(accounts, "places", counted)

        assert len(await lines(desk, host)) > 1
        assert read == 1


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


@pytest.mark.asyncio
async def test_what_somebody_did_as_staff_stays_when_they_are_staff_no_more(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)
        signed = await desk.house.accounts.accept(
            await desk.invited(host, Role.organizer), Introduction(name="Oz"), None
        )
        assert signed.seat
        oz = await desk.house.accounts.place(signed.seat.id)
        await command(desk, oz, f'{{"type":"person.mute","person":"{ann.person.id}"}}')
        desk.clock.pass_by(1)
        await command(desk, host, f'{{"type":"seat.reassign","seat":"{oz.seat.id}","role":"audience"}}')
        desk.clock.pass_by(1)
        await command(desk, oz, '{"type":"question.ask","text":"May I still?"}')

        found = await lines(desk, host, Asked(person=oz.person.id))

        assert [line.kind for line in found] == ["person.muted"]
        assert (await desk.house.trail.read(host, Asked())).names[oz.person.id] == "Oz"


@pytest.mark.asyncio
async def test_who_becomes_staff_has_no_line_of_what_they_did_before(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)
        desk.clock.pass_by(1)
        await command(desk, host, f'{{"type":"seat.reassign","seat":"{ann.seat.id}","role":"organizer"}}')
        desk.clock.pass_by(1)
        await command(desk, ann, '{"type":"roadshow.pause"}')

        assert [line.kind for line in await lines(desk, host, Asked(person=ann.person.id))] == ["roadshow.paused"]


@pytest.mark.asyncio
async def test_a_deed_of_a_presenter_is_there_with_their_name(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        signed = await desk.house.accounts.accept(await desk.invited(host, Role.presenter, "Solar paint"), ANN, None)
        assert signed.seat
        presenter = await desk.house.accounts.place(signed.seat.id)

        await desk.house.trail.note(presenter, "encoder.made", presenter.seat.id)

        page = await desk.house.trail.read(host, Asked(kind="encoder."))
        assert [(line.kind, page.names[line.by]) for line in page.lines] == [("encoder.made", "Ann")]
        assert page == await desk.house.trail.read(host, Asked(kind="encoder.", person=presenter.person.id))


@pytest.mark.asyncio
async def test_links_to_devices_and_slips_are_told_apart_from_invitations(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, slip = await entered(desk)
        await desk.house.invitations.device(host)
        await desk.house.slips.link(host, slip)

        kinds = {kind: len(await lines(desk, host, Asked(kind=kind))) for kind in ("slip.", "device.", "invitation.")}

        assert kinds == {"slip.": 1, "device.": 1, "invitation.": 0}
