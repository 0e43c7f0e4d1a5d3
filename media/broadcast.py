"""Media events for any number of listeners, each with a queue of its own."""

import asyncio
from collections.abc import AsyncIterator
from weakref import WeakSet

from media.api import MediaEvent


class Listening(AsyncIterator[MediaEvent]):
    """What one listener has not read yet; ends when the broadcast does."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[MediaEvent | None] = asyncio.Queue()

    def put(self, event: MediaEvent | None) -> None:
        """Add an event, or the end."""
        self._queue.put_nowait(event)

    async def __anext__(self) -> MediaEvent:
        event = await self._queue.get()
        if event is None:
            # Whoever asks again must be told again.
            self.put(None)
            raise StopAsyncIteration
        return event


class Broadcast:
    """Sends each event to whoever listens at that moment; a listener nobody holds any more is forgotten."""

    def __init__(self) -> None:
        self._listeners: WeakSet[Listening] = WeakSet()
        self._closed = False

    def listen(self) -> Listening:
        """Hear everything from now on."""
        listening = Listening()
        if self._closed:
            listening.put(None)
        self._listeners.add(listening)
        return listening

    def send(self, event: MediaEvent) -> None:
        """Tell every listener."""
        for each in tuple(self._listeners):
            each.put(event)

    def close(self) -> None:
        """End every listener's iteration."""
        self._closed = True
        for each in tuple(self._listeners):
            each.put(None)
