import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from server.app.accounts import Accounts, SignedIn
from server.domain.accounts import Introduction, Session
from server.domain.messages import RoadshowId, Role, SeatId
from server.errors import Conflict, Forbidden, Invalid, Missing, Unauthenticated
from tests.server.app.home import ANN, Desk, desk_in

DAY = 24 * 3600


@pytest.mark.asyncio
async def test_an_invitation_makes_a_person_with_a_seat_once(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        token = await desk.invited(place)
        accounts = desk.house.accounts

        signed = await accounts.accept(token, ANN, None)

        assert signed.seat is not None
        seated = await accounts.seated(signed.secret, signed.seat.id)
        assert (seated.actor.name, seated.actor.role, seated.seat.roadshow) == ("Ann", "investor", place.seat.roadshow)
        with pytest.raises(Conflict, match="invitation_spent"):
            await accounts.accept(token, ANN, None)
        with pytest.raises(Missing, match="invitation_missing"):
            await accounts.accept("no such token", ANN, None)


@pytest.mark.asyncio
async def test_of_two_who_press_the_button_at_once_one_comes_in(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        token = await desk.invited(await desk.roadshow())

        outcomes = await asyncio.gather(
            *(desk.house.accounts.accept(token, ANN, None) for _ in range(2)), return_exceptions=True
        )

        assert [isinstance(outcome, Conflict) for outcome in outcomes] == [False, True]


@pytest.mark.asyncio
async def test_looking_at_an_invitation_or_a_bad_form_does_not_use_it_up(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        token = await desk.invited(await desk.roadshow())
        accounts = desk.house.accounts

        for _ in range(3):
            assert (await accounts.invitation(token)).role is Role.investor
        with pytest.raises(Invalid, match="organisation"):
            await accounts.accept(token, Introduction(name="Ann"), None)

        assert (await accounts.accept(token, ANN, None)).seat is not None


@pytest.mark.asyncio
async def test_an_invitation_expires(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        token = await desk.invited(await desk.roadshow())

        desk.clock.pass_by(14 * DAY)

        with pytest.raises(Conflict, match="invitation_spent"):
            await desk.house.accounts.invitation(token)


@pytest.mark.asyncio
async def test_one_browser_holds_several_people_and_their_seats(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        accounts, secret = desk.house.accounts, desk.secret

        investor = await accounts.accept(await desk.invited(place), ANN, secret)
        presenter = await accounts.accept(
            await desk.invited(place, Role.presenter, "Solar paint"), ANN, investor.secret
        )

        held = await accounts.places(presenter.secret)
        assert {one.seat.role for one in held} == {Role.organizer, Role.investor, Role.presenter}
        assert (await accounts.account(presenter.secret)).name == "Olga"


@pytest.mark.asyncio
async def test_coming_in_changes_the_secret_and_the_old_one_is_worth_nothing(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        old = desk.secret
        session = await desk.house.accounts.session(old)

        signed = await desk.house.accounts.accept(await desk.invited(place), ANN, old)

        assert (await desk.house.accounts.session(signed.secret)).id == session.id
        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(old)


@pytest.mark.asyncio
async def test_a_seat_of_somebody_else_is_as_one_that_does_not_exist(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        signed = await desk.house.accounts.accept(await desk.invited(place), ANN, None)

        for seat in (place.seat.id, SeatId("sea_none")):
            with pytest.raises(Missing, match="seat_missing"):
                await desk.house.accounts.seated(signed.secret, seat)
        with pytest.raises(Forbidden):
            await desk.house.accounts.account(signed.secret)


@pytest.mark.asyncio
async def test_audience_joins_a_roadshow_that_is_announced(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()

        signed = await desk.house.accounts.join(place.seat.roadshow, Introduction(name="Wang"), None)

        assert signed.seat is not None
        assert signed.seat.role is Role.audience
        with pytest.raises(Missing, match="roadshow_missing"):
            await desk.house.accounts.join(RoadshowId("rsh_none"), Introduction(name="Wang"), None)


@pytest.mark.asyncio
async def test_signing_out_ends_the_session_and_says_which(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()
        accounts, told = desk.house.accounts, list[str]()
        accounts.on_session_ended(told.append)
        session = await accounts.session(desk.secret)

        await accounts.sign_out(desk.secret)

        assert told == [session.id]
        with pytest.raises(Unauthenticated):
            await accounts.session(desk.secret)
        with pytest.raises(Unauthenticated):
            await accounts.sign_out(desk.secret)


async def an_investor(desk: Desk) -> SignedIn:
    return await desk.house.accounts.accept(await desk.invited(await desk.roadshow()), ANN, None)


@pytest.mark.asyncio
async def test_a_session_ends_after_thirty_days_whether_it_was_used_or_not(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        signed = await an_investor(desk)

        desk.clock.pass_by(30 * DAY - 1)
        await desk.house.accounts.session(signed.secret)
        desk.clock.pass_by(1)

        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(signed.secret)


@pytest.mark.asyncio
async def test_a_session_of_staff_ends_after_a_week_however_much_it_is_used(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()

        for _ in range(6):
            desk.clock.pass_by(DAY)
            await desk.house.accounts.session(desk.secret)
        desk.clock.pass_by(DAY)

        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(desk.secret)


@pytest.mark.asyncio
async def test_a_session_of_staff_ends_when_it_was_not_used_for_three_days_also_by_what_is_written_down(
    tmp_path: Path,
) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()
        accounts = desk.house.accounts
        desk.clock.pass_by(2 * DAY)
        await accounts.session(desk.secret)
        await accounts.write_down()
        accounts.forget_sessions()
        desk.clock.pass_by(3 * DAY - 1)
        session = await accounts.session(desk.secret)
        accounts.forget_sessions()

        desk.clock.pass_by(1)

        with pytest.raises(Unauthenticated):
            await accounts.session(desk.secret)
        assert await accounts.ended([session.id]) == {session.id}


@pytest.mark.asyncio
async def test_a_house_may_let_staff_in_for_hours_only(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()
        accounts = desk.house.accounts
        strict = Accounts(accounts._store, accounts._catalog, desk.clock, accounts._ids, timedelta(hours=12))

        desk.clock.pass_by(12 * 3600 - 1)
        await strict.session(desk.secret)
        desk.clock.pass_by(1)

        with pytest.raises(Unauthenticated):
            await strict.session(desk.secret)


@pytest.mark.asyncio
async def test_a_session_of_hours_ends_soon_for_its_last_quarter(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()
        accounts = desk.house.accounts
        strict = Accounts(accounts._store, accounts._catalog, desk.clock, accounts._ids, timedelta(hours=12))

        desk.clock.pass_by(9 * 3600 - 1)
        early = strict.ends_soon(await strict.session(desk.secret))
        desk.clock.pass_by(1)

        assert (early, strict.ends_soon(await strict.session(desk.secret))) == (False, True)


@pytest.mark.asyncio
async def test_who_becomes_an_organizer_has_a_session_of_staff(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, signed = await desk.roadshow(), await an_investor(desk)
        accounts = desk.house.accounts
        assert signed.seat
        before = await accounts.session(signed.secret)
        body = msgspec.json.encode({"type": "seat.reassign", "seat": signed.seat.id, "role": "organizer"})

        await desk.house.rooms.submit(host.seat.roadshow, host.actor, "promote-ann", body)
        accounts.forget_sessions()

        after = await accounts.session(signed.secret)
        assert (before.staff, after.staff) == (False, True)


@pytest.mark.asyncio
async def test_being_seen_is_written_down_once_in_some_minutes(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        signed = await an_investor(desk)
        accounts = desk.house.accounts
        came = (await accounts.session(signed.secret)).seen_at
        desk.clock.pass_by(60)
        await accounts.session(signed.secret)
        assert not accounts._seen

        desk.clock.pass_by(240)
        session = await accounts.session(signed.secret)
        await accounts.write_down()

        (kept,) = await accounts._store.sessions([session.id])
        assert (kept.seen_at - came).total_seconds() == 300
        assert not accounts._seen


@pytest.mark.asyncio
async def test_a_session_that_ends_while_it_is_looked_up_is_not_remembered(tmp_path: Path) -> None:
    """It was remembered as it was read, and let its browser in for as long as it was used."""
    async with desk_in(tmp_path) as desk:
        signed, accounts = await desk.organizer(), desk.house.accounts
        look_up, read, going_on = accounts._store.session, asyncio.Event(), asyncio.Event()

        async def held_up(digest: bytes, at: datetime) -> Session | None:
            found = await look_up(digest, at)
            read.set()
            await going_on.wait()
            return found

        accounts._store.session = held_up  # type: ignore[method-assign]
        looking = asyncio.create_task(accounts.session(signed.secret))
        await read.wait()
        accounts._store.session = look_up  # type: ignore[method-assign]
        await accounts.sign_out(signed.secret)
        going_on.set()
        await looking

        with pytest.raises(Unauthenticated):
            await accounts.session(signed.secret)
