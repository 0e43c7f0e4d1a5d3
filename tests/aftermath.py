"""What a failing test leaves open goes with it, so that no test after it fails for that.

Its traceback keeps all locals of all frames, and pytest keeps the traceback. What of them complains when it is
collected, such as a socket that was not closed, would be held against whichever test runs by then.
"""

import gc
import sys
import warnings
from collections.abc import Generator
from typing import Any, Final

import pytest

FAILED: Final = pytest.StashKey[bool]()
KEPT: Final = ("last_exc", "last_value", "last_traceback", "last_type")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    outcome = yield
    if item.stash.get(FAILED, False):
        _clear_away()
    return outcome


def _clear_away() -> None:
    for name in KEPT:
        if hasattr(sys, name):
            delattr(sys, name)
    heard, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()
    finally:
        sys.unraisablehook = heard
