from pathlib import Path

import pytest

from server.app.roadshows import NewRoadshow
from server.domain.messages import Bilingual
from server.domain.programme import CardCommand
from server.errors import Forbidden, Invalid, Missing
from tests.server.app.home import ANN, desk_in


@pytest.mark.asyncio
async def test_a_roadshow_is_planned_with_its_programme_in_one_step(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()

        state = await desk.house.rooms.state(place.seat.roadshow)
        listing = await desk.house.roadshows.listing(place.seat.roadshow)

        assert [state.pitches[pitch].title.en for pitch in state.order] == ["Solar paint"]
        assert listing is not None
        assert (listing.title_en, listing.status) == ("Day", "planned")
        assert await desk.house.roadshows.listings() == [listing]


@pytest.mark.asyncio
async def test_asked_again_with_the_same_key_it_is_the_same_roadshow(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first = await desk.roadshow("key-one")

        again, other = await desk.roadshow("key-one"), await desk.roadshow("key-two")

        assert (again.seat.id == first.seat.id, other.seat.id == first.seat.id) == (True, False)
        assert len(await desk.house.roadshows.listings()) == 2
        assert (await desk.house.rooms.state(first.seat.roadshow)).seq == 2


@pytest.mark.asyncio
async def test_a_part_that_is_refused_refuses_the_whole(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()
        person = await desk.house.accounts.account(desk.secret)
        wanted = NewRoadshow(
            title=Bilingual(en="Day"), starts_at=desk.clock.now(), pitches=(CardCommand(title=Bilingual()),)
        )

        with pytest.raises(Invalid, match="title_empty"):
            await desk.house.roadshows.plan(person, "key-one", wanted)

        assert await desk.house.roadshows.listings() == []


@pytest.mark.asyncio
async def test_without_an_account_nobody_plans(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        signed = await desk.house.accounts.accept(await desk.invited(await desk.roadshow()), ANN, None)
        assert signed.seat is not None
        person = (await desk.house.accounts.place(signed.seat.id)).person

        with pytest.raises(Forbidden):
            await desk.house.roadshows.plan(
                person, "key-one", NewRoadshow(title=Bilingual(en="Mine"), starts_at=desk.clock.now())
            )


@pytest.mark.asyncio
async def test_the_preset_is_in_the_log_and_its_texts_are_kept(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()
        person = await desk.house.accounts.account(desk.secret)
        wanted = NewRoadshow(title=Bilingual(en="Day"), starts_at=desk.clock.now(), preset="cn_technology")

        seat = await desk.house.roadshows.plan(person, "key-one", wanted)

        card = desk.house.presets.card("cn_technology")
        assert (await desk.house.rooms.state(seat.roadshow)).preset == card.preset
        for text in card.texts:
            assert await desk.house.presets.text(text.digest) == text.body


@pytest.mark.asyncio
async def test_a_preset_that_is_not_there_refuses_the_whole(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await desk.organizer()
        person = await desk.house.accounts.account(desk.secret)
        wanted = NewRoadshow(title=Bilingual(en="Day"), starts_at=desk.clock.now(), preset="atlantis")

        with pytest.raises(Missing, match="preset_missing"):
            await desk.house.roadshows.plan(person, "key-one", wanted)

        assert await desk.house.roadshows.listings() == []
