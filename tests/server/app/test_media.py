import asyncio
from collections.abc import AsyncIterator

import pytest

from media.api import (
    Answer,
    AudienceMeasured,
    Delivery,
    IceStale,
    Layer,
    MediaEvent,
    OfferRefused,
    PlaneUnavailable,
    Quality,
    RoomId,
    SessionEnded,
    SessionId,
    SessionUnknown,
    SourceId,
    SourceMeasured,
    SourceStarted,
    SourceStopped,
    WorkerEnded,
    WorkerStarted,
)
from server.app.feed import Viewer
from server.app.media import SESSIONS, SESSIONS_OVERSEEING, Studio
from server.app.wire import Hello
from server.domain.messages import Actor, Role, SeatId
from server.errors import Forbidden, Malformed, Missing, TooMany, Unavailable, Unmatched
from tests.server.app.house import HOST, ROADSHOW, House, Line, actor
from tests.server.app.neighbours import Street

ANN = actor("ann", Role.presenter, "prj_1")
BOB = actor("bob", Role.investor)
AUD = actor("aud", Role.auditor)


class RecordingPlane:
    """Keeps the media plane's contract in memory and writes down what it was asked."""

    def __init__(self) -> None:
        self.workers: tuple[int, ...] = (1,)
        self.asked: list[tuple[str, object]] = []
        self.heard: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self.refusal: Exception | None = None
        self.changed = asyncio.Event()
        self.pause: asyncio.Event | None = None
        self.counted: dict[int, dict[str, int]] = {}
        self.delivered: list[Delivery] = []

    async def publish(self, room: RoomId, source: SourceId, offer: str) -> Answer:
        return await self._answer("publish", source)

    async def counters_by_worker(self) -> dict[int, dict[str, int]]:
        return self.counted

    async def deliveries(self, room: RoomId) -> list[Delivery]:
        return self.delivered

    async def view(self, room: RoomId, source: SourceId | None, offer: str) -> Answer:
        return await self._answer("view", source)

    async def put_on_stage(self, room: RoomId, source: SourceId | None) -> None:
        self._note("stage", source)

    async def restart(self, session: SessionId, fragment: str, ice: tuple[str, ...] | None) -> Answer | None:
        if self.refusal:
            raise self.refusal
        self._note("restart", ice)
        return Answer(session=session, sdp="a=ice-lite", ice="ice-2") if "ice-ufrag" in fragment else None

    async def limit(self, session: SessionId, quality: Quality) -> None:
        self._note("limit", quality)

    async def end(self, session: SessionId) -> None:
        if session == "gone":
            raise SessionUnknown("gone")
        self._note("end", session)

    async def close_room(self, room: RoomId) -> None:
        self._note("close", room)

    async def events(self) -> AsyncIterator[MediaEvent]:
        while True:
            yield await self.heard.get()
            self.heard.task_done()

    async def _answer(self, verb: str, source: object) -> Answer:
        if self.refusal:
            raise self.refusal
        self._note(verb, source)
        session = SessionId(f"session-{len(self.asked)}")
        if self.pause:
            await self.pause.wait()
        return Answer(session=session, sdp="v=0", ice="ice-1")

    def _note(self, verb: str, what: object) -> None:
        self.asked.append((verb, what))
        self.changed.set()

    async def taken(self) -> None:
        """Wait until every event so far has been taken."""
        await asyncio.wait_for(self.heard.join(), 20)

    async def until(self, verb: str, what: object) -> None:
        while (verb, what) not in self.asked:
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 20)


async def studio(house: House) -> tuple[Studio, RecordingPlane]:
    plane = RecordingPlane()
    made = Studio(plane, house.rooms)
    await house.begin()
    return made, plane


