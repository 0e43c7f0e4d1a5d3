import pytest

from server.app.feed import COMING_BACK, CROWD, PART, SLOW_BYTES, SMALL, Feed, Viewer
from server.app.wire import Arrival, Audience, Figures, Hello, Media
from server.domain.messages import Role, SeatId
from tests.server.app.house import HOST, ROADSHOW, House, Line, actor


async def attached(house: House, *viewers: Viewer) -> Feed:
    feed = (await house.rooms.live(ROADSHOW)).feed
    for viewer in viewers:
        feed.attach(viewer, Hello())
    return feed


@pytest.mark.asyncio
async def test_a_newcomer_is_welcomed_and_given_the_whole_picture() -> None:
    house = House()
    await house.begin()
    line = Line()

    feed = await attached(house, Viewer(HOST, line))

    assert [message["type"] for message in line.sent] == ["welcome", "snapshot", "media"]
    assert line.sent[1]["seq"] == feed.seq == 4


@pytest.mark.asyncio
async def test_a_tick_brings_what_was_recorded_since_the_last_in_one_range() -> None:
    house = House()
    await house.begin()
    line = Line()
    feed = await attached(house, Viewer(HOST, line))
    await house.command(HOST, "pitch.add", title={"en": "C"})
    await house.command(HOST, "pitch.add", title={"en": "D"})

    feed.tick(1.0)
    feed.tick(2.0)

    (changed,) = line.of_type("changed")
    assert (changed["first"], changed["last"]) == (5, 6)
    assert "'type': 'pitch.added', 'count': 2" in str(changed["events"])


@pytest.mark.asyncio
async def test_what_a_viewer_may_not_see_is_absent_inside_the_range() -> None:
    house = House()
    await house.begin()
    public, own = Line(), Line()
    feed = await attached(house, Viewer(actor("bob", Role.audience), public), Viewer(actor("ann", Role.investor), own))
    await house.command(HOST, "roadshow.revise", title={"en": "x"}, starts_at="2026-03-01T08:00:00Z", moderated=True)
    await house.command(actor("ann", Role.investor), "question.ask", text="secret?")

    feed.tick(1.0)

    (seen,), (mine,) = public.of_type("changed"), own.of_type("changed")
    assert (seen["first"], seen["last"]) == (mine["first"], mine["last"])
    assert "secret" not in str(seen)
    assert "question" not in str(seen["events"])
    assert "own_question" in mine["views"]  # type: ignore[operator]


@pytest.mark.asyncio
async def test_a_viewer_who_comes_back_gets_only_what_was_missed() -> None:
    house = House()
    await house.begin()
    feed = await attached(house)
    epoch = (await house.rooms.live(ROADSHOW)).room.epoch
    feed.tick(1.0)
    await house.command(HOST, "pitch.add", title={"en": "C"})
    line = Line()

    feed.attach(Viewer(HOST, line), Hello(epoch=epoch, seq=4))

    assert [message["type"] for message in line.sent] == ["welcome", "changed", "media"]
    assert (line.sent[1]["first"], line.sent[1]["last"]) == (5, 5)


