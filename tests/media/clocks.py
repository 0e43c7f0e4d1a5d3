"""Time that passes only when a test says so."""

from collections.abc import Callable


class ManualTimer:
    """A call that has not happened yet."""

    def __init__(self, at: float, callback: Callable[[], None]) -> None:
        self.at = at
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class ManualClock:
    """A `media.embedded.clock.Clock` that a test advances."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._timers: list[ManualTimer] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> ManualTimer:
        timer = ManualTimer(self.now + delay, callback)
        self._timers.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [each for each in self._timers if each.at <= until and each.callback]:
            timer = min(due, key=lambda each: each.at)
            callback, timer.callback = timer.callback, None
            self.now = max(self.now, timer.at)
            assert callback is not None
            callback()
        self.now = until
