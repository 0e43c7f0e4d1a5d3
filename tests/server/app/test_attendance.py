from pathlib import Path

import pytest

from server.app.feed import Viewer
from server.app.wire import Hello
from server.errors import Forbidden
from tests.server.app.home import ANN, desk_in
from tests.server.app.house import Line


@pytest.mark.asyncio
async def test_whoever_has_a_socket_open_is_online(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        signed = await desk.house.accounts.accept(await desk.invited(host), ANN, None)
        assert signed.seat is not None
        ann = await desk.house.accounts.place(signed.seat.id)
        feed = (await desk.house.rooms.live(host.seat.roadshow)).feed

        feed.attach(Viewer(ann.actor, Line()), Hello())

        everybody = await desk.house.attendance.all(host)
        assert [(one.name, one.contact, one.online) for one in everybody] == [
            ("Olga", "", False),
            ("Ann", "ann@fund.cn", True),
        ]


@pytest.mark.asyncio
async def test_only_organizers_see_who_is_there(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        signed = await desk.house.accounts.accept(await desk.invited(await desk.roadshow()), ANN, None)
        assert signed.seat is not None

        with pytest.raises(Forbidden):
            await desk.house.attendance.all(await desk.house.accounts.place(signed.seat.id))