class RawLine(Line):
    """Keeps the very bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[bytes] = []

    def send(self, message: bytes) -> None:
        self.messages.append(message)


@pytest.mark.asyncio
async def test_what_many_missed_alike_is_worked_out_once() -> None:
    """For each of a hall that came back after a cut it was once worked out anew, tens of milliseconds at a time."""
    house = House()
    await house.begin()
    feed = await attached(house)
    epoch = (await house.rooms.live(ROADSHOW)).room.epoch
    feed.tick(1.0)
    await house.command(HOST, "pitch.add", title={"en": "C"})
    first, second = RawLine(), RawLine()

    for line in (first, second):
        feed.attach(Viewer(actor("eve", Role.audience), line), Hello(epoch=epoch, seq=4))

    assert b'"changed"' in first.messages[1]
    assert first.messages[1] is second.messages[1]


@pytest.mark.asyncio
async def test_after_a_restart_a_viewer_resumes_wherever_they_stood() -> None:
    house = House()
    await house.begin()
    epoch = (await house.rooms.live(ROADSHOW)).room.epoch
    feed = await attached(House(house.log))
    line = Line()

    feed.attach(Viewer(HOST, line), Hello(epoch=epoch, seq=2))

    assert (line.sent[1]["type"], line.sent[1]["first"], line.sent[1]["last"]) == ("changed", 3, 4)


@pytest.mark.asyncio
async def test_another_epoch_or_an_unknown_seq_gets_a_snapshot() -> None:
    house = House()
    await house.begin()
    feed = await attached(house)
    epoch = (await house.rooms.live(ROADSHOW)).room.epoch

    for hello in (Hello(epoch="another", seq=4), Hello(epoch=epoch, seq=99), Hello(seq=4)):
        line = Line()
        feed.attach(Viewer(HOST, line), hello)
        assert line.sent[1]["type"] == "snapshot"


@pytest.mark.asyncio
async def test_who_is_up_to_date_gets_nothing_but_the_welcome() -> None:
    house = House()
    await house.begin()
    feed = await attached(house)
    epoch = (await house.rooms.live(ROADSHOW)).room.epoch
    line = Line()

    feed.attach(Viewer(HOST, line), Hello(epoch=epoch, seq=4))

    assert [message["type"] for message in line.sent] == ["welcome", "media"]


@pytest.mark.asyncio
async def test_a_slow_reader_skips_frames_and_catches_up_without_a_gap() -> None:
    house = House()
    await house.begin()
    line = Line()
    feed = await attached(house, Viewer(HOST, line))
    line.held = SLOW_BYTES + 1
    for title in ("C", "D"):
        await house.command(HOST, "pitch.add", title={"en": title})
        feed.tick(1.0)
    assert line.of_type("changed") == []
    line.held = 0

    feed.tick(2.0)

    (changed,) = line.of_type("changed")
    assert (changed["first"], changed["last"]) == (5, 6)


@pytest.mark.asyncio
async def test_a_reader_who_stays_slow_is_sent_away_to_come_back() -> None:
    house = House()
    await house.begin()
    line = Line()
    feed = await attached(house, Viewer(HOST, line))
    line.held = SLOW_BYTES + 1
    await house.command(HOST, "pitch.add", title={"en": "C"})
    feed.tick(1.0)

    feed.tick(12.0)

    assert line.code == 4008
    assert not feed.viewers


@pytest.mark.asyncio
async def test_who_falls_behind_as_somebody_else_arrives_has_the_same_time_to_catch_up() -> None:
    """The flush before a newcomer once counted the slow from the clock's zero, and sent them away at the next tick."""
    house = House()
    await house.begin()
    line = Line()
    feed = await attached(house, Viewer(HOST, line))
    feed.tick(1000.0)
    line.held = SLOW_BYTES + 1
    await house.command(HOST, "pitch.add", title={"en": "C"})

    await attached(house, Viewer(actor("eve"), Line()))
    feed.tick(1000.1)

    assert line.code is None


@pytest.mark.asyncio
async def test_removal_and_another_role_end_what_a_socket_may_see() -> None:
    house = House()
    await house.begin()
    removed, changed = Line(), Line()
    feed = await attached(
        house, Viewer(actor("eve", Role.investor), removed), Viewer(actor("bob", Role.investor), changed)
    )

    await house.command(HOST, "person.remove", person="per_eve")
    await house.command(HOST, "seat.reassign", seat="sea_bob", role="audience")
    feed.tick(1.0)

    assert (removed.code, changed.code) == (4501, 4001)


@pytest.mark.asyncio
async def test_signing_out_ends_the_lines_of_that_browser_alone() -> None:
    house = House()
    await house.begin()
    line, other = Line(), Line()
    await attached(house, Viewer(HOST, line, "ses_1"), Viewer(HOST, other, "ses_2"))

    house.rooms.sign_out("ses_1")

    assert (line.code, other.code) == (4500, None)


@pytest.mark.asyncio
async def test_people_are_counted_once_and_told_only_when_the_number_changed() -> None:
    house = House()
    await house.begin()
    first, second = Line(), Line()
    feed = await attached(house, Viewer(HOST, first), Viewer(HOST, second))

    feed.pulse()
    feed.pulse()

    assert [message["viewers"] for message in first.of_type("presence")] == [1]


@pytest.mark.asyncio
async def test_reactions_are_added_up_and_forgotten() -> None:
    house = House()
    await house.begin()
    line = Line()
    feed = await attached(house, Viewer(HOST, line))
    for reaction in ("heart", "heart", "wow"):
        feed.react(reaction)

    feed.pulse()
    feed.pulse()

    assert [message["counts"] for message in line.of_type("reactions")] == [{"heart": 2, "wow": 1}]


@pytest.mark.asyncio
async def test_who_publishes_is_for_organizers_and_for_oneself() -> None:
    house = House()
    await house.begin()
    host, ann = Line(), Line()
    feed = await attached(house, Viewer(HOST, host), Viewer(actor("ann", Role.presenter, "prj"), ann))

    feed.set_media(Media(workers=[2], sources=[SeatId("sea_ann"), SeatId("sea_bob")]))

    assert host.sent[-1] == {"type": "media", "workers": [2], "sources": ["sea_ann", "sea_bob"]}
    assert ann.sent[-1] == {"type": "media", "workers": [2], "sources": ["sea_ann"]}


