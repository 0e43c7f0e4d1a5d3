"""Time as the forwarder needs it; an asyncio event loop is one, a test passes its own."""

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """Something that is to happen."""

    def cancel(self) -> None:
        """Make it not happen; safe after it did."""
        ...


class Clock(Protocol):
    """Monotonic seconds and calls at a later time."""

    def time(self) -> float:
        """Seconds since some fixed moment."""
        ...

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call once, `delay` seconds from now."""
        ...
