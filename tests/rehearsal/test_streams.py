"""The first to receive a step says what it is, and whoever receives something else is found."""

import json
from typing import Any

from rehearsal.streams import KEPT, Stream


def _step(first: int, last: int, views: dict[str, Any], count: int = 1, type_: str = "question.asked") -> bytes:
    events = [{"type": type_, "count": count, "at": f"2026-03-01T08:00:00.{first % 1000:03d}Z"}]
    return json.dumps({"type": "changed", "first": first, "last": last, "events": events, "views": views}).encode()


def test_the_same_step_with_own_views_agrees_and_the_one_without_is_what_others_expect() -> None:
    stream = Stream()
    shared = {"question": {"q1": {"votes": 1}}}
    mine = _step(1, 2, {**shared, "vote": {"q1": {}}}, 2)
    plain = _step(1, 2, shared)

    assert stream.take(mine, mine)[2]
    assert stream.take(plain, plain)[2]

    assert stream.after[0].frame == plain
    assert stream.after[0].at == 1772352000.001


def test_two_viewers_know_each_of_their_own_events_and_nobody_else_of_either() -> None:
    stream = Stream()
    one, other = (_step(1, 9, {"own_intent": {"i": seq}}, 2) for seq in (4, 7))
    plain, wrong = _step(1, 9, {}), _step(1, 9, {}, 2)

    assert stream.take(one, one)[2]
    assert stream.take(other, other)[2]
    assert stream.take(plain, plain)[2]
    assert stream.take(other, other)[2]
    assert not stream.take(wrong, wrong)[2]


def test_whoever_does_not_know_what_all_may_know_does_not_agree() -> None:
    stream = Stream()
    plain, less = _step(1, 9, {}, 2), _step(1, 9, {"own_intent": {"i": 4}}, 1)

    assert stream.take(plain, plain)[2]
    assert not stream.take(less, less)[2]


def test_another_view_is_no_agreement() -> None:
    stream = Stream()
    first, second = (_step(1, 2, {"board": {"p": {"count": count}}}) for count in (1, 2))

    assert stream.take(first, first)[2]
    assert not stream.take(second, second)[2]


def test_an_event_in_place_of_another_is_no_agreement() -> None:
    stream = Stream()
    first, second = _step(1, 2, {}), _step(1, 2, {}, type_="pitch.ended")

    assert stream.take(first, first)[2]
    assert not stream.take(second, second)[2]


def test_an_event_that_several_ways_lead_over_is_counted_once() -> None:
    stream = Stream()
    for step in (_step(1, 2, {}, 2), _step(1, 5, {}, 4), _step(3, 5, {}, 2), _step(3, 5, {}, 2), _step(6, 7, {}, 2)):
        stream.take(step, step)

    assert stream.events == {"question.asked": 6}


def test_a_longer_step_from_the_same_place_is_another_step() -> None:
    stream = Stream()
    short, long = _step(1, 2, {"stage": {"stage": 1}}), _step(1, 5, {"stage": {"stage": 2}}, 2)

    assert stream.take(short, short)[2]
    assert stream.take(long, long)[2]
    assert stream.last == 5


def test_old_steps_are_forgotten() -> None:
    stream = Stream()
    for seq in range(KEPT + 1):
        step = _step(seq + 1, seq + 1, {})
        stream.take(step, step)

    assert len(stream.after) == KEPT + 1 - KEPT // 2
    assert min(stream.after) == KEPT // 2