@pytest.mark.asyncio
async def test_presenters_and_organizers_publish_under_their_seat_and_nobody_else() -> None:
    made, plane = await studio(House())

    await made.publish(ROADSHOW, ANN, "v=0")
    await made.publish(ROADSHOW, HOST, "v=0")

    assert plane.asked == [("publish", "sea_ann"), ("publish", "sea_host")]
    with pytest.raises(Forbidden):
        await made.publish(ROADSHOW, BOB, "v=0")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("who", "source", "allowed"),
    [
        (BOB, None, True),
        (BOB, "sea_ann", False),
        (ANN, "sea_ann", True),
        (ANN, "sea_host", False),
        (HOST, "sea_ann", True),
        (AUD, "sea_ann", True),
    ],
)
async def test_everybody_views_the_stage_and_few_a_preview(who: Actor, source: str | None, allowed: bool) -> None:
    made, _ = await studio(House())
    viewing = made.view(ROADSHOW, who, SeatId(source) if source else None, "v=0")

    if allowed:
        assert (await viewing).session == "session-1"
    else:
        with pytest.raises(Forbidden):
            await viewing


@pytest.mark.asyncio
async def test_the_stage_of_the_log_is_the_stage_of_the_plane() -> None:
    house = House()
    _, plane = await studio(house)

    await house.command(HOST, "stage.take", seat="sea_ann")
    await plane.until("stage", "sea_ann")
    await house.command(HOST, "roadshow.pause")

    await plane.until("stage", None)


@pytest.mark.asyncio
async def test_one_restarts_and_limits_only_sessions_of_ones_own_seat() -> None:
    made, plane = await studio(House())
    session = (await made.view(ROADSHOW, BOB, None, "v=0")).session

    restarted = await made.restart(BOB, session, "a=ice-ufrag:abcd", ("ice-1",))
    await made.limit(BOB, session, "low")

    assert restarted is not None
    assert (restarted.ice, plane.asked[-1]) == ("ice-2", ("limit", "low"))
    with pytest.raises(Missing):
        await made.restart(ANN, session, "", None)
    with pytest.raises(Missing):
        await made.limit(ANN, session, "low")
    plane.refusal = IceStale("restarted")
    with pytest.raises(Unmatched):
        await made.restart(BOB, session, "", ("ice-1",))


@pytest.mark.asyncio
async def test_one_ends_only_sessions_of_ones_own_seat() -> None:
    made, plane = await studio(House())
    answer = await made.view(ROADSHOW, BOB, None, "v=0")

    with pytest.raises(Missing):
        await made.end(ANN, answer.session)
    await made.end(BOB, answer.session)

    assert plane.asked[-1] == ("end", answer.session)
    with pytest.raises(Missing):
        await made.end(BOB, answer.session)


@pytest.mark.asyncio
async def test_who_is_removed_loses_every_session_and_gets_no_new_one() -> None:
    house = House()
    made, plane = await studio(house)
    answer = await made.view(ROADSHOW, BOB, None, "v=0")

    await house.command(HOST, "person.remove", person="per_bob")

    await plane.until("end", answer.session)
    with pytest.raises(Forbidden, match="removed"):
        await made.view(ROADSHOW, BOB, None, "v=0")


@pytest.mark.asyncio
async def test_who_signs_out_while_media_are_opened_gets_none() -> None:
    house = House()
    made, plane = await studio(house)
    plane.pause = asyncio.Event()
    opening = asyncio.create_task(made.view(ROADSHOW, BOB, None, "v=0", "ses_bob"))
    await plane.until("view", None)

    made.sign_out("ses_bob")
    plane.pause.set()

    with pytest.raises(Forbidden):
        await opening
    assert not made.browsers()
    assert (await made.view(ROADSHOW, BOB, None, "v=0", "ses_bob")).sdp


@pytest.mark.asyncio
async def test_whose_seat_has_another_role_loses_its_sessions() -> None:
    """Who was a presenter once went on publishing, and an organizer previewing, after their seat was given another."""
    house = House()
    made, plane = await studio(house)
    answer = await made.publish(ROADSHOW, ANN, "v=0")
    other = await made.view(ROADSHOW, BOB, None, "v=0")

    await house.command(HOST, "seat.reassign", seat="sea_ann", role="audience")

    await plane.until("end", answer.session)
    assert ("end", other.session) not in plane.asked


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "whom"),
    [("person.remove", {"person": "per_ann"}), ("seat.reassign", {"seat": "sea_ann", "role": "audience"})],
)
async def test_a_right_that_goes_while_the_plane_answers_is_gone(command: str, whom: dict[str, str]) -> None:
    house = House()
    made, plane = await studio(house)
    plane.pause = asyncio.Event()
    publishing = asyncio.create_task(made.publish(ROADSHOW, ANN, "v=0"))
    await plane.until("publish", "sea_ann")
    await house.command(HOST, command, **whom)

    plane.pause.set()

    with pytest.raises(Forbidden):
        await publishing
    await plane.until("end", "session-1")


