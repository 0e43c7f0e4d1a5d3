from collections import Counter
from random import Random

import pytest

from bench.malformed.frames import ENDS, frames
from bench.malformed.messages import FIRST, messages
from bench.malformed.offers import BENDS, FRAGMENT, fragment, offer


@pytest.mark.parametrize("make", [frames, messages, offer, fragment])
def test_a_seed_repeats_what_is_sent(make: object) -> None:
    assert callable(make)
    assert [make(Random(seed)) for seed in range(50)] == [make(Random(seed)) for seed in range(50)]


def test_every_kind_comes_up() -> None:
    last = Counter(frames(Random(seed))[-1].name for seed in range(1000))
    wrong = Counter(messages(Random(seed))[-1].name for seed in range(1000))

    assert len(last) == len(ENDS)
    assert len(wrong) == len(FIRST) + 1


@pytest.mark.parametrize("bend", BENDS)
def test_a_bend_changes_what_it_is_given(bend: object) -> None:
    assert callable(bend)
    lines = ["v=0", "a=group:BUNDLE 0", *FRAGMENT]

    assert sum(bend(Random(seed), list(lines)) != lines for seed in range(20)) > 5
