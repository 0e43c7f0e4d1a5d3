"""A bounded memory of what was used last."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps the `limit` entries that were used last."""

    def __init__(self, limit: int) -> None:
        """Take how many to keep."""
        self._limit = limit
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._reading: dict[K, object] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """What is kept under a key, if it is still."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def put(self, key: K, value: V) -> None:
        """Keep a value, and let go of the one that was not used for longest."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    async def fetch(self, key: K, read: Callable[[], Awaitable[V | None]]) -> V | None:
        """What is kept under a key, else what is read, which is kept unless the key was dropped meanwhile."""
        if (kept := self.get(key)) is not None:
            return kept
        mark = self._reading[key] = object()
        try:
            if (found := await read()) is not None and self._reading.get(key) is mark:
                self.put(key, found)
        finally:
            if self._reading.get(key) is mark:
                del self._reading[key]
        return found

    def drop(self, key: K) -> None:
        """Let go of a key, and of what is just being read for it."""
        self._kept.pop(key, None)
        self._reading.pop(key, None)

    def drop_each(self, which: Callable[[K, V], bool]) -> None:
        """Let go of every entry that this is true of, and of all that is just being read, which it may be true of."""
        for key in [key for key, value in self._kept.items() if which(key, value)]:
            del self._kept[key]
        self._reading.clear()
