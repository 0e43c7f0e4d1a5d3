"""A soak inside the test's own process: real rooms, database and sockets, on which defects can be planted.

The disk says "full" at random, which is what a crash between two steps looks like from outside.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from bench.soak.clauses import violations
from bench.soak.history import Attempt, History
from bench.soak.store import Store, read
from bench.soak.watchers import Watcher
from bench.soak.wire import Answer
from bench.soak.workers import Investor, Temper, Voter, Worker
from server.app.rooms import Rooms
from server.domain.ledger import Head
from server.domain.messages import Actor, RoadshowId, Role
from server.errors import RoadshowError, Unavailable
from server.ports import Batch, LogFull
from server.storage.database import Database
from server.storage.log import DatabaseLog
from server.storage.migrate import upgrade
from server.storage.sqlite import engine
from tests.server.app.house import HOST, ROADSHOW, House, actor
from tests.server.ws.served import dial, served

SECONDS = 1.5
STILL = 3.0
NOTHING: Mapping[str, int] = {}
FULL = 0.05
ROLES = (Role.organizer, Role.investor, Role.audience, Role.audience)


class FillingLog(DatabaseLog):
    """A log whose disk is full now and then, once it is told to be."""

    def __init__(self, database: Database, random: Random) -> None:
        super().__init__(database)
        self.chance = 0.0
        self._random = random

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        await asyncio.sleep(0)
        if self._random.random() < self.chance:
            raise LogFull("database or disk is full")
        await super().append(roadshow, expected, batch)


class Inside:
    """A house on a database in a folder, with workers and watchers; `history` is what they noted.

    With `rivals` two write the log, neither of which knows of the other. `least` is how many attempts must have come to
    what before it ends, however slow the machine is.
    """

    def __init__(
        self, folder: Path, seed: int = 7, *, rivals: bool = False, least: Mapping[str, int] = NOTHING
    ) -> None:
        self.folder = folder
        self.least = least
        self.history = History()
        self.random = Random(seed)
        self.database = Database(engine(folder / "roadshow.db"))
        self.log = FillingLog(self.database, Random(seed))
        self.house = House(self.log)  # type: ignore[arg-type]
        self.rooms = [self.house.rooms, *([Rooms(self.house.rooms._outside)] if rivals else [])]
        self.projects: list[str] = []

    async def run(self, seconds: float = SECONDS) -> Store:
        """Work and watch for so long, come to rest, and read what is on record."""
        await self.database.run(upgrade)
        seats = {f"v{number}": actor(f"v{number}", role) for number, role in enumerate(ROLES)}
        async with served(self.house.rooms, seats) as port:
            self.projects = await self.house.begin(["A", "B"])
            await self._start_pitches()
            watchers = [self._watcher(port, seat, who) for seat, who in seats.items()]
            watching = [asyncio.create_task(watcher.watch()) for watcher in watchers]
            await self._work(seconds)
            await self._rest(watchers)
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
        for rooms in self.rooms[1:]:
            await rooms.close()
        await self.database.close()
        return read(self.folder, ROADSHOW, alone=True)

    async def violations(self) -> dict[str, list[str]]:
        store = await self.run()
        return violations(with_scene(store, self.history), store)

    async def _start_pitches(self) -> None:
        first, second = (await self.house.rooms.state(ROADSHOW)).order
        for pitch in (first, second):
            await self.house.command(HOST, "pitch.start", pitch=pitch)
        await self.house.command(HOST, "window.open", pitch=first)

    async def _work(self, seconds: float) -> None:
        stop, asked = asyncio.Event(), list[str]()
        tempers: list[Temper] = [Investor(Random(number), self.projects) for number in range(8)]
        tempers += [Voter(Random(number), asked) for number in range(4)]
        workers = [self._worker(number, temper) for number, temper in enumerate(tempers)]
        self.log.chance = FULL
        working = [asyncio.create_task(worker.work(stop)) for worker in workers]
        await asyncio.sleep(seconds)
        while not self._enough():  # noqa: ASYNC110 - a history tells nobody
            await asyncio.sleep(0.05)
        stop.set()
        self.log.chance = 0.0
        await asyncio.wait(working, timeout=1.5)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    def _enough(self) -> bool:
        came_to = Counter[str](attempt.outcome for attempt in self.history.attempts)
        return all(came_to[outcome] >= count for outcome, count in self.least.items())

    async def _rest(self, watchers: Sequence[Watcher]) -> None:
        position = await self.log.position(ROADSHOW)
        assert position is not None
        last = position.head.seq
        for live in self.house.rooms.open_rooms():
            live.room.refresh()
        await self._still([asyncio.create_task(watcher.until(last)) for watcher in watchers])
        self.history.endings += [watcher.ending() for watcher in watchers]

    async def _still(self, watching: Sequence[asyncio.Task[None]]) -> None:
        """Wait for them as long as somebody's picture moves: a slow machine is no defect."""
        seen = -1
        while seen < len(self.history.sights) and not all(task.done() for task in watching):
            seen = len(self.history.sights)
            await asyncio.wait(watching, timeout=STILL)

    def _worker(self, number: int, temper: Temper) -> Worker:
        who = actor(f"w{number}", Role.investor)

        async def ask(key: str, body: bytes) -> Answer:
            return await _answered(self.random.choice(self.rooms), who, key, body)

        return Worker(who.seat, ask, temper, self.history, Random(number), pause=0.01)

    def _watcher(self, port: int, seat: str, who: Actor) -> Watcher:
        chance = Random(seat)
        return Watcher(seat, who.role.value, lambda: dial(port, seat), self.history, chance, drops=(2, 6))


async def _answered(rooms: Rooms, who: Actor, key: str, body: bytes) -> Answer:
    try:
        return Answer(200, (await rooms.submit(ROADSHOW, who, key, body)).decode())
    except Unavailable as error:
        return Answer(503, f'{{"code": "{error.code}"}}')
    except RoadshowError as error:
        return Answer(409, f'{{"code": "{error.code}"}}')


def with_scene(store: Store, history: History) -> History:
    """With what the house did to set the scene, which no worker noted."""
    sent = {(attempt.seat, attempt.key) for attempt in history.attempts}
    own = [one for one in store.commands if one.seat == HOST.seat and (one.seat, one.key) not in sent]
    noted = [
        Attempt(seat=one.seat, key=one.key, body={"type": "host"}, invoked=0, ended=0, outcome="unknown") for one in own
    ]
    return History([*noted, *history.attempts], history.sights, history.endings, history.posts)
