from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from server.app.materials import Materials
from server.domain.accounts import Place
from server.domain.materials import Download, Material, MaterialChange, MaterialId
from server.domain.messages import ProjectId, RoadshowId, Role
from server.errors import Forbidden, Invalid, Missing
from tests.server.app.home import ANN, Desk, desk_in
from tests.server.app.house import CountingIds

PDF = b"%PDF-1.7"


class MemoryMaterials:
    def __init__(self) -> None:
        self.kept: dict[MaterialId, Material] = {}
        self.contents: dict[MaterialId, bytes] = {}
        self.had: list[Download] = []

    async def add(self, roadshow: RoadshowId, material: Material, content: bytes) -> None:
        self.kept[material.material], self.contents[material.material] = material, content

    async def put(self, roadshow: RoadshowId, material: Material) -> None:
        self.kept[material.material] = material

    async def all(self, roadshow: RoadshowId) -> Sequence[Material]:
        return list(self.kept.values())

    async def content(self, material: MaterialId) -> AsyncIterator[bytes]:
        yield self.contents[material]

    async def record(self, roadshow: RoadshowId, download: Download) -> None:
        self.had.append(download)

    async def downloads(self, roadshow: RoadshowId) -> Sequence[Download]:
        return self.had


class Scene:
    def __init__(self, desk: Desk, host: Place) -> None:
        self.desk, self.host, self.store = desk, host, MemoryMaterials()
        self.materials = Materials(self.store, desk.house.rooms, desk.clock, CountingIds())

    async def project(self) -> ProjectId:
        (pitch,) = (await self.desk.house.rooms.state(self.host.seat.roadshow)).pitches.values()
        return pitch.project

    async def comes(self, role: Role, project: str | None = None) -> Place:
        signed = await self.desk.house.accounts.accept(await self.desk.invited(self.host, role, project), ANN, None)
        assert signed.seat is not None
        return await self.desk.house.accounts.place(signed.seat.id)


@pytest.mark.asyncio
async def test_a_download_of_an_investor_is_on_record_before_the_first_byte(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        scene = Scene(desk, await desk.roadshow())
        investor = await scene.comes(Role.investor)
        project = await scene.project()
        material = await scene.materials.add(scene.host, project, "deck", PDF, investors=True)

        content = await scene.materials.download(investor, await scene.materials.read(investor, material.material))

        assert [one.person for one in scene.store.had] == [investor.person.id]
        assert [part async for part in content] == [PDF]
        (taken,) = (await scene.materials.taken(scene.host.seat.roadshow))[investor.person.id, project]
        assert (taken.name, taken.download.pitch, taken.download.second) == ("deck.pdf", None, None)


@pytest.mark.asyncio
async def test_a_download_of_a_document_that_has_just_gone_is_passed_over(tmp_path: Path) -> None:
    """While a roadshow's records were erased, or just after a document was added, all of its leads failed once."""
    async with desk_in(tmp_path) as desk:
        scene = Scene(desk, await desk.roadshow())
        investor = await scene.comes(Role.investor)
        gone = Download(
            material=MaterialId("mat_x"), person=investor.person.id, at=desk.clock.now(), pitch=None, second=None
        )
        await scene.store.record(scene.host.seat.roadshow, gone)

        assert await scene.materials.taken(scene.host.seat.roadshow) == {}


@pytest.mark.asyncio
async def test_what_those_download_who_work_there_is_not_recorded(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        scene = Scene(desk, await desk.roadshow())
        material = await scene.materials.add(scene.host, await scene.project(), "deck", PDF, investors=False)

        await scene.materials.download(scene.host, material)

        assert scene.store.had == []


@pytest.mark.asyncio
async def test_who_may_not_add_is_refused_before_a_body_is_read(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        scene = Scene(desk, await desk.roadshow())
        project, viewer = await scene.project(), await scene.comes(Role.audience)

        with pytest.raises(Forbidden):
            await scene.materials.may_add(viewer, project)
        with pytest.raises(Missing):
            await scene.materials.may_add(scene.host, ProjectId("prj_none"))


@pytest.mark.asyncio
async def test_what_was_removed_comes_back_only_where_there_is_room(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        scene = Scene(desk, await desk.roadshow())
        project, materials = await scene.project(), scene.materials
        first = await materials.add(scene.host, project, "deck", PDF, investors=False)
        await materials.change(scene.host, first.material, MaterialChange(removed=True))
        for number in range(20):
            await materials.add(scene.host, project, "deck", PDF + bytes([number]), investors=False)

        with pytest.raises(Invalid, match="material_limit"):
            await materials.change(scene.host, first.material, MaterialChange(removed=False))
