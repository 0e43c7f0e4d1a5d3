from pathlib import Path

import pytest

from server.app.accounts import SignedIn
from server.domain.accounts import Place, SessionId
from server.domain.browsers import Device
from server.errors import Missing, Unauthenticated
from tests.server.app.home import ANN, Desk, desk_in

HOUR = 3600
DAY = 24 * HOUR
PHONE = Device(browser="WeChat", system="iPhone")


async def twice(desk: Desk) -> tuple[SignedIn, SignedIn, Place]:
    """Somebody who is signed in with two browsers, the second one a telephone."""
    accounts = desk.house.accounts
    first = await accounts.accept(await desk.invited(await desk.roadshow()), ANN, None)
    assert first.seat
    place = await accounts.place(first.seat.id)
    second = await accounts.accept(await desk.house.invitations.device(place), ANN, None, PHONE)
    return first, second, place


@pytest.mark.asyncio
async def test_somebody_sees_their_own_browsers_this_one_first(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first, second, _ = await twice(desk)

        here, there = await desk.house.sessions.all(first.secret)
        alone = await desk.house.sessions.all(desk.secret)

        assert here.id == (await desk.house.accounts.session(first.secret)).id
        assert there.id == (await desk.house.accounts.session(second.secret)).id
        assert there.device == PHONE
        assert {here.id, there.id}.isdisjoint(one.id for one in alone)


@pytest.mark.asyncio
async def test_ending_another_browser_says_so_and_leaves_this_one(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first, second, _ = await twice(desk)
        accounts, told = desk.house.accounts, list[str]()
        accounts.on_session_ended(told.append)
        lost = (await accounts.session(second.secret)).id

        await desk.house.sessions.end(first.secret, lost)

        assert told == [lost]
        with pytest.raises(Unauthenticated):
            await accounts.session(second.secret)
        assert len(await desk.house.sessions.all(first.secret)) == 1


@pytest.mark.asyncio
async def test_a_session_of_somebody_else_is_as_one_that_does_not_exist(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first, _, _ = await twice(desk)
        host = (await desk.house.accounts.session(desk.secret)).id

        for wanted in (host, SessionId("ses_none")):
            with pytest.raises(Missing, match="browser_missing"):
                await desk.house.sessions.end(first.secret, wanted)

        await desk.house.accounts.session(desk.secret)


@pytest.mark.asyncio
async def test_ending_all_others_takes_oneself_out_of_a_browser_that_is_shared(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first, _, place = await twice(desk)
        accounts = desk.house.accounts
        shared = await accounts.accept(await desk.house.invitations.device(place), ANN, desk.secret)

        await desk.house.sessions.end_others(first.secret)

        assert len(await desk.house.sessions.all(first.secret)) == 1
        host = (await accounts.account(shared.secret)).id
        assert (await accounts.session(shared.secret)).persons == (host,)
        with pytest.raises(Missing):
            await accounts.seated(shared.secret, place.seat.id)


@pytest.mark.asyncio
async def test_renewing_changes_the_secret_and_lasts_from_now(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first, *_ = await twice(desk)
        accounts = desk.house.accounts
        before = await accounts.session(first.secret)
        desk.clock.pass_by(DAY)

        renewed = await desk.house.sessions.renew(first.secret)

        after = await accounts.session(renewed.secret)
        assert after.id == before.id
        assert (after.expires_at - before.expires_at).total_seconds() == DAY
        with pytest.raises(Unauthenticated):
            await accounts.session(first.secret)


@pytest.mark.asyncio
async def test_a_session_that_is_over_is_not_listed(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        old = await desk.house.accounts.session(desk.secret)
        desk.clock.pass_by(2 * DAY)
        again = await desk.house.accounts.accept(await desk.house.invitations.device(host), ANN, None)
        desk.clock.pass_by(DAY)

        (left,) = await desk.house.sessions.all(again.secret)

        assert left.id != old.id
