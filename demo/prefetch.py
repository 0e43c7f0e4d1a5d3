"""Let one thread produce what another consumes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def prefetch(items: Iterator[Item], batch: int = 12) -> Iterator[Item]:
    """Draw the next batch in a thread while this one is used; FFmpeg works outside the interpreter's lock."""
    with ThreadPoolExecutor(1) as drawer:
        ready = drawer.submit(list, islice(items, batch))
        while drawn := ready.result():
            ready = drawer.submit(list, islice(items, batch))
            yield from drawn
