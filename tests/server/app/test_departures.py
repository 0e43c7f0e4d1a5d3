from pathlib import Path

import pytest

from server.app.departures import Departures
from server.app.feed import SIGNED_OUT, Viewer
from server.app.wire import Hello
from server.domain.accounts import Place, Session
from server.errors import Unauthenticated
from tests.server.app.home import Desk, desk_in
from tests.server.app.house import Line


async def watching(desk: Desk) -> tuple[Departures, Place, Session, Line]:
    """Somebody who watches the socket and publishes, from one browser session."""
    place = await desk.roadshow()
    house = desk.house
    session = await house.accounts.session(desk.secret)
    line = Line()
    feed = (await house.rooms.live(place.seat.roadshow)).feed
    feed.attach(Viewer(place.actor, line, session.id), Hello())
    await house.studio.publish(place.seat.roadshow, place.actor, "offer", session.id)
    return Departures(house.accounts, house.rooms, house.studio), place, session, line


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
