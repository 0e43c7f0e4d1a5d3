"""The worker that delivers: each receiver is a queue with one errand at a time, so that none waits for another.

What is in flight when the process ends is still waiting on the disk, and is sent again, under its old identity.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import structlog

from server.domain.deliveries import KEPT, Answer, Attempt, Verdict, settled
from server.ports import Carrier, Clock, Errand, LogBroken, Outbox

SLOTS: Final = 256
POLL: Final = 5.0
GATHER: Final = 0.05
"""Seconds between two looks at the outbox, however often somebody says that there is something new."""

TIDY: Final = timedelta(hours=1)

logger = structlog.get_logger()


class Courier:
    """Makes every delivery that is due; `tally` counts attempts by their verdicts.

    It asks the outbox when it is woken, when the next delivery is due, and every few seconds.
    """

    def __init__(
        self, outbox: Outbox, carrier: Carrier, clock: Clock, chance: Callable[[], float], tally: Counter[str]
    ) -> None:
        """Take where errands come from and who makes the attempts; `chance` gives numbers from 0 to less than 1."""
        self._outbox = outbox
        self._carrier = carrier
        self._clock = clock
        self._chance = chance
        self._tally = tally
        self._running: dict[str, asyncio.Task[None]] = {}
        # Of all this one transaction at a time, so that an append never waits for more than one.
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._tidied = clock.now()

    def start(self) -> None:
        """Begin with what was left over."""
        self._task = asyncio.create_task(self._work(), name="courier")

    def wake(self) -> None:
        """Say that there may be something new; costs nothing."""
        self._woken.set()

    async def ended(self) -> None:
        """Wait until the work is over, which it is where the disk is broken or after `close`."""
        if self._task:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Break off; what was not settled stays to be done."""
        tasks = [task for task in (self._task, *self._running.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                wait = await self._round()
            except LogBroken:
                return
            except Exception:
                logger.exception("courier.failed")
                wait = POLL
            await self._rest(wait)

    async def _round(self) -> float:
        now = self._clock.now()
        if now - self._tidied > TIDY:
            self._tidied = now
            await self._outbox.forget(now - KEPT)
        async with self._turn:
            due = await self._outbox.due(now, self._running.keys(), SLOTS - len(self._running))
        for errand in due.errands:
            self._running[errand.queue] = asyncio.create_task(self._deliver(errand), name=f"deliver {errand.queue}")
        return min(POLL, (due.next_at - now).total_seconds()) if due.next_at else POLL

    async def _rest(self, wait: float) -> None:
        await asyncio.sleep(GATHER)
        try:
            async with asyncio.timeout(wait):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _deliver(self, first: Errand) -> None:
        """One after the other as long as the receiver takes them."""
        errand: Errand | None = first
        try:
            while errand:
                errand = await self._attempt(errand)
        except Exception as error:
            # The delivery was perhaps made and could not be settled: it will be again, but not in a hurry.
            logger.warning("delivery.unsettled", queue=first.queue, error=str(error))
            await asyncio.sleep(POLL)
        finally:
            del self._running[first.queue]
            self.wake()

    async def _attempt(self, errand: Errand) -> Errand | None:
        began = self._clock.now()
        answer = await self._carried(errand)
        ended = self._clock.now()
        milliseconds = max(0, int((ended - began).total_seconds() * 1000))
        attempt = Attempt(
            number=errand.attempts + 1, at=began, milliseconds=milliseconds, status=answer.status, answer=answer.text
        )
        settlement = settled(answer, errand.tries + 1, ended, self._chance())
        async with self._turn:
            following = await self._outbox.settle(errand, attempt, settlement)
        self._tally[answer.verdict.value] += 1
        logger.info("delivery.attempted", delivery=errand.id, message=errand.message.id, outcome=answer.verdict.value)
        return following if answer.verdict is Verdict.delivered else None

    async def _carried(self, errand: Errand) -> Answer:
        try:
            return await self._carrier.carry(errand, self._clock.now())
        except Exception:
            logger.exception("carrier.failed", delivery=errand.id)
            return Answer(verdict=Verdict.again, status=None, text="internal: see the server's log")