@pytest.mark.asyncio
async def test_figures_go_to_organizers_and_to_each_publisher_its_own_and_to_nobody_else() -> None:
    house = House()
    await house.begin()
    host, ann, bob, late = Line(), Line(), Line(), Line()
    presenter = actor("ann", Role.presenter, "prj_1")
    feed = await attached(house, Viewer(HOST, host), Viewer(presenter, ann), Viewer(actor("bob", Role.investor), bob))
    arrival = Arrival(bitrate=1, loss=0.0, round_trip=None, silence=0.0, layers=())
    sources = {SeatId("sea_ann"): arrival, SeatId("sea_eve"): arrival}

    feed.set_figures(Figures(sources=sources, audience=Audience(viewers=40, troubled=3)))
    feed.attach(Viewer(HOST, late), Hello())

    assert host.sent[-1]["audience"] == {"viewers": 40, "troubled": 3}
    assert list(host.sent[-1]["sources"]) == ["sea_ann", "sea_eve"]  # type: ignore[call-overload]
    assert late.sent[-1] == host.sent[-1]
    assert list(ann.sent[-1]["sources"]) == ["sea_ann"]  # type: ignore[call-overload]
    assert ann.sent[-1]["audience"] is None
    assert not bob.of_type("figures")


@pytest.mark.asyncio
async def test_a_ping_tells_how_far_everybody_should_be() -> None:
    house = House()
    await house.begin()
    line = Line()
    feed = await attached(house, Viewer(HOST, line))

    feed.ping()

    assert line.sent[-1]["seq"] == 4


@pytest.mark.asyncio
async def test_a_full_hall_is_told_of_changes_less_often() -> None:
    house = House()
    await house.begin()
    line = Line()
    feed = await attached(house, Viewer(HOST, line))
    feed.viewers.update(Viewer(actor(f"v{number}", Role.audience), Line()) for number in range(2 * CROWD))
    seen = []

    for step in range(5):
        await house.command(HOST, "pitch.add", title={"en": f"{step}"})
        feed.tick(1.0 + step * 0.1)
        seen.append(len(line.of_type("changed")))

    assert seen == [1, 1, 2, 2, 3]
    assert [message["first"] for message in line.of_type("changed")] == [5, 6, 8]


async def crowd(house: House, size: int) -> tuple[Feed, list[Line]]:
    """A hall with so many people, who have seen all there is but a pitch that was added."""
    await house.begin()
    feed = await attached(house)
    lines = [Line() for _ in range(size)]
    feed.viewers.update(Viewer(actor(f"v{number}", Role.audience), line) for number, line in enumerate(lines))
    await house.command(HOST, "pitch.add", title={"en": "C"})
    return feed, lines


def shown(lines: list[Line]) -> int:
    return sum(len(line.of_type("changed")) for line in lines)


@pytest.mark.asyncio
async def test_a_tick_in_a_full_hall_lets_others_in_between_and_shows_everybody_once() -> None:
    house = House()
    feed, lines = await crowd(house, 2 * PART + 1)

    seen = [shown(lines) for _ in feed.ticking(1.0)]
    feed.tick(2.0)

    assert seen == [PART, 2 * PART]
    assert shown(lines) == len(lines)


@pytest.mark.asyncio
async def test_who_comes_and_goes_in_the_middle_of_a_tick_is_neither_shown_twice_nor_written_to() -> None:
    house = House()
    feed, lines = await crowd(house, 2 * PART)
    late, tick = Line(), feed.ticking(1.0)
    next(tick)

    feed.attach(Viewer(HOST, late), Hello())
    for viewer in [viewer for viewer in feed.viewers if viewer.seq == 0]:
        feed.detach(viewer)
    for _ in tick:
        pass

    assert [message["type"] for message in late.sent] == ["welcome", "snapshot", "media"]
    assert shown(lines) == PART


@pytest.mark.asyncio
async def test_what_is_sent_in_the_middle_of_a_tick_comes_behind_it_for_everybody() -> None:
    house = House()
    feed, lines = await crowd(house, 2 * PART)
    tick = feed.ticking(1.0)
    next(tick)

    feed.ping()

    assert {tuple(message["type"] for message in line.sent) for line in lines} == {("changed", "ping")}
    assert list(tick) == []


@pytest.mark.asyncio
async def test_a_newcomer_to_a_large_hall_does_not_move_the_others() -> None:
    house = House()
    await house.begin()
    line, late = Line(), Line()
    feed = await attached(house, Viewer(HOST, line))
    feed.viewers.update(Viewer(actor(f"v{number}", Role.audience), Line()) for number in range(SMALL))
    await house.command(HOST, "pitch.add", title={"en": "C"})

    feed.attach(Viewer(HOST, late), Hello())
    before = len(line.of_type("changed"))
    feed.tick(1.0)

    (snapshot,), (changed,) = late.of_type("snapshot"), late.of_type("changed")
    assert before == 0
    assert snapshot["seq"] == 4
    assert changed["first"] == 5


@pytest.mark.asyncio
async def test_a_full_hall_is_asked_to_come_back_over_some_seconds_and_a_small_one_at_once() -> None:
    house = House()
    await house.begin()
    small, full = Line(), Line()
    feed = await attached(house, Viewer(HOST, small))
    feed.close()
    feed.viewers.update(Viewer(actor(f"v{number}", Role.audience), Line()) for number in range(4 * int(COMING_BACK)))
    feed.attach(Viewer(HOST, full), Hello())

    feed.close()

    assert [(line.code, line.reason) for line in (small, full)] == [(1012, ""), (1012, "4")]
