"""The rooms of this process: opened when first needed, ticking together, closed in order."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import count
from typing import Final

import structlog
from msgspec.structs import replace

from server.app.feed import SIGNED_OUT, Feed, Leavers, Pulse
from server.app.receipts import receipt, with_words
from server.app.room import Follower, Outside, Room
from server.app.sync import Reel
from server.app.tenancy import Tenancy
from server.domain.keys import KeySet
from server.domain.ledger import Receipt, SignedHead
from server.domain.messages import Actor, Entry, IntentId, RoadshowId, Role
from server.domain.people import acting
from server.domain.state import Roadshow
from server.errors import Forbidden, Missing

TICK: Final = 0.1
PULSE: Final = 5
PING: Final = 200
NO_MORE: Final = 4504
ALL: Final = frozenset(Role)

logger = structlog.get_logger()


class Live:
    """A room and its feed."""

    def __init__(self, room: Room, feed: Feed) -> None:
        """Join the two."""
        self.room = room
        self.feed = feed


class Rooms:
    """Finds the room of a roadshow; `followers` hear of every batch after it is on disk, and when a room is opened.

    With a `tenancy` other processes have rooms too, and one of them writes; when it becomes this one, followers are
    told again, without any entry.
    """

    def __init__(self, outside: Outside, tenancy: Tenancy | None = None) -> None:
        """Take what rooms share, and what says which of them write here; without it all do."""
        self._outside = replace(outside, writes=tenancy.mine) if tenancy else outside
        self._tenancy = tenancy
        self._listeners: list[Callable[[Live, Pulse], None]] = []
        self._live: dict[RoadshowId, asyncio.Task[Live]] = {}
        self._followers: list[Follower] = []
        self._ticker: asyncio.Task[None] | None = None
        self._waker: asyncio.Task[None] | None = None
        self.woken = False
        """Whether the rooms whose clocks ran on have been opened, here or where they are written."""

    def follow(self, follower: Follower) -> None:
        """Call `follower` with each batch that is recorded from now on; it must not block."""
        self._followers.append(follower)

    def on_pulse(self, listener: Callable[[Live, Pulse], None]) -> None:
        """Call `listener` twice a second with each open room and what its viewers here came to."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to tick, and open the rooms whose clocks ran on while the server was down."""
        self._ticker = asyncio.create_task(self._tick(), name="ticker")
        if self._tenancy is None:
            self._waker = asyncio.create_task(self.wake(), name="waker")

    async def close(self) -> None:
        """Send viewers away and finish the batches at hand."""
        for task in filter(None, (self._ticker, self._waker)):
            task.cancel()
        for live in self.open_rooms():
            live.feed.close()
            await live.room.close()

    async def wake(self) -> None:
        """Open every room with a clock that runs; an open room minds its clocks itself."""
        for roadshow in await self._outside.log.ticking():
            try:
                await self.live(roadshow)
            except Exception:
                logger.exception("room.unopened", roadshow=roadshow)
        self.woken = True

    async def ticking(self) -> Sequence[RoadshowId]:
        """The roadshows with a clock that runs."""
        return await self._outside.log.ticking()

    def writes(self, roadshow: RoadshowId) -> bool:
        """Whether it is here that a roadshow is written and its media are."""
        return self._outside.writes(roadshow)

    async def claim(self, roadshow: RoadshowId) -> bool:
        """Whether it is here that a roadshow is written from now on, which it is where no other process does."""
        return self._tenancy is None or await self._tenancy.claim(roadshow) is None

    async def hold(self, roadshow: RoadshowId) -> None:
        """Begin to write where it is not written here yet; its lease must be held."""
        live = await self.live(roadshow)
        if not live.room.writing:
            await live.room.begin()
            self._tell(roadshow, (), live.room.state)

    async def create(self, roadshow: RoadshowId) -> None:
        """Begin a roadshow's log."""
        await self._outside.log.create(roadshow, self._outside.ids.new())

    async def submit(self, roadshow: RoadshowId, actor: Actor, key: str, body: bytes) -> bytes:
        """The acknowledgement of a command, as JSON; see Room.submit."""
        if self._tenancy is not None and not await self._tenancy.claim(roadshow):
            await self.hold(roadshow)
        return await (await self.live(roadshow)).room.submit(actor, key, body)

    async def state(self, roadshow: RoadshowId) -> Roadshow:
        """What is on record of a roadshow; Missing where there is none."""
        return (await self.live(roadshow)).room.state

    async def acting(self, roadshow: RoadshowId, actor: Actor, among: Collection[Role] = ALL) -> Actor:
        """The actor in the role they have now; Forbidden for who was removed, or where it is none of these."""
        found = acting(await self.state(roadshow), actor)
        if found.role not in among:
            raise Forbidden("forbidden")
        return found

    async def receipt(self, roadshow: RoadshowId, actor: Actor, intent: IntentId, *, answer: bool = False) -> Receipt:
        """The receipt of the live version of one's own intent, or of one's answer to it, private text too."""
        found = (await self.state(roadshow)).intents.get(intent)
        seq = None if found is None or found.person != actor.person else found.answered if answer else found.seq
        if seq is None:
            raise Missing("intent_missing")
        previous, row = await self._outside.log.read(roadshow, seq - 2, 2)
        return with_words(receipt(roadshow, previous.hash, row, self._outside.signer), row)

    async def heads(self, roadshow: RoadshowId) -> Sequence[SignedHead]:
        """Where the log ended when the roadshow did, and after each thing that was recorded since."""
        return await self._outside.log.heads(roadshow)

    def keys(self) -> KeySet:
        """The public keys that receipts are checked with."""
        return self._outside.signer.public()

    async def live(self, roadshow: RoadshowId) -> Live:
        """The room and feed of a roadshow, opened once however many ask at once."""
        task = self._live.get(roadshow)
        if task is None:
            task = self._live[roadshow] = asyncio.create_task(self._open(roadshow))
            task.add_done_callback(partial(self._opened, roadshow))
        return await asyncio.shield(task)

    async def remove(self, roadshow: RoadshowId) -> None:
        """Send everybody out of a roadshow whose log is about to be deleted, and forget its room."""
        live = await self.live(roadshow)
        live.feed.put_off(Leavers(code=NO_MORE, everybody=True))
        await live.room.close()
        self._live.pop(roadshow, None)

    async def sweep(self) -> None:
        """Forget open rooms whose logs another process has deleted."""
        for live in self.open_rooms():
            if await self._outside.log.position(live.room.roadshow) is None:
                await self.remove(live.room.roadshow)

    def _opened(self, roadshow: RoadshowId, task: asyncio.Task[Live]) -> None:
        """A room that could not be opened is not remembered, so that the next who asks tries again."""
        if task.cancelled() or task.exception():
            del self._live[roadshow]

    def refresh(self, roadshow: RoadshowId) -> None:
        """Have an open room read on, where another process has appended to its log."""
        for live in self.open_rooms():
            if live.room.roadshow == roadshow:
                live.room.refresh()

    def sign_out(self, session: str) -> None:
        """Close every socket of a browser session that has ended."""
        for live in self.open_rooms():
            live.feed.put_off(Leavers(code=SIGNED_OUT, session=session))

    def opened(self, roadshow: RoadshowId) -> Live | None:
        """A room that is open now."""
        task = self._live.get(roadshow)
        return task.result() if task and task.done() and not task.cancelled() and not task.exception() else None

    def open_rooms(self) -> Sequence[Live]:
        """Those that are open now."""
        done = (task for task in self._live.values() if task.done() and not task.exception())
        return [task.result() for task in done]

    async def _open(self, roadshow: RoadshowId) -> Live:
        reel = Reel()
        room = Room(roadshow, self._outside, lambda _, entries, state: reel.take(entries, state))
        await (room.open() if await self.claim(roadshow) else room.read())
        feed = Feed(room.epoch, reel.tape(), self._outside.clock)

        def follow(roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
            feed.publish(entries, state, room.states)
            self._tell(roadshow, entries, state)

        room.follow = follow
        self._tell(roadshow, (), room.state)
        return Live(room, feed)

    def _tell(self, roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
        for follower in self._followers:
            follower(roadshow, entries, state)

    async def _tick(self) -> None:
        for number in count(1):
            await asyncio.sleep(TICK)
            for live in self.open_rooms():
                try:
                    await self._tell_viewers(live, number)
                except Exception:
                    # Other rooms go on; whoever missed something here finds out by what comes next, and resumes.
                    logger.exception("room.untold", roadshow=live.room.roadshow)

    async def _tell_viewers(self, live: Live, number: int) -> None:
        for _ in live.feed.ticking(asyncio.get_running_loop().time()):
            await asyncio.sleep(0)
        if number % PULSE == 0:
            self._pulse(live)
        if number % PING == 0:
            live.feed.ping()

    def _pulse(self, live: Live) -> None:
        pulse = live.feed.pulse()
        for listener in self._listeners:
            listener(live, pulse)