@pytest.mark.asyncio
async def test_signing_out_ends_what_the_browser_opened_alone() -> None:
    made, plane = await studio(House())
    answer = await made.view(ROADSHOW, BOB, None, "v=0", "ses_1")
    other = await made.view(ROADSHOW, BOB, None, "v=0", "ses_2")

    made.sign_out("ses_1")

    await plane.until("end", answer.session)
    assert ("end", other.session) not in plane.asked


@pytest.mark.asyncio
async def test_a_new_encoder_token_ends_what_the_last_one_opened() -> None:
    made, plane = await studio(House())
    encoder = await made.view(ROADSHOW, BOB, None, "v=0")
    browser = await made.view(ROADSHOW, BOB, None, "v=0", "ses_1")

    made.renew_encoder(BOB.seat)

    await plane.until("end", encoder.session)
    assert ("end", browser.session) not in plane.asked


@pytest.mark.asyncio
async def test_a_session_that_ended_of_itself_is_forgotten() -> None:
    """A session that fell silent was once remembered for as long as the process lived."""
    made, plane = await studio(House())
    made.start()
    answer = await made.view(ROADSHOW, BOB, None, "v=0")

    plane.heard.put_nowait(SessionEnded(room=RoomId(ROADSHOW), session=answer.session))
    await plane.taken()

    with pytest.raises(Missing):
        await made.end(BOB, answer.session)
    await made.close()


@pytest.mark.asyncio
async def test_a_seat_has_so_many_sessions_nobody_else_is_touched_and_one_that_ends_makes_room() -> None:
    """One patient seat could once fill a worker's 2,000 places with connections that work."""
    made, plane = await studio(House())
    answers = [await made.view(ROADSHOW, BOB, None, "v=0") for _ in range(SESSIONS)]

    with pytest.raises(TooMany, match="seat_media_full"):
        await made.view(ROADSHOW, BOB, None, "v=0")
    assert len(plane.asked) == SESSIONS
    await made.view(ROADSHOW, ANN, None, "v=0")
    await made.end(BOB, answers[0].session)
    await made.view(ROADSHOW, BOB, None, "v=0")
    assert not made._opening


@pytest.mark.asyncio
async def test_sessions_that_are_being_opened_count_and_those_that_were_refused_do_not() -> None:
    made, plane = await studio(House())
    plane.refusal = OfferRefused("why", "offer_malformed")
    for _ in range(SESSIONS):
        with pytest.raises(Malformed):
            await made.view(ROADSHOW, BOB, None, "v=0")
    plane.refusal, plane.pause = None, asyncio.Event()
    opening = [asyncio.create_task(made.view(ROADSHOW, BOB, None, "v=0")) for _ in range(SESSIONS + 1)]

    await plane.until("view", None)
    plane.pause.set()

    ended = await asyncio.gather(*opening, return_exceptions=True)
    assert [type(each) for each in ended].count(TooMany) == 1
    assert [type(each) for each in ended].count(Answer) == SESSIONS


@pytest.mark.asyncio
async def test_who_oversees_the_show_previews_more_than_others_watch() -> None:
    made, _ = await studio(House())

    for _ in range(SESSIONS_OVERSEEING):
        await made.view(ROADSHOW, AUD, SeatId("sea_ann"), "v=0")

    with pytest.raises(TooMany):
        await made.view(ROADSHOW, AUD, SeatId("sea_ann"), "v=0")


