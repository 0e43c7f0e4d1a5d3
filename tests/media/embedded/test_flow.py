from itertools import pairwise

from media.embedded.codecs import VP8, Kind
from media.embedded.flow import LOOK, Flow
from media.embedded.meter import SHORTEST_PATIENCE, SILENCE
from media.embedded.stream import Stream
from tests.media.clocks import ManualClock
from tests.media.packets import VP8_DELTA, packet


class Layer(Stream):
    """A stream whose frames are due at times a test gives, counted from the first."""

    def __init__(self, clock: ManualClock, frames: list[float]) -> None:
        super().__init__(Kind.VIDEO, VP8, clock, lambda _: None, sender=9, nacks=False)
        self.frames = frames
        self.sent = 0

    def send(self, elapsed: float, now: float) -> None:
        while self.sent < len(self.frames) and self.frames[self.sent] <= elapsed:
            self.sent += 1
            self.accept(packet(self.sent, VP8_DELTA), now)


def paced(rate: float, *, since: float = 0.0, until: float = 20.0) -> list[float]:
    return [since + each / rate for each in range(round((until - since) * rate))]


def changes(*layers: list[float], until: float = 20.0) -> list[tuple[float, tuple[int, ...]]]:
    """When other layers flowed than before, and which."""
    clock = ManualClock()
    streams = [Layer(clock, each) for each in layers]
    flow, seen = Flow(streams, clock.time()), [(0.0, tuple(range(len(layers))))]
    for step in range(round(until * 100)):
        elapsed = step / 100
        for each in streams:
            each.send(elapsed, clock.time())
        if step % round(100 * LOOK) == 5:
            flow.look(clock.time())
            seen.append((elapsed, tuple(at for at, each in enumerate(streams) if each in flow.flowing)))
        clock.advance(0.01)
    return [after for before, after in pairwise(seen) if after[1] != before[1]]


def test_a_layer_that_stops_is_missed_soon() -> None:
    [(at, left)] = changes(paced(30), paced(30, until=12.0))

    assert left == (0,)
    assert at - 12.0 < SHORTEST_PATIENCE + 2 * LOOK


def test_a_layer_that_has_just_begun_is_given_time() -> None:
    [(at, left)] = changes(paced(30), paced(30, until=1.0))

    assert left == (0,)
    assert 2 * SHORTEST_PATIENCE < at - 1.0 < SILENCE + 2 * LOOK


def test_a_slow_layer_beside_a_fast_one_is_not_missed() -> None:
    assert changes(paced(3), paced(30)) == []
    assert changes(paced(1), paced(30)) == []


def test_a_shared_screen_of_one_to_three_frames_a_second_loses_no_layer() -> None:
    pauses = [0.33, 1.0, 0.34, 0.33, 0.5, 0.36, 0.33, 0.35, 0.33, 0.33, 0.34, 0.33, 1.0, 0.9, 0.33] * 3
    frames = [sum(pauses[:each]) for each in range(len(pauses))]
    later = [each + 0.08 for each in frames]

    assert changes(frames, later) == []
    assert changes(paced(1), [each + 0.08 for each in paced(1)]) == []


def test_of_a_screen_that_stands_still_and_moves_again_no_layer_is_missed() -> None:
    frames = [*paced(30, until=6.0), *paced(1, since=7.0, until=11.0), *paced(30, since=15.0)]

    assert changes(frames, [each + 0.06 for each in frames], [each + 0.07 for each in frames]) == []


def test_a_slow_screen_that_loses_a_layer_is_told_within_seconds() -> None:
    [(at, left)] = changes(paced(2), paced(2, until=10.5))

    assert left == (0,)
    assert at - 10.0 <= SILENCE + 2 * LOOK


def test_a_pause_of_the_network_stops_nothing() -> None:
    burst = [*paced(30, until=10.0), *[12.0] * 60, *paced(30, since=12.0)]

    assert changes(burst, burst) == []


def test_a_layer_that_flows_again_is_taken_at_the_next_look() -> None:
    stopped, again = changes(paced(30), [*paced(30, until=10.0), *paced(30, since=14.0)])

    assert (stopped[1], again[1]) == ((0,), (0, 1))
    assert again[0] - 14.0 <= LOOK


def test_a_layer_that_has_never_come_does_not_flow_once_others_do() -> None:
    [(at, left)] = changes(paced(30, since=3.0), [])

    assert left == (0,)
    assert at - 3.0 <= 3 * LOOK


def test_what_has_long_stopped_does_not_flow_for_who_only_begins_to_look() -> None:
    clock = ManualClock()
    low, high = (Layer(clock, [0.0, each]) for each in (5.0, 0.0))
    for elapsed in (0.0, 5.0):
        clock.advance(elapsed)
        for each in (low, high):
            each.send(elapsed, clock.time())

    assert Flow((low, high), clock.time()).flowing == (low,)
