"""The bus over Redis: one channel a house, by publish and subscribe, which keeps nothing.

One task sends what waits, in the order it came and of each key the latest alone, and one listens. Each connects again
by itself, with growing pauses; of what is published while Redis is away the latest of each key waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from typing import Final, Self

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.ports.nodes import Heard

CHANNEL: Final = "roadshow"
WAITING: Final = 10_000
FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 1.0
PATIENCE: Final = 5.0
"""Seconds after which an answer that does not come means that Redis is away."""
AGAIN: Final = 0.5

logger = structlog.get_logger()


class RedisBus:
    """Publishes and listens from `start` to `close`."""

    def __init__(self, address: str, channel: str = CHANNEL, password: str = "") -> None:
        """Take redis://[user@]host:port/number, and the channel that the house's nodes share."""
        self._redis = Redis.from_url(
            address,
            password=password or None,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            health_check_interval=2,
            retry=None,
        )
        self._channel = channel
        self._waiting: dict[str, bytes] = {}
        self._woken = asyncio.Event()
        self._listeners: list[Heard] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = asyncio.Event()
        self._closed = False

    def start(self) -> None:
        """Begin; Redis need not be there yet."""
        self._closed = False
        works = (self._send, self._listen)
        self._tasks = [asyncio.create_task(self._forever(work), name=f"bus {work.__name__}") for work in works]

    async def close(self) -> None:
        """Stop; what has not left is lost."""
        self._closed = True
        running: Collection[asyncio.Task[None]] = self._tasks
        while running:
            for task in running:
                task.cancel()
            # A cancellation that comes with a time limit of the client's own may be taken for that, so it is repeated.
            _, running = await asyncio.wait(running, timeout=AGAIN)
        with suppress(RedisError, OSError):
            await self._redis.aclose()

    async def __aenter__(self) -> Self:
        """Start."""
        self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        """Close."""
        await self.close()

    @property
    def connected(self) -> bool:
        """Whether it listens now."""
        return self._listening.is_set()

    async def listening(self) -> None:
        """Return once whatever is published from now on will be heard here."""
        await self._listening.wait()

    def publish(self, key: str, message: bytes) -> None:
        """Leave it to the task that sends; of too many that wait the oldest is lost."""
        self._waiting.pop(key, None)
        self._waiting[key] = message
        if len(self._waiting) > WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._woken.set()

    def subscribe(self, heard: Heard) -> None:
        """Have one more told."""
        self._listeners.append(heard)

    async def _send(self, working: Callable[[], None]) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            leaving, self._waiting = self._waiting, {}
            try:
                await self._leave(leaving.values())
            except BaseException:
                self._waiting = dict([*(leaving | self._waiting).items()][-WAITING:])
                self._woken.set()
                raise
            working()

    async def _leave(self, messages: Iterable[bytes]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for message in messages:
                pipeline.publish(self._channel, message)
            await pipeline.execute()

    async def _listen(self, working: Callable[[], None]) -> None:
        try:
            async with self._redis.pubsub(ignore_subscribe_messages=False) as subscription:
                await subscription.subscribe(self._channel)
                while True:
                    found = await subscription.get_message(timeout=1.0)
                    if found is not None and found["type"] == "subscribe":
                        working()
                        self._listening.set()
                    elif found is not None and found["type"] == "message":
                        self._tell(found["data"])
        finally:
            self._listening.clear()

    def _tell(self, message: bytes) -> None:
        for heard in self._listeners:
            try:
                heard(message)
            except Exception:
                logger.exception("bus.unheard")

    async def _forever(self, work: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        pause = FIRST_PAUSE

        def working() -> None:
            nonlocal pause
            pause = FIRST_PAUSE

        while not self._closed:
            try:
                await work(working)
            except (RedisError, OSError) as error:
                logger.warning("bus.away", error=str(error), again_in=pause)
            except Exception:
                logger.exception("bus.failed")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
