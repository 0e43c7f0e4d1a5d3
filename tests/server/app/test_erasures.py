from pathlib import Path

import pytest

from server.app.accounts import SignedIn
from server.app.feed import SIGNED_OUT, Viewer
from server.app.wire import Hello
from server.domain.accounts import Place
from server.domain.erasure import Personal
from server.domain.messages import PersonId
from server.errors import Forbidden, Missing, Unauthenticated
from server.ports import LogFull
from tests.server.app.home import ANN, Desk, desk_in
from tests.server.app.house import Line
from tests.server.app.test_slips import command
from tests.server.http.home import at

WORDS = "What does it weigh?"

pytestmark = pytest.mark.usefixtures("either")


async def asked(desk: Desk) -> tuple[Place, Place, SignedIn]:
    """An organizer, and an investor who has asked something and stated an intent."""
    host = await desk.roadshow()
    signed = await desk.house.accounts.accept(await desk.invited(host), ANN, None)
    assert signed.seat is not None
    ann = await desk.house.accounts.place(signed.seat.id)
    state = await desk.house.rooms.state(host.seat.roadshow)
    pitch = state.order[0]
    await command(desk, host, '{"type":"roadshow.start"}')
    await command(desk, host, f'{{"type":"pitch.start","pitch":"{pitch}"}}')
    await command(desk, ann, f'{{"type":"question.ask","text":"{WORDS}"}}')
    project = state.pitches[pitch].project
    await command(desk, ann, f'{{"type":"intent.state","project":"{project}","kind":"pilot","comment":"hopes"}}')
    return host, ann, signed


async def erase(desk: Desk, host: Place, person: PersonId) -> None:
    await command(desk, host, f'{{"person":"{person}","type":"person.erase"}}')


@pytest.mark.asyncio
async def test_what_would_go_is_counted_and_nothing_of_it_goes(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, signed = await asked(desk)

        found = await desk.house.erasures.weigh(host, ann.person.id)

        assert found == Personal(
            texts=3, leads=1, spans=0, downloads=0, letters=0, invitations=1, sessions=1, elsewhere=False
        )
        assert (await desk.house.accounts.session(signed.secret)).persons == (ann.person.id,)
        assert (await desk.house.erasures.weigh(host, host.person.id)).elsewhere
        with pytest.raises(Missing):
            await desk.house.erasures.weigh(host, PersonId("per_none"))
        with pytest.raises(Forbidden):
            await desk.house.erasures.weigh(ann, host.person.id)


@pytest.mark.asyncio
async def test_the_open_room_is_what_a_start_would_make_of_the_log(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)
        await erase(desk, host, ann.person.id)
        running = await desk.house.rooms.state(host.seat.roadshow)

        await desk.house.rooms.close()
        desk.house.rooms._live.clear()
        fresh = await desk.house.rooms.state(host.seat.roadshow)

        assert running == fresh
        assert [question.text for question in running.questions.values()] == [None]
        assert [(one.comment, one.live) for one in running.intents.values()] == [(None, True)]


@pytest.mark.asyncio
async def test_every_page_that_is_open_is_drawn_anew_without_them_and_theirs_is_closed(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)
        feed = (await desk.house.rooms.live(host.seat.roadshow)).feed
        watching, hers = Line(), Line()
        feed.attach(Viewer(host.actor, watching), Hello())
        feed.attach(Viewer(ann.actor, hers), Hello())
        assert WORDS in str(watching.sent)
        stood = feed.seq

        await erase(desk, host, ann.person.id)
        feed.tick(1.0)

        last = watching.of_type("snapshot", "changed")[-1]
        assert (last["type"], last["seq"], WORDS in str(last), "Ann" in str(last)) == (
            "snapshot",
            stood + 1,
            False,
            False,
        )
        assert hers.code == SIGNED_OUT
        back = Line()
        feed.attach(Viewer(host.actor, back), Hello(epoch=feed._epoch, seq=stood))
        assert back.of_type("snapshot", "changed")[0]["type"] == "snapshot"


@pytest.mark.asyncio
async def test_they_are_signed_out_and_on_no_list_and_in_no_workbook(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, ann, signed = await asked(desk)
        await desk.house.accounts.seated(signed.secret, ann.seat.id)
        before = await desk.house.leads.page(host, "", 0)

        await erase(desk, host, ann.person.id)

        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(signed.secret)
        assert [one.person for one in await desk.house.attendance.all(host)] == [host.person.id]
        after = await desk.house.leads.page(host, before.epoch, before.revision)
        assert "Ann" in str(before)
        assert "Ann" not in str(after)
        assert len(after.rows) == 1


@pytest.mark.asyncio
async def test_whom_another_process_erases_is_forgotten_at_the_next_look(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk, desk_in(tmp_path) as other:
        host, ann, signed = await asked(desk)
        await desk.house.accounts.seated(signed.secret, ann.seat.id)
        room = (await desk.house.rooms.live(host.seat.roadshow)).room
        waiting = room.state.seq

        await other.house.erasures.forget(host.seat.roadshow, ann.person.id)
        await other.house.erasures.forget(host.seat.roadshow, ann.person.id)
        await desk.house.erasures.look()
        await command(desk, host, '{"type":"roadshow.pause"}')

        assert room.state.seq > waiting + 1
        assert room.state.standing(ann.person.id).erased
        assert [question.text for question in room.state.questions.values()] == [None]
        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(signed.secret)


@pytest.mark.asyncio
async def test_a_name_that_another_roadshow_needs_stays_until_it_is_erased_there_too(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first, ann, _ = await asked(desk)
        second = await desk.roadshow("another-plan")
        row = f"('sea_two', '{second.seat.roadshow}', '{ann.person.id}', 'investor', NULL, '')"
        with at(tmp_path).engine().begin() as connection:
            connection.exec_driver_sql(f"INSERT INTO seat VALUES {row}")

        await erase(desk, first, ann.person.id)
        kept = (await desk.house.accounts.place(ann.seat.id)).person
        await erase(desk, second, ann.person.id)
        gone = (await desk.house.accounts.place(ann.seat.id)).person

        assert (kept.name, gone.name) == ("Ann", "")


@pytest.mark.asyncio
async def test_what_could_not_be_overwritten_is_overwritten_with_the_next_look(tmp_path: Path) -> None:
    """On a disk that was full for a moment what was erased once stayed where it lay until somebody else was erased."""
    async with desk_in(tmp_path) as desk:
        host, ann, _ = await asked(desk)
        await erase(desk, host, ann.person.id)
        store, outcomes = desk.house.erasures._store, iter((LogFull("full"), None))

        async def overwrite() -> None:
            if failure := next(outcomes):
                raise failure

        store.overwrite = overwrite  # type: ignore[method-assign]
        with pytest.raises(LogFull):
            await desk.house.erasures.look()

        await desk.house.erasures.look()

        assert list(outcomes) == []
