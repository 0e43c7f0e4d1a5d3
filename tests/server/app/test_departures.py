import asyncio
from pathlib import Path

import pytest

from server.app.departures import Departures
from server.app.feed import SIGNED_OUT, Viewer
from server.app.secrets import digest
from server.app.wire import Hello
from server.domain.accounts import ENCODER_LASTS, Place, Session
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
    made = Departures(house.accounts, house.encoders, house.rooms, house.studio, shared=shared)
    return made, place, session, line


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


async def encoding(desk: Desk) -> tuple[Departures, Place, str]:
    """Somebody who publishes from an encoder."""
    place, house = await desk.roadshow(), desk.house
    token = await house.encoders.issue(place)
    await house.studio.publish(place.seat.roadshow, place.actor, "offer", token=digest(token))
    return house.departures, place, token


@pytest.mark.asyncio
async def test_what_an_encoder_sends_ends_when_the_time_of_its_token_is_over(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        departures, place, _ = await encoding(desk)
        (published,) = desk.house.studio._holders
        desk.clock.pass_by(ENCODER_LASTS.total_seconds() - 1)
        await desk.house.encoders.extend(place)
        desk.clock.pass_by(ENCODER_LASTS.total_seconds() - 1)
        await departures.recheck_encoders()
        before = list(desk.house.studio.tokens())

        desk.clock.pass_by(1)
        await departures.recheck_encoders()

        assert len(before) == 1
        await desk.plane.until("end", published)
        assert not desk.house.studio.tokens()


@pytest.mark.asyncio
async def test_what_an_encoder_sends_ends_when_its_person_is_signed_out_everywhere(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        departures, place, token = await encoding(desk)
        (published,) = desk.house.studio._holders
        again = await desk.house.accounts.accept(await desk.house.invitations.device(place), OLGA, None)
        await desk.house.accounts.sign_out(desk.secret)
        await departures.recheck_encoders()
        before = list(desk.house.studio.tokens())

        await desk.house.accounts.sign_out(again.secret)
        await departures.recheck_encoders()

        assert len(before) == 1
        await desk.plane.until("end", published)
        with pytest.raises(Unauthenticated):
            await desk.house.encoders.place(token, place.seat.id)


@pytest.mark.asyncio
async def test_what_an_encoder_sends_ends_when_its_token_was_replaced_at_another_node(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        departures, place, _ = await encoding(desk)
        (published,) = desk.house.studio._holders

        await desk.house.encoders.issue(place)
        await departures.recheck_encoders()

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
        await asyncio.wait_for(again.wait(), 20)
        await departures.close()
