import gc
import sys
from datetime import timedelta

import pytest

from server import system
from server.system import COLLECTING, SWITCHING, RandomIds, SystemClock, collect_later, collect_rarely, switch_often


def test_ids_differ_and_sort_by_the_time_they_were_made() -> None:
    ids = RandomIds(SystemClock())
    made = [ids.new() for _ in range(100)]

    assert len(set(made)) == 100
    assert [each[:10] for each in made] == sorted(each[:10] for each in made)
    assert {len(each) for each in made} == {26}


def test_the_clock_is_aware_and_cut_to_milliseconds() -> None:
    now = SystemClock().now()

    assert now.utcoffset() is not None
    assert now.microsecond % 1000 == 0


@pytest.mark.asyncio
async def test_the_clock_says_a_moment_it_was_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "NAP", 0.002)
    clock = SystemClock()
    moment = clock.now() + timedelta(milliseconds=9)

    await clock.until(moment)

    assert clock.now() >= moment


def test_a_moment_that_has_passed_is_not_waited_for() -> None:
    clock = SystemClock()

    with pytest.raises(StopIteration):
        clock.until(clock.now()).send(None)


def test_garbage_is_not_looked_for_while_loading_nor_in_what_was_loaded_and_rarely_in_the_rest() -> None:
    before = gc.get_threshold()
    try:
        collect_later()
        assert not gc.isenabled()

        collect_rarely()

        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == COLLECTING > before
    finally:
        gc.enable()
        gc.unfreeze()
        gc.set_threshold(*before)


def test_threads_take_turns_in_shorter_steps_than_python_s() -> None:
    before = sys.getswitchinterval()
    try:
        switch_often()

        assert sys.getswitchinterval() == pytest.approx(SWITCHING)
        assert before > SWITCHING
    finally:
        sys.setswitchinterval(before)
