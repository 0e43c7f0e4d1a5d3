"""A room: the only writer of one roadshow's log.

An inbox, not a lock: one task takes what waits, decides each command on the state so far, records the batch in one
transaction, publishes it in order, and only then answers each sender. Batching is what makes a sync to disk for every
acknowledgement affordable, and a vote storm hits one room with the disk's rate times the size of a batch.

When the next clock of the roadshow runs out, the same task takes a turn without any command.

With several processes one of them writes; in the others a room reads what was recorded, until it begins to write.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from msgspec import Struct

from server.app.draft import Draft
from server.app.orders import Order, parse
from server.app.tracing import tell
from server.domain.erasure import erases
from server.domain.ledger import Head, genesis, unseal
from server.domain.messages import Actor, Entry, RoadshowId
from server.domain.roadshow import fold, next_due
from server.domain.state import Roadshow
from server.errors import Missing, RoadshowError, Unavailable
from server.ports import Clock, EventLog, Ids, KeyTaken, LogAway, LogBroken, LogConflict, LogFull, LogUnsure, Signer

INBOX: Final = 4096
BATCH: Final = 512
PAGE: Final = 2000
AGAIN: Final = timedelta(seconds=5)
"""How long after a turn that failed one is taken again for what is due."""

logger = structlog.get_logger()

Follower = Callable[[RoadshowId, Sequence[Entry], Roadshow], None]


def _always(roadshow: RoadshowId) -> bool:
    return True


class Outside(Struct, frozen=True, kw_only=True):
    """What every room shares; `broken` is called once the disk has failed for good, and must end the process.

    `writes` says whether this process may write a roadshow's log now.
    """

    log: EventLog
    clock: Clock
    ids: Ids
    signer: Signer
    broken: Callable[[LogBroken], None]
    writes: Callable[[RoadshowId], bool] = _always


class Room:
    """Decides and records; `follow` hears of each batch once it is on disk, in seq order, and must not block.

    While the room is opened, `follow` hears of what the log holds. `states` are those after each entry of the batch
    that is followed, where they are at hand: to work them out again would double what an intent costs.
    """

    def __init__(self, roadshow: RoadshowId, outside: Outside, follow: Follower) -> None:
        """Make a room that still has to be loaded."""
        self.roadshow = roadshow
        self.epoch = ""
        self.state = Roadshow()
        self.states: Sequence[Roadshow] = ()
        self._head = genesis(roadshow)
        self._outside = outside
        self.follow = follow
        self._inbox: deque[Order] = deque()
        self._waiting = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at: datetime | None = None
        self._closed = False
        self._turning = asyncio.Lock()
        self._loaded = False
        self._stale = False

    @property
    def writing(self) -> bool:
        """Whether it takes commands."""
        return self._task is not None

    async def open(self) -> None:
        """Fold the log, record what has become due, and begin to work; Missing where there is no log."""
        await self.read()
        await self.begin()

    async def read(self) -> None:
        """Fold what was recorded since, unless it is this room that records; Missing where there is no log."""
        async with self._turning:
            if not self.writing:
                await self._load()
                self._loaded = True

    async def begin(self) -> None:
        """Begin to work where the log ends, with what has become due; a room that works goes on."""
        async with self._turning:
            if not self.writing and not self._closed:
                await self._load()
                await self._turn([])
                self._task = asyncio.create_task(self._work(), name=f"room {self.roadshow}")

    async def rest(self) -> None:
        """Finish the batch at hand, refuse what still waits, to be sent again, and only read from now on."""
        async with self._turning:
            await self._stop("elsewhere")

    async def close(self) -> None:
        """Finish the batch at hand and refuse what still waits or comes, to be sent again."""
        self._closed = True
        async with self._turning:
            await self._stop("stopping")

    async def _stop(self, code: str) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._alarm is not None:
            self._alarm.cancel()
            await asyncio.gather(self._alarm, return_exceptions=True)
            self._alarm, self._alarm_at = None, None
        while self._inbox:
            self._inbox.popleft().refuse(Unavailable(code, after=2))

    async def submit(self, actor: Actor, key: str, body: bytes) -> bytes:
        """The acknowledgement as JSON, once the command is on disk; raises Malformed, Rejected, Unavailable.

        The same key and body give the same acknowledgement for ever.
        """
        if self._closed:
            raise Unavailable("stopping", after=2)
        if not self.writing:
            raise Unavailable("elsewhere", after=1)
        order = Order(actor, key, parse(body))
        if len(self._inbox) >= INBOX:
            raise Unavailable("inbox_full")
        self._inbox.append(order)
        self._waiting.set()
        return await order.settled()

    def refresh(self) -> None:
        """Read on soon, since somebody else has appended."""
        self._stale = True
        self._waiting.set()

    async def _work(self) -> None:
        while True:
            await self._waiting.wait()
            orders = [self._inbox.popleft() for _ in range(min(BATCH, len(self._inbox)))]
            if not self._inbox:
                self._waiting.clear()
            turn = asyncio.create_task(self._turn(orders))
            try:
                await asyncio.shield(turn)
            finally:
                # A turn that has begun is finished even where this task is cancelled: it may be on disk already.
                await turn

    async def _turn(self, orders: list[Order]) -> None:
        recorded = await self._attempt(orders)
        moment = next_due(self.state)
        self._wind(moment if recorded or moment is None else max(moment, self._outside.clock.now() + AGAIN))

    def _wind(self, moment: datetime | None) -> None:
        if moment != self._alarm_at or (self._alarm and self._alarm.done()):
            if self._alarm is not None:
                self._alarm.cancel()
            self._alarm_at = moment
            self._alarm = asyncio.create_task(self._ring(moment)) if moment and not self._closed else None

    async def _ring(self, moment: datetime) -> None:
        await self._outside.clock.until(moment)
        self._waiting.set()

    async def _attempt(self, orders: list[Order]) -> bool:
        try:
            await self._record(orders)
            return True
        except Unavailable as error:
            _refuse(orders, error)
        except LogFull as error:
            logger.warning("log.full", roadshow=self.roadshow, error=str(error))
            _refuse(orders, Unavailable("storage_full", after=5))
        except LogAway as error:
            logger.warning("log.away", roadshow=self.roadshow, unsure=isinstance(error, LogUnsure), error=str(error))
            self._stale |= isinstance(error, LogUnsure)
            _refuse(orders, Unavailable("storage_away", after=2))
        except LogBroken as error:
            logger.critical("log.broken", roadshow=self.roadshow, error=str(error))
            _refuse(orders, Unavailable("stopping", after=5))
            self._outside.broken(error)
        except Exception:
            logger.exception("room.failed", roadshow=self.roadshow)
            _refuse(orders, RoadshowError("internal"))
        return False

    async def _record(self, orders: list[Order]) -> None:
        if self._stale:
            await self._load()
            self._stale = False
        draft = await self._recorded(orders)
        if draft.entries:
            await self._advance(draft.entries, draft.state, draft.head, draft.states)
        draft.settle()
        tell(self.roadshow, draft.decided, len(draft.entries))

    async def _recorded(self, orders: list[Order]) -> Draft:
        """What the orders come to, on record; each is taken for new until the log says that one is not."""
        looking = False
        while True:
            try:
                return await self._appended(await self._decided(orders, looking=looking))
            except KeyTaken:
                looking = True
            except LogConflict:
                await self._load()

    async def _decided(self, orders: list[Order], *, looking: bool) -> Draft:
        """A draft; what it would refuse may have been taken long ago, so that is looked for before anybody is told."""
        outside = self._outside
        known = await outside.log.results(self.roadshow, {order.key for order in orders}) if looking else {}
        draft = Draft(self.roadshow, self.state, self._head, outside.signer)
        draft.catch_up(outside.clock.now(), outside.ids)
        for order in orders:
            draft.take(order, known.get(order.key), outside.clock, outside.ids)
        return await self._decided(orders, looking=True) if draft.refuses and not looking else draft

    async def _appended(self, draft: Draft) -> Draft:
        if batch := draft.batch():
            if not self._outside.writes(self.roadshow):
                raise Unavailable("elsewhere", after=1)
            await self._outside.log.append(self.roadshow, self._head, batch)
        return draft

    async def _advance(
        self, entries: Sequence[Entry], state: Roadshow, head: Head, states: Sequence[Roadshow] = ()
    ) -> None:
        """Go on to the state behind entries that are on disk; where texts went with them, to what is left of it."""
        self.state, self._head, self.states = state, head, states
        if self._loaded and erases(entries):
            self.state = await self._folded()
        self.follow(self.roadshow, entries, self.state)

    async def _folded(self) -> Roadshow:
        """The state as a start would have it."""
        state = Roadshow()
        while state.seq < self._head.seq:
            rows = await self._outside.log.read(self.roadshow, state.seq, min(PAGE, self._head.seq - state.seq))
            state = fold(map(unseal, rows), state)
        return state

    async def _load(self) -> None:
        log = self._outside.log
        if (position := await log.position(self.roadshow)) is None:
            raise Missing("roadshow_missing")
        if position.head.seq <= self._head.seq and position.head != self._head:
            raise LogBroken(f"the log of {self.roadshow} is not the continuation of what was read of it")
        self.epoch = position.epoch
        # The log may have moved on since its position was read, so a page may end behind it.
        while self._head.seq < position.head.seq:
            rows = await log.read(self.roadshow, self._head.seq, PAGE)
            entries = [unseal(row) for row in rows]
            head = Head(seq=rows[-1].seq, hash=rows[-1].hash)
            await self._advance(entries, fold(entries, self.state), head)


def _refuse(orders: list[Order], error: RoadshowError) -> None:
    for order in orders:
        order.refuse(error)
