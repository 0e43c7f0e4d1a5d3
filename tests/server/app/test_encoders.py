from pathlib import Path

import pytest

from server.domain.messages import SeatId
from server.errors import Forbidden, Unauthenticated
from tests.server.app.home import ANN, desk_in

DAY = 24 * 3600


@pytest.mark.asyncio
async def test_a_token_is_its_seats_until_the_next_one(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        encoders = desk.house.encoders

        first = await encoders.issue(place)
        assert await encoders.place(first, place.seat.id) == place
        second = await encoders.issue(place)

        assert await encoders.place(second, place.seat.id) == place
        for token, seat in ((first, place.seat.id), (second, SeatId("sea_other")), ("", place.seat.id)):
            with pytest.raises(Unauthenticated):
                await encoders.place(token, seat)


@pytest.mark.asyncio
async def test_who_may_not_publish_gets_no_token(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        signed = await desk.house.accounts.accept(await desk.invited(await desk.roadshow()), ANN, None)
        assert signed.seat is not None

        with pytest.raises(Forbidden):
            await desk.house.encoders.issue(await desk.house.accounts.place(signed.seat.id))


@pytest.mark.asyncio
async def test_a_token_ends_after_two_weeks_unless_it_is_extended(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, encoders = await desk.roadshow(), desk.house.encoders
        assert await encoders.until(place) is None
        token = await encoders.issue(place)

        desk.clock.pass_by(14 * DAY - 1)
        await encoders.place(token, place.seat.id)
        await encoders.extend(place)
        desk.clock.pass_by(14 * DAY - 1)
        await encoders.place(token, place.seat.id)
        desk.clock.pass_by(1)

        with pytest.raises(Unauthenticated):
            await encoders.place(token, place.seat.id)
        assert await encoders.until(place) == desk.clock.now()


@pytest.mark.asyncio
async def test_who_may_not_publish_neither_sees_nor_extends_a_token(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        signed = await desk.house.accounts.accept(await desk.invited(await desk.roadshow()), ANN, None)
        assert signed.seat is not None
        place = await desk.house.accounts.place(signed.seat.id)

        for asked in (desk.house.encoders.until, desk.house.encoders.extend):
            with pytest.raises(Forbidden):
                await asked(place)
