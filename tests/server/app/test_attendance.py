from pathlib import Path
from typing import Any

import pytest

from media.api import Delivery, SessionId, SourceId
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

        ann = await desk.house.accounts.place(signed.seat.id)
        for reading in (desk.house.attendance.all, desk.house.attendance.watching):
            with pytest.raises(Forbidden):
                await reading(ann)


def delivery(session: SessionId, **fields: Any) -> Delivery:
    figures = {"source": None, "layer": 2, "bitrate": 900_000, "estimate": None, "loss": 0.0, "round_trip": 0.03}
    return Delivery(session=session, **{**figures, "troubled": False, **fields})


@pytest.mark.asyncio
async def test_organizers_see_how_well_each_person_sees_those_in_trouble_first(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        signed = await desk.house.accounts.accept(await desk.invited(host), ANN, None)
        assert signed.seat is not None
        ann = await desk.house.accounts.place(signed.seat.id)
        roadshow, studio = host.seat.roadshow, desk.house.studio
        own = await studio.view(roadshow, host.actor, ann.seat.id, "v=0")
        hers = await studio.view(roadshow, ann.actor, None, "v=0")
        desk.plane.delivered = [
            delivery(own.session, source=SourceId(ann.seat.id)),
            delivery(hers.session, layer=0, loss=0.08, troubled=True),
            delivery(SessionId("of nobody")),
        ]

        found = await desk.house.attendance.watching(host)

        assert [(one.name, one.source, one.layer, one.loss) for one in found] == [
            ("Ann", None, 0, 0.08),
            ("Olga", ann.seat.id, 2, 0.0),
        ]
