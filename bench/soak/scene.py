"""A live roadshow on a real server, with workers who write, watchers who read, and a receiver of webhooks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final, Protocol

from msgspec import Struct
from websockets.asyncio.client import connect
from websockets.typing import Origin

from bench.soak.books import Books
from bench.soak.history import Attempt, History
from bench.soak.receiver import receiving
from bench.soak.store import Store
from bench.soak.watchers import SILENT, Watcher
from bench.soak.wire import SECONDS, Wire
from bench.soak.workers import Investor, Temper, Voter, Worker
from demo.guest import Guest

OPTIONS: Final = ("--webhook-allow-private", "127.0.0.0/8")
LOG: Final = "server.log"
LEAVES: Final = ["question.asked", "intent.withdrawn"]
CLOSING_SECONDS: Final = 0.1
"""How long connections that are dropped have for it."""

REST_SECONDS: Final = 90.0


class Crowd(Struct, frozen=True, kw_only=True):
    """How many there are, and how patient; `pause` is between two commands of one seat, in seconds."""

    investors: int = 40
    voters: int = 12
    watchers: int = 6
    pause: float = 0.1
    answer: float = SECONDS
    silent: float = SILENT
    drops: tuple[int, int] | None = None


class Front(Protocol):
    """What people come to."""

    url: str
    host: str
    port: int
    invitation: str
    books: Books

    async def stop(self) -> None:
        """End all that serves there, as an operator does."""
        ...


class Scene:
    """Who takes part in one roadshow; `address` is where they call, the server's own or that of a proxy before it."""

    def __init__(self, server: Front, roadshow: str, host: Guest, projects: Sequence[str], random: Random) -> None:
        """Take a roadshow that is live."""
        self.server = server
        self.roadshow = roadshow
        self.projects = list(projects)
        self.history = History()
        self.host = host
        self.random = random
        self.address = (server.host, server.port)
        self.workers: list[Worker] = []
        self.watchers: list[Watcher] = []
        self._guests: list[Guest] = []
        self._wires: list[Wire] = []
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, crowd: Crowd) -> None:
        """Let everybody in, and let them begin."""
        asked: list[str] = []
        *guests, audience = await self._enter(["investor"] * (crowd.investors + crowd.voters) + ["audience"])
        for number, guest in enumerate(guests):
            random = Random(self.random.getrandbits(64))
            temper: Temper = Investor(random, self.projects) if number < crowd.investors else Voter(random, asked)
            self.workers.append(self._worker(guest, temper, crowd))
        seats = [
            ("organizer", self.host),
            ("investor", guests[0]),
            ("audience", audience),
        ]
        for number in range(crowd.watchers):
            role, guest = seats[number % len(seats)]
            self.watchers.append(self._watcher(f"v{number}", role, guest, crowd))
        self.history.attempts += _already(self.server.books.read(self.roadshow))
        self._tasks = [asyncio.create_task(watcher.watch()) for watcher in self.watchers]
        self._tasks += [asyncio.create_task(worker.work(self._stop)) for worker in self.workers]

    async def rest(self) -> None:
        """Let every worker finish what it began, and every watcher and webhook arrive."""
        self._stop.set()
        working = self._tasks[len(self.watchers) :]
        async with asyncio.timeout(REST_SECONDS):
            await asyncio.gather(*working)
            store = self.server.books.read(self.roadshow)
            await asyncio.gather(*(watcher.until(len(store.rows)) for watcher in self.watchers))
        while self._received() < len(store.outbox):
            await self._until_one_more_is_received()
        self.history.endings += [watcher.ending() for watcher in self.watchers]

    def _received(self) -> int:
        return len({post.id for post in self.history.posts})

    async def _until_one_more_is_received(self) -> None:
        """What has piled up under load leaves one by one: as long as it does, nothing hangs."""
        before = self._received()
        async with asyncio.timeout(REST_SECONDS):
            while self._received() == before:
                await asyncio.sleep(0.05)

    async def leave(self) -> None:
        """Everybody goes, whatever they were at."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for wire in self._wires:
            wire.close()
        for guest in (self.host, *self._guests):
            await guest.close()
        await asyncio.sleep(CLOSING_SECONDS)

    def so_far(self) -> History:
        """What was noted up to now, with what is on its way as unknown."""
        sending = [worker.sending for worker in self.workers if worker.sending]
        noted = self.history
        return History([*noted.attempts, *sending], list(noted.sights), [], [])

    def acknowledged(self) -> int:
        """How many attempts were acknowledged."""
        return sum(attempt.outcome == "ok" for attempt in self.history.attempts)

    async def until_acknowledged(self, more: int) -> None:
        """Wait until so many more are: the server works again."""
        wanted = self.acknowledged() + more
        async with asyncio.timeout(REST_SECONDS):
            while self.acknowledged() < wanted:
                await asyncio.sleep(0.01)

    async def until_everybody_watches(self) -> None:
        """Wait until every watcher is connected and has a picture."""
        async with asyncio.timeout(REST_SECONDS):
            while not all(watcher.connected for watcher in self.watchers):
                await asyncio.sleep(0.05)

    async def _enter(self, roles: Sequence[str]) -> Sequence[Guest]:
        rows = [f"{role},投资人 {number},Fund,{number}@fund.invalid" for number, role in enumerate(roles)]
        table = "\r\n".join(["role,name,organisation,contact", *rows, ""])
        address = f"/api/seats/{self.host.seat}/invitations/csv"
        answer = await self.host.http.post(address, content=table.encode(), headers={"Content-Type": "text/csv"})
        for row in answer.raise_for_status().json():
            self._guests.append(Guest(self.server.url))
            await self._guests[-1].come_in(
                row["invitation"]["link"], f"投资人 {row['row']}", "Fund", f"{row['row']}@fund.invalid"
            )
        return self._guests

    def _worker(self, guest: Guest, temper: Temper, crowd: Crowd) -> Worker:
        wire = Wire(lambda: self.address, _cookie(guest), crowd.answer)
        self._wires.append(wire)
        path = f"/api/seats/{guest.seat}/commands"

        async def ask(key: str, body: bytes) -> Any:
            return await wire.post(path, body, key)

        return Worker(guest.seat, ask, temper, self.history, Random(self.random.getrandbits(64)), crowd.pause)

    def _watcher(self, viewer: str, role: str, guest: Guest, crowd: Crowd) -> Watcher:
        address = f"{self.server.url.replace('http', 'ws', 1)}/ws/{guest.seat}"
        headers = {"Cookie": _cookie(guest)}

        def dial() -> connect:
            host, port = self.address
            return connect(
                address,
                host=host,
                port=port,
                origin=Origin(self.server.url),
                additional_headers=headers,
                compression=None,
                proxy=None,
                close_timeout=1,
            )

        random = Random(self.random.getrandbits(64))
        return Watcher(viewer, role, dial, self.history, random, crowd.drops, crowd.silent)


@asynccontextmanager
async def staged(server: Front, seed: int, *, receives: bool = True) -> AsyncIterator[Scene]:
    """A roadshow that is live on a server that runs, two pitches open to intents, with nobody else there yet.

    Unless it says not, webhooks are received.
    """
    host = Guest(server.url)
    await host.come_in(f"{server.url}/i/{server.invitation}", name="Host")
    pitches = [{"title": {"en": title}} for title in "AB"]
    plan = {"title": {"en": "Soak"}, "starts_at": "2026-03-01T08:00:00Z", "moderated": False, "pitches": pitches}
    made = await host.post("/api/roadshows", plan)
    host.seat = made["seat"]
    await host.command("roadshow.start")
    shown = (await host.picture())["pitch"]
    for pitch in shown:
        await host.command("pitch.start", pitch=pitch)
    for pitch in list(shown)[:-1]:
        await host.command("window.open", pitch=pitch)
    scene = Scene(server, made["roadshow"], host, [view["project"] for view in shown.values()], Random(seed))
    async with receiving(scene.history) as url:
        if receives:
            await host.post(f"/api/seats/{host.seat}/endpoints", {"url": url, "types": LEAVES})
        try:
            yield scene
        finally:
            await scene.leave()


def _already(store: Store) -> list[Attempt]:
    """What set the scene, as its only worker would have noted it."""
    now = monotonic()
    return [
        Attempt(seat=one.seat, key=one.key, body={"type": "scene"}, invoked=now, ended=now, outcome="unknown")
        for one in store.commands
    ]


def _cookie(guest: Guest) -> str:
    return "; ".join(f"{name}={value}" for name, value in guest.http.cookies.items())


def data_of(folder: Path) -> Path:
    """A data folder of its own."""
    data = folder / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    return data
