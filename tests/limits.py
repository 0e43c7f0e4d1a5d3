"""A time limit that ends a test whatever its tasks are at.

pytest-timeout raises where the alarm finds the process, once. Is that a step of a task in the background, asyncio keeps
the exception to that task, and the test waits on for ever. So the loop itself is made to raise, what ends it.
"""

import asyncio
import signal
from collections.abc import Generator
from contextlib import suppress
from typing import Any, Final, NoReturn

import pytest

AGAIN: Final = 20.0
"""Seconds after which whatever still hangs, or does not let the loop go on, is broken off where it is."""


class Late(KeyboardInterrupt):
    """The time of a test is over."""


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> Generator[None, Any, Any]:
    outcome = yield
    if settings.method == "signal":
        signal.signal(signal.SIGALRM, _alarm(signal.getsignal(signal.SIGALRM)))
        signal.setitimer(signal.ITIMER_REAL, settings.timeout, AGAIN)
    return outcome


def _alarm(usual: Any) -> Any:
    told = False

    def late(number: int, frame: Any) -> None:
        nonlocal told
        before, told = told, True
        try:
            usual(number, frame)
        except pytest.fail.Exception as failed:
            _end(Late(failed.msg), gently=not before)

    return late


def _end(late: Late, *, gently: bool) -> None:
    with suppress(RuntimeError):
        if gently:
            asyncio.get_running_loop().call_soon_threadsafe(_raise, late)
            return
    raise late


def _raise(error: BaseException) -> NoReturn:
    raise error


def _failing() -> Generator[None, Any, Any]:
    """A test that is late has failed; to pytest it would be somebody who wants to stop everything."""
    try:
        return (yield)
    except Late as late:
        pytest.fail(str(late))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _failing())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _failing())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _failing())
