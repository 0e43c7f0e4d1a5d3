from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import pytest

from media.api import Quality
from media.embedded.layers import FRESH, LONGEST_PATIENCE, START_RANK, Adaptation

RATES = (150_000, 500_000, 1_600_000)
SOUND = 40_000
TICK = 0.1
MEGABIT = 1_000_000


class Moment(NamedTuple):
    """What was sent at a time."""

    at: float
    rank: int


class Link:
    """A bottleneck with a queue of 300 ms, and the estimator of the browser behind it as REMB shows it.

    Like Chromium's: falls to 0.85 of what arrives when the queue grows, else grows by 8 % a second up to one and a
    half times what arrives; a report every second, and at once when it falls.
    """

    def __init__(self, capacity: Callable[[float], float], *, noise: float = 0.0, estimates: bool = True) -> None:
        self.capacity = capacity
        self.noise = noise
        self.estimates = estimates
        self.queue = 0.0
        self.estimate = 300_000.0

    def run(self, seconds: float, *, wish: Quality = "high", rates: Sequence[int] = RATES) -> list[Moment]:
        """Send for a while, and return every change of layer."""
        adaptation, changes, rank = Adaptation(0.0), [Moment(0.0, -2)], -2
        for step in range(round(seconds / TICK)):
            now = step * TICK
            if step % 5 == 0:
                rank = adaptation.choose(rates, wish, now)
                if rank != changes[-1].rank:
                    changes.append(Moment(now, rank))
            self._carry(adaptation, SOUND + (rates[rank] if rank >= 0 else 0), step, now)
        return changes[1:]

    def _carry(self, adaptation: Adaptation, rate: float, step: int, now: float) -> None:
        capacity = self.capacity(now)
        self.queue = max(0.0, self.queue + (rate - capacity) * TICK)
        overflow = max(0.0, self.queue - 0.3 * capacity)
        self.queue -= overflow
        arriving = min(rate, capacity) if self.queue else rate
        lost = overflow / (rate * TICK)
        overused = self.queue > 0.03 * capacity and rate > capacity
        if overused and self.estimate > 0.85 * arriving:
            self.estimate = 0.85 * arriving
        elif not overused:
            ceiling = max(self.estimate, 1.5 * arriving + 10_000)
            self.estimate = min(ceiling, self.estimate * (1 + 0.08 * TICK))
        if step % 10 == 0:
            adaptation.lost(lost + self.noise)
        if self.estimates and (step % 10 == 0 or overused):
            adaptation.estimated(round(self.estimate), now)


def time_at(changes: list[Moment], rank: int, until: float, since: float = 0.0) -> float:
    """The share of a time in which a layer was sent."""
    ends = [each.at for each in changes[1:]] + [until]
    spent = sum(
        max(0.0, end - max(each.at, since)) for each, end in zip(changes, ends, strict=True) if each.rank == rank
    )
    return spent / (until - since)


@pytest.mark.parametrize(
    ("capacity", "settles", "switches"),
    [(0.3 * MEGABIT, 0, 20), (MEGABIT, 1, 20), (5 * MEGABIT, 2, 2)],
    ids=["300 kbit/s", "1 Mbit/s", "5 Mbit/s"],
)
def test_a_link_is_given_what_it_carries(capacity: float, settles: int, switches: int) -> None:
    changes = Link(lambda _: capacity).run(600.0)

    assert time_at(changes, settles, 600.0, since=30.0) > 0.95
    assert time_at(changes, -1, 600.0) == 0
    assert len(changes) <= switches


def test_tries_become_rare() -> None:
    changes = Link(lambda _: MEGABIT).run(1800.0)

    climbs = [each.at for each in changes if each.rank == 2]
    waits = [later - earlier for earlier, later in pairwise(climbs)]
    assert all(later > 0.9 * earlier for earlier, later in pairwise(waits))
    assert waits[-1] >= LONGEST_PATIENCE


def test_a_link_that_collapses_is_relieved_at_once_and_used_again_when_it_recovers() -> None:
    changes = Link(lambda now: 0.3 * MEGABIT if 60 <= now < 120 else 5 * MEGABIT).run(240.0)

    down = next(each.at for each in changes if each.at >= 60 and each.rank == 0)
    assert down - 60 <= 1.5
    assert time_at(changes, 0, 120.0, since=62.0) > 0.8
    assert time_at(changes, 2, 240.0, since=180.0) == 1.0


def test_a_link_that_carries_sound_alone_is_given_sound_alone_most_of_the_time() -> None:
    changes = Link(lambda _: 0.08 * MEGABIT).run(600.0)

    assert time_at(changes, -1, 600.0, since=60.0) > 0.8


def test_random_loss_costs_nobody_the_picture() -> None:
    changes = Link(lambda _: 5 * MEGABIT, noise=0.15).run(120.0)

    assert changes[-1].rank == 2
    assert len(changes) <= 2


def test_without_estimates_loss_decides() -> None:
    changes = Link(lambda _: MEGABIT, estimates=False).run(600.0)

    assert time_at(changes, 1, 600.0, since=30.0) > 0.8
    assert len(changes) <= 20


def test_an_estimate_goes_out_of_date() -> None:
    adaptation = Adaptation(0.0)
    adaptation.choose(RATES, "high", 0.0)
    adaptation.estimated(60_000, 0.0)
    adaptation.estimated(50_000, 0.1)

    assert adaptation.choose(RATES, "high", FRESH + 1.0) == 2


@pytest.mark.parametrize(
    ("wish", "rates", "best"),
    [
        *(("low", RATES, 0), ("middle", RATES, 1), ("high", RATES, 2)),
        *(("low", RATES[:2], 0), ("middle", RATES[:2], 1), ("middle", RATES[:1], 0)),
    ],
)
def test_nobody_gets_more_than_was_wished_for(wish: Quality, rates: Sequence[int], best: int) -> None:
    changes = Link(lambda _: 5 * MEGABIT).run(60.0, wish=wish, rates=rates)

    assert max(each.rank for each in changes) == changes[-1].rank == best


def test_where_nothing_flows_nothing_is_decided() -> None:
    adaptation = Adaptation(0.0)

    assert adaptation.choose((), "high", 0.0) == START_RANK
    assert adaptation.choose((0, 9_000), "high", 0.0) == START_RANK
    assert adaptation.choose(RATES, "high", 1.0) == 1
    assert adaptation.choose((), "high", 2.0) == 1


def test_who_wishes_for_more_again_is_back_at_once_where_it_was() -> None:
    adaptation = Adaptation(0.0)
    wishes: list[Quality] = ["high", "low", "low", "high"]

    ranks = [adaptation.choose((100_000, 300_000, 600_000), wish, now) for now, wish in enumerate(wishes)]

    assert ranks == [2, 0, 0, 2]


def test_a_layer_that_stops_and_comes_back_is_taken_again() -> None:
    adaptation = Adaptation(0.0)
    flowing = [(100_000, 300_000, 600_000), (100_000, 300_000), (100_000, 300_000, 600_000)]

    assert [adaptation.choose(rates, "high", now) for now, rates in enumerate(flowing)] == [2, 1, 2]


def test_who_is_moved_below_a_layer_that_stopped_is_back_once_it_flows() -> None:
    adaptation = Adaptation(0.0)
    adaptation.choose((100_000, 300_000, 1_600_000), "high", 0.0)

    adaptation.lowered(0)
    adaptation.lowered(3)

    assert adaptation.choose((100_000, 1_600_000), "high", 1.0) == 0
    assert adaptation.choose((100_000, 300_000, 1_600_000), "high", 2.0) == 1