@pytest.mark.asyncio
async def test_sources_come_and_go_on_the_hosts_screen() -> None:
    house = House()
    made, plane = await studio(house)
    made.start()
    line = Line()
    (await house.rooms.live(ROADSHOW)).feed.attach(Viewer(HOST, line), Hello())
    started = SourceStarted(room=RoomId(ROADSHOW), source=SourceId("sea_ann"), session=SessionId("s-1"))
    stopped = SourceStopped(room=RoomId(ROADSHOW), source=SourceId("sea_ann"), session=SessionId("s-1"))

    plane.heard.put_nowait(started)
    await line.until(type="media", sources=["sea_ann"])
    plane.heard.put_nowait(stopped)

    while line.of_type("media")[-1]["sources"]:
        await line.next()
    await made.close()


def measured(source: SourceId, session: SessionId) -> SourceMeasured:
    return SourceMeasured(
        room=RoomId(ROADSHOW),
        source=source,
        session=session,
        bitrate=900_000,
        loss=0.01,
        round_trip=0.04,
        silence=0.0,
        layers=(Layer(rid="h", height=720, bitrate=900_000),),
    )


@pytest.mark.asyncio
async def test_what_is_measured_of_a_source_is_told_until_it_ends() -> None:
    house = House()
    made, plane = await studio(house)
    made.start()
    line = Line()
    (await house.rooms.live(ROADSHOW)).feed.attach(Viewer(HOST, line), Hello())
    session = SessionId("s-1")
    plane.heard.put_nowait(SourceStarted(room=RoomId(ROADSHOW), source=SourceId("sea_ann"), session=session))
    for source in ("sea_ann", "sea_gone"):
        plane.heard.put_nowait(measured(SourceId(source), session))
    plane.heard.put_nowait(AudienceMeasured(room=RoomId(ROADSHOW), viewers=40, troubled=3))

    await line.until(type="figures", audience={"viewers": 40, "troubled": 3})
    assert line.of_type("figures")[-1]["sources"] == {
        "sea_ann": {
            **{"bitrate": 900_000, "loss": 0.01, "round_trip": 0.04, "silence": 0.0},
            "layers": [{"rid": "h", "height": 720, "bitrate": 900_000}],
        }
    }
    plane.heard.put_nowait(SourceStopped(room=RoomId(ROADSHOW), source=SourceId("sea_ann"), session=session))
    await line.until(type="figures", sources={})
    await made.close()


@pytest.mark.asyncio
async def test_who_serves_is_announced_and_only_the_dead_workers_sessions_are_forgotten() -> None:
    house = House()
    made, plane = await studio(house)
    made.start()
    answer = await made.view(ROADSHOW, BOB, None, "v=0")
    line = Line()
    (await house.rooms.live(ROADSHOW)).feed.attach(Viewer(BOB, line), Hello())

    plane.workers = (2,)
    plane.heard.put_nowait(WorkerEnded(worker=1))
    await line.until(type="media", workers=[2])
    made.require(BOB, answer.session)
    plane.heard.put_nowait(SessionEnded(room=RoomId(ROADSHOW), session=answer.session))
    plane.workers = (2, 3)
    plane.heard.put_nowait(WorkerStarted(worker=3))
    await line.until(type="media", workers=[2, 3])

    with pytest.raises(Missing):
        await made.end(BOB, answer.session)
    await made.close()


@pytest.mark.asyncio
async def test_the_planes_refusals_are_ours() -> None:
    made, plane = await studio(House())

    plane.refusal = OfferRefused("no ice-ufrag")
    with pytest.raises(Malformed, match="no ice-ufrag"):
        await made.view(ROADSHOW, BOB, None, "v=0")
    plane.refusal = PlaneUnavailable("starting")
    with pytest.raises(Unavailable):
        await made.view(ROADSHOW, BOB, None, "v=0")


@pytest.mark.asyncio
async def test_of_several_processes_the_one_that_writes_tells_of_its_media_from_then_on() -> None:
    street = Street()
    writer, follower = street.neighbours()
    await writer.begin()
    await writer.nodes.whose(ROADSHOW)
    studio = Studio(RecordingPlane(), follower.rooms)
    feed = (await follower.rooms.live(ROADSHOW)).feed
    await asyncio.gather(*studio._tasks)
    before = feed.media.workers

    await writer.nodes.leave()
    follower.tenancy.doubt(ROADSHOW)
    await follower.nodes.look()
    await asyncio.gather(*studio._tasks)

    assert (before, feed.media.workers) == ([], [1])
