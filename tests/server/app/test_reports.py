from pathlib import Path

import pytest

from server.app.reports import Reports
from server.domain.accounts import Place
from server.domain.messages import ProjectId, Role
from server.domain.watching import Evidence, Span
from server.errors import Conflict, Forbidden, Missing
from tests.server.app.home import ANN, Desk, desk_in
from tests.server.app.test_materials import MemoryMaterials
from tests.server.app.test_watching import MemoryWatching


class Scene:
    """A roadshow whose one pitch has begun, and its report."""

    def __init__(self, desk: Desk, host: Place) -> None:
        self.desk, self.host, self.store = desk, host, MemoryWatching()
        self.documents = MemoryMaterials()
        self.reports = Reports(self.store, self.documents, desk.house.rooms, desk.clock)
        self._keys = 0

    async def command(self, body: str) -> None:
        self._keys += 1
        roadshow = self.host.seat.roadshow
        await self.desk.house.rooms.submit(roadshow, self.host.actor, f"key-{self._keys:06}", body.encode())

    async def begin(self) -> ProjectId:
        await self.command('{"type": "roadshow.start"}')
        (pitch,) = (await self.desk.house.rooms.state(self.host.seat.roadshow)).pitches.values()
        self.pitch = pitch.pitch
        await self.command(f'{{"type": "pitch.start", "pitch": "{pitch.pitch}"}}')
        return pitch.project

    async def end(self, seconds: float) -> None:
        self.desk.clock.pass_by(seconds)
        await self.command(f'{{"type": "pitch.end", "pitch": "{self.pitch}"}}')

    async def comes(self, role: Role, project: str | None = None) -> Place:
        signed = await self.desk.house.accounts.accept(await self.desk.invited(self.host, role, project), ANN, None)
        assert signed.seat is not None
        return await self.desk.house.accounts.place(signed.seat.id)


@pytest.mark.asyncio
async def test_it_is_there_as_soon_as_the_pitch_is_over_with_who_watched(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        scene = Scene(desk, await desk.roadshow())
        project = await scene.begin()
        start = desk.clock.at
        with pytest.raises(Conflict, match="report_early"):
            await scene.reports.read(scene.host, project)
        await scene.end(3)
        ann = await scene.comes(Role.investor)
        span = Span(
            seat=ann.seat.id,
            person=ann.person.id,
            by=Evidence.picture,
            pitch=scene.pitch,
            started_at=start,
            ended_at=desk.clock.at,
        )
        await scene.store.record([(scene.host.seat.roadshow, span)])

        found = await scene.reports.read(scene.host, project)

        assert (found.attention.watching, found.at) == ([1, 1, 1], desk.clock.at)


@pytest.mark.asyncio
async def test_presenters_read_their_own_and_nobody_else_reads_any(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        scene = Scene(desk, await desk.roadshow())
        project = await scene.begin()
        await scene.end(3)

        ours = await scene.reports.read(await scene.comes(Role.presenter, project), project)

        assert ours.pitch.project == project
        with pytest.raises(Missing, match="project_missing"):
            await scene.reports.read(scene.host, ProjectId("prj_none"))
        for role in (Role.investor, Role.audience):
            with pytest.raises(Forbidden):
                await scene.reports.read(await scene.comes(role), project)
