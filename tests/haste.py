"""A loop that waits for nothing: where it would sleep, its clock goes on to what is due next.

For code that reads the loop's clock alone. What comes from a socket or another process takes no time here.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec

P = ParamSpec("P")


class HastyLoop(asyncio.SelectorEventLoop):
    """Its clock begins at nought and counts what it was to sleep for."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__()
        select = self._selector.select  # type: ignore[attr-defined]

        def skip(timeout: float | None) -> Any:
            if timeout is None:
                return select(None)
            self.pass_by(max(0.0, timeout))
            return select(0)

        self._selector.select = skip  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._now

    def pass_by(self, seconds: float) -> None:
        """Hold everything up for so long."""
        self._now += seconds


def without_waiting(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test in such a loop."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=HastyLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run
