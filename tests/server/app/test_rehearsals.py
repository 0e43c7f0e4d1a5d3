"""Where a rehearsal ends, everybody in it is sent away before its log is deleted, and nothing is remembered of them."""

from pathlib import Path

import msgspec
import pytest

from server.app.feed import Viewer
from server.app.roadshows import NewRoadshow
from server.app.wire import Hello
from server.domain.accounts import Introduction
from server.domain.messages import Role, SeatId
from server.domain.rehearsals import Recruits
from server.errors import Invalid, Missing
from server.storage.migrate import upgrade
from tests.server.app.house import Line
from tests.server.http.home import ROADSHOW, open_house


@pytest.mark.asyncio
async def test_viewers_of_a_deleted_rehearsal_are_told_not_to_come_back(tmp_path: Path) -> None:
    house, database, _, _ = open_house(tmp_path)
    await database.run(upgrade)
    token = await house.invitations.organizer()
    olga = await house.accounts.accept(token, Introduction(name="Olga"), None)
    person = await house.accounts.account(olga.secret)
    wanted = msgspec.convert({**ROADSHOW}, NewRoadshow)
    real = await house.accounts.place((await house.roadshows.plan(person, "key-1", wanted)).id)
    begun = await house.rehearsals.begin(real, "key-2")
    _, host = await house.rehearsals.enter(begun.token)
    (guest,) = await house.rehearsals.recruit(
        await house.accounts.place(host.seat), Recruits(role=Role.audience, count=1)
    )
    place = (await house.accounts.seated(guest.secret, guest.seat)).place
    line = Line()
    (await house.rooms.live(begun.roadshow)).feed.attach(Viewer(place.actor, line), Hello())

    await house.rehearsals.delete_by(begun.token)

    assert line.code == 4504
    with pytest.raises(Missing, match="seat_missing"):
        await house.accounts.place(SeatId(guest.seat))
    with pytest.raises(Missing, match="roadshow_missing"):
        await house.rooms.state(begun.roadshow)
    assert not (await house.rooms.state(real.seat.roadshow)).rehearsal
    await house.studio.close()
    await house.rooms.close()
    await database.close()


@pytest.mark.asyncio
async def test_the_same_key_begins_no_second_rehearsal(tmp_path: Path) -> None:
    house, database, _, _ = open_house(tmp_path)
    await database.run(upgrade)
    olga = await house.accounts.accept(await house.invitations.organizer(), Introduction(name="Olga"), None)
    person = await house.accounts.account(olga.secret)
    seat = await house.roadshows.plan(person, "key-1", msgspec.convert({**ROADSHOW}, NewRoadshow))
    place = await house.accounts.place(seat.id)
    await house.rehearsals.begin(place, "key-2")

    with pytest.raises(Invalid, match="key_reused"):
        await house.rehearsals.begin(place, "key-2")

    assert len(await house.rehearsals.all(place)) == 1
    await house.studio.close()
    await house.rooms.close()
    await database.close()
