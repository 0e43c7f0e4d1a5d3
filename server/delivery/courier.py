"""The worker that delivers: each receiver is a queue of its own, so that none waits for another.

A receiver that takes what it is sent is sent more at the same time, one message more with each look, up to LANES; one
that does not is sent one at a time, and so is the mail server. What is in flight when the process ends is still waiting
on the disk, and is sent again, under its old identity.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Set
from datetime import datetime, timedelta
from typing import Final

import structlog

from server.domain.deliveries import KEPT, Answer, Attempt, DeliveryId, Verdict, settled
from server.domain.endpoints import Endpoint
from server.domain.letters import MAIL
from server.ports import Clock, LogBroken
from server.ports.outbox import Carrier, Errand, Outbox, Tally

SLOTS: Final = 256
LANES: Final = 8
"""Messages that are under way to one receiver at the same time, while fewer than half of all SLOTS are taken."""

POLL: Final = 5.0
GATHER: Final = 0.05
"""Seconds between two looks at the outbox, however often somebody says that there is something new."""

REST: Final = timedelta(minutes=5)
TIDY: Final = timedelta(hours=1)

logger = structlog.get_logger()


class Courier:
    """Makes every delivery that is due; `tally` counts attempts by their verdicts.

    It asks the outbox when it is woken, when the next delivery is due, and every few seconds. Where the clock was set
    back, what was to be made at a time of the clock before is made at once.
    """

    def __init__(self, outbox: Outbox, clock: Clock, chance: Callable[[], float], tally: Tally) -> None:
        """Take where errands come from; `chance` gives numbers from 0 to less than 1."""
        self._outbox = outbox
        self._clock = clock
        self._chance = chance
        self._tally = tally
        self._tasks: set[asyncio.Task[None]] = set()
        self._flying: dict[DeliveryId, str] = {}
        self._willing: set[str] = set()
        # Of all this one transaction at a time, so that an append never waits for more than one.
        self._turn = asyncio.Lock()
        self._resting: dict[str, datetime] = {}
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._tidied = clock.now()
        self._latest: datetime | None = None

    def start(self, carrier: Carrier) -> None:
        """Have this carrier make the attempts from now on, beginning with what was left over."""
        self._task = asyncio.create_task(self._work(carrier), name="courier")

    def wake(self) -> None:
        """Say that there may be something new; costs nothing."""
        self._woken.set()

    async def ended(self) -> None:
        """Wait until the work is over, which it is where the disk is broken or after `close`."""
        if self._task:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Break off; what was not settled stays to be done."""
        tasks = [task for task in (self._task, *self._tasks) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, carrier: Carrier) -> None:
        while True:
            self._woken.clear()
            try:
                wait = await self._round(carrier)
            except LogBroken:
                return
            except Exception:
                logger.exception("courier.failed")
                wait = POLL
            await self._rest(wait)

    async def _round(self, carrier: Carrier) -> float:
        now = self._clock.now()
        await self._look_back(now)
        if now - self._tidied > TIDY:
            self._tidied = now
            await self._outbox.forget(now - KEPT)
        self._resting = {queue: until for queue, until in self._resting.items() if until > now}
        async with self._turn:
            due = await self._outbox.due(now, self._busy(), SLOTS - len(self._flying), self._flying)
            self._flying.update({errand.id: errand.queue for errand in due.errands})
        for errand in due.errands:
            self._tasks.add(asyncio.create_task(self._deliver(errand, carrier), name=f"deliver {errand.queue}"))
        nexts = [*filter(None, (due.next_at,)), *self._resting.values()]
        return min(POLL, *((at - now).total_seconds() for at in nexts), POLL)

    def _busy(self) -> Set[str]:
        """The queues that get nothing more for now."""
        most = LANES if len(self._flying) < SLOTS // 2 else 1
        lanes = Counter(self._flying.values())
        full = {queue for queue, count in lanes.items() if count >= (most if queue in self._willing else 1)}
        return full | self._resting.keys()

    async def _look_back(self, now: datetime) -> None:
        """Nobody knows at the start what the clock said before, but that nothing is recorded for a time to come."""
        latest = self._latest
        if latest is None or now < latest:
            self._resting.clear()
            self._tidied = min(self._tidied, now)
            await self._outbox.hasten(now, tried=latest is not None)
        self._latest = now

    async def _rest(self, wait: float) -> None:
        await asyncio.sleep(GATHER)
        try:
            async with asyncio.timeout(wait):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _deliver(self, first: Errand, carrier: Carrier) -> None:
        """One after the other as long as the receiver takes them."""
        errand = first
        try:
            while following := await self._attempt(errand, carrier):
                errand = following
        except Exception as error:
            # The delivery was perhaps made and could not be settled: it will be again, but not in a hurry.
            logger.warning("delivery.unsettled", queue=errand.queue, error=str(error))
            await asyncio.sleep(POLL)
            del self._flying[errand.id]
        finally:
            if task := asyncio.current_task():
                self._tasks.discard(task)
            self.wake()

    async def _attempt(self, errand: Errand, carrier: Carrier) -> Errand | None:
        began = self._clock.now()
        answer = await self._carried(errand, carrier)
        ended = self._clock.now()
        milliseconds = max(0, int((ended - began).total_seconds() * 1000))
        attempt = Attempt(
            number=errand.attempts + 1, at=began, milliseconds=milliseconds, status=answer.status, answer=answer.text
        )
        settlement = settled(answer, errand.tries + 1, ended, self._chance())
        async with self._turn:
            following = await self._outbox.settle(errand, attempt, settlement, self._flying)
            following = following if answer.verdict is Verdict.delivered else None
            self._land(errand, following, answer.verdict)
        self._tally[channel(errand), answer.verdict.value] += 1
        if settlement.paused_until and errand.queue == MAIL:
            # An endpoint's pause is on the disk; the mail server, which is everybody's, rests for a while only.
            self._resting[MAIL] = min(settlement.paused_until, ended + REST)
        logger.info(
            "delivery.attempted",
            trace=errand.message.trace,
            message=errand.message.id,
            type=errand.message.type,
            delivery=errand.id,
            queue=errand.queue,
            number=attempt.number,
            outcome=answer.verdict.value,
            status=answer.status,
            milliseconds=milliseconds,
        )
        return following

    def _land(self, errand: Errand, following: Errand | None, verdict: Verdict) -> None:
        del self._flying[errand.id]
        if following:
            self._flying[following.id] = following.queue
        if verdict is not Verdict.delivered or errand.queue not in self._flying.values():
            self._willing.discard(errand.queue)
        elif errand.queue != MAIL:
            self._willing.add(errand.queue)
            self.wake()

    async def _carried(self, errand: Errand, carrier: Carrier) -> Answer:
        try:
            return await carrier.carry(errand, self._clock.now())
        except Exception:
            logger.exception("carrier.failed", trace=errand.message.trace, delivery=errand.id)
            return Answer(verdict=Verdict.again, status=None, text="internal: see the server's log")


def channel(errand: Errand) -> str:
    """How an errand goes, in one word for monitors."""
    return "webhook" if isinstance(errand.to, Endpoint) else "mail"
