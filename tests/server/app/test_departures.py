import asyncio
from pathlib import Path

import pytest

from server.app.departures import Departures
from server.app.feed import SIGNED_OUT, Viewer
from server.app.wire import Hello
from server.domain.accounts import Place, Session
from server.errors import Unauthenticated
from tests.server.app.home import OLGA, Desk, desk_in
from tests.server.app.house import Line


async def watching(desk: Desk, *, shared: bool = True) -> tuple[Departures, Place, Session, Line]:
    """Somebody who watches the socket and publishes, from one browser session."""
    place = await desk.roadshow()
    house = desk.house
    session = await house.accounts.session(desk.secret)
    line = Line()
    feed = (await house.rooms.live(place.seat.roadshow)).feed
    feed.attach(Viewer(place.actor, line, session.id), Hello())
    await house.studio.publish(place.seat.roadshow, place.actor, "offer", session.id)
    return Departures(house.accounts, house.rooms, house.studio, shared=shared), place, session, line


@pytest.mark.asyncio
async def test_what_goes_on_in_a_session_that_ended_elsewhere_ends(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        departures, _, session, line = await watching(desk)
        (published,) = desk.house.studio._holders
        await desk.house.accounts._store.end_session(session.id)

        departures.end(session.id)

        assert line.code == SIGNED_OUT
        await desk.plane.until("end", published)
        assert not desk.house.studio.browsers()
        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(desk.secret)


@pytest.mark.asyncio
async def test_a_look_finds_what_nobody_told(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        departures, _, session, line = await watching(desk)
        await departures.recheck()
        before = line.code

        await desk.house.accounts._store.end_session(session.id)
        await departures.recheck()

        assert (before, line.code) == (None, SIGNED_OUT)
        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(desk.secret)


@pytest.mark.asyncio
async def test_what_goes_on_in_a_session_whose_time_is_over_ends_on_a_house_of_one_process_too(
    tmp_path: Path,
) -> None:
    async with desk_in(tmp_path) as desk:
        departures, _, _, line = await watching(desk, shared=False)
        (published,) = desk.house.studio._holders
        desk.clock.pass_by(3 * 24 * 3600 - 1)
        await departures.recheck()
        before = line.code

        desk.clock.pass_by(1)
        await departures.recheck()

        assert (before, line.code) == (None, SIGNED_OUT)
        await desk.plane.until("end", published)


@pytest.mark.asyncio
async def test_a_session_that_is_ended_from_another_browser_loses_sockets_and_media_at_once(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        _, place, session, line = await watching(desk)
        (published,) = desk.house.studio._holders
        again = await desk.house.accounts.accept(await desk.house.invitations.device(place), OLGA, None)

        await desk.house.sessions.end(again.secret, session.id)

        assert line.code == SIGNED_OUT
        await desk.plane.until("end", published)


@pytest.mark.asyncio
async def test_a_look_that_fails_is_not_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk_in(tmp_path) as desk:
        departures, looks, again = desk.house.departures, list[int](), asyncio.Event()
        monkeypatch.setattr("server.app.departures.EVERY", 0)

        async def fail() -> None:
            looks.append(1)
            if len(looks) > 1:
                again.set()
            raise OSError("away")

        monkeypatch.setattr(departures, "recheck", fail)
        departures.start()
        await asyncio.wait_for(again.wait(), 5)
        await departures.close()
