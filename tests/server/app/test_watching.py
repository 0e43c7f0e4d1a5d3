import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest

from media.api import SessionEnded, SessionId
from server.app import watching
from server.app.feed import Viewer
from server.app.media import Studio
from server.app.watching import Watching
from server.app.wire import Hello
from server.domain.messages import Actor, PersonId, PitchId, RoadshowId, Role, SeatId
from server.domain.watching import Evidence, Span, Watched
from server.ports import LogFull
from tests.server.app.house import HOST, ROADSHOW, HandClock, House, Line, actor
from tests.server.app.test_media import RecordingPlane

ANN = actor("ann", Role.investor)
BOB = actor("bob", Role.audience)
PAT = actor("pat", Role.presenter, "prj_1")


class MemoryWatching:
    """Keeps the port's contract in memory; `full` says that there is no room."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, object], Span] = {}
        self.full = False
        self.written, self.refused = asyncio.Event(), asyncio.Event()

    async def record(self, spans: Sequence[tuple[RoadshowId, Span]]) -> None:
        if self.full:
            self.refused.set()
            raise LogFull("full")
        self.rows |= {(roadshow, span.seat, span.started_at): span for roadshow, span in spans}
        self.written.set()

    async def spans(self, roadshow: RoadshowId, pitch: PitchId) -> Sequence[Span]:
        return [span for span in self.rows.values() if span.pitch == pitch]

    async def watched(self, roadshow: RoadshowId) -> Mapping[tuple[PersonId, PitchId], Watched]:
        return {
            (span.person, span.pitch): Watched(
                seconds=int(span.length.total_seconds()), first_at=span.started_at, last_at=span.ended_at
            )
            for span in self.rows.values()
            if span.pitch
        }

    def told(self) -> dict[tuple[SeatId, Evidence], float]:
        return {(span.seat, span.by): span.length.total_seconds() for span in self.rows.values()}


class Scene:
    """A live roadshow whose first pitch is on, and a record of who watches it."""

    def __init__(self) -> None:
        self.house, self.store, self.plane = House(), MemoryWatching(), RecordingPlane()
        self.studio = Studio(self.plane, self.house.rooms)
        self.watching = Watching(self.store, self.house.rooms, self.studio, self.house.clock)

    async def begin(self) -> None:
        await self.house.begin()
        state = await self.house.rooms.state(ROADSHOW)
        await self.house.command(HOST, "pitch.start", pitch=state.order[0])

    async def opens(self, who: Actor) -> Viewer:
        viewer = Viewer(who, Line())
        (await self.house.rooms.live(ROADSHOW)).feed.attach(viewer, Hello())
        return viewer

    def looks(self, times: int) -> None:
        for _ in range(times):
            self.house.clock.pass_by(1)
            self.watching.look()


@pytest.mark.asyncio
async def test_a_page_counts_until_the_picture_comes_and_again_when_it_goes() -> None:
    scene = Scene()
    await scene.begin()
    scene.studio.start()
    await scene.opens(ANN)
    scene.looks(3)
    answer = await scene.studio.view(ROADSHOW, ANN, None, "v=0")
    scene.looks(5)
    scene.plane.heard.put_nowait(SessionEnded(room=ROADSHOW, session=SessionId(answer.session)))  # type: ignore[arg-type]
    await scene.plane.taken()
    scene.looks(2)

    await scene.watching.write()

    lengths = [(span.by, span.length.total_seconds()) for span in scene.store.rows.values()]
    assert lengths == [(Evidence.page, 3), (Evidence.picture, 5), (Evidence.page, 1)]
    await scene.studio.close()


@pytest.mark.asyncio
async def test_those_who_work_and_previews_are_not_recorded() -> None:
    scene = Scene()
    await scene.begin()
    for who in (HOST, PAT, BOB):
        await scene.opens(who)
    await scene.studio.view(ROADSHOW, HOST, None, "v=0")
    await scene.studio.view(ROADSHOW, PAT, PAT.seat, "v=0")
    scene.looks(4)

    await scene.watching.write()

    assert scene.store.told() == {(BOB.seat, Evidence.page): 3}


@pytest.mark.asyncio
async def test_what_was_watched_is_told_by_person_and_project() -> None:
    scene = Scene()
    await scene.begin()
    await scene.opens(ANN)
    scene.looks(9)
    await scene.watching.write()

    watched = await scene.watching.watched(ROADSHOW)

    state = await scene.house.rooms.state(ROADSHOW)
    (found,) = watched.items()
    assert found[0] == (ANN.person, state.pitches[state.order[0]].project)
    assert (found[1].seconds, found[1].last_at - found[1].first_at) == (8, timedelta(seconds=8))


@pytest.mark.asyncio
async def test_what_the_disk_has_no_room_for_is_written_once_there_is() -> None:
    scene = Scene()
    await scene.begin()
    scene.store.full = True
    viewer = await scene.opens(ANN)
    scene.looks(3)
    (await scene.house.rooms.live(ROADSHOW)).feed.detach(viewer)
    scene.looks(1)
    with pytest.raises(LogFull):
        await scene.watching.write()

    scene.store.full = False
    await scene.watching.write()

    assert scene.store.told() == {(ANN.seat, Evidence.page): 2}


@pytest.mark.asyncio
async def test_a_house_that_closes_writes_what_it_saw() -> None:
    scene = Scene()
    await scene.begin()
    await scene.opens(ANN)
    scene.looks(3)
    scene.house.clock.pass_by(1)

    await scene.watching.close()

    assert scene.store.told() == {(ANN.seat, Evidence.page): 3}


@pytest.mark.asyncio
async def test_it_looks_and_writes_by_itself_and_survives_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOK", 0)
    scene = Scene()
    await scene.begin()
    await scene.opens(ANN)
    monkeypatch.setattr(scene.house.clock, "now", partial(_ticking, scene.house.clock))
    scene.store.full = True
    scene.watching.start()
    await asyncio.wait_for(scene.store.refused.wait(), 20)
    scene.store.full = False

    await asyncio.wait_for(scene.store.written.wait(), 20)

    assert scene.store.told()
    await scene.watching.close()


def _ticking(clock: HandClock) -> datetime:
    clock.pass_by(1)
    return clock.at
