"""What a trial came to, in words and as JSON."""

import asyncio
import sys
from collections.abc import Sequence
from time import monotonic
from typing import Final

from msgspec import Struct

from bench.soak.books import Books
from bench.soak.clauses import violations
from bench.soak.history import History
from bench.soak.process import Server
from bench.soak.scene import Scene
from bench.soak.store import Store

SHOWN: Final = 5
"""How many complaints of a clause are printed."""

Number = int | float


class Trial(Struct, kw_only=True):
    """One trial with the seed that repeats its choices: what was counted, and what was violated."""

    name: str
    seed: int
    seconds: float = 0.0
    counts: dict[str, Number] = {}
    violations: dict[str, list[str]] = {}
    missing: str = ""

    @property
    def held(self) -> bool:
        """Whether everything did."""
        return not self.violations

    def lines(self) -> list[str]:
        """The same for a person."""
        if self.missing:
            return [f"{self.name}: not run, {self.missing}"]
        counted = ", ".join(f"{count:.3g} {what}" if isinstance(count, float) else f"{count} {what}"
                            for what, count in self.counts.items())  # fmt: skip
        said = [
            f"{self.name}: {'held' if self.held else 'VIOLATED'}, seed {self.seed}, {self.seconds:.0f} s: {counted}"
        ]
        for clause, complaints in self.violations.items():
            said += [f"  {clause}: {complaint}" for complaint in complaints[:SHOWN]]
            said += [f"  {clause}: {len(complaints) - SHOWN} more"] if len(complaints) > SHOWN else []
        return said

    def add(self, clause: str, *complaints: str) -> None:
        """Note what does not hold, if anything."""
        if complaints:
            self.violations.setdefault(clause, []).extend(complaints)

    def count(self, what: str, number: Number) -> None:
        """Add to a count."""
        self.counts[what] = self.counts.get(what, 0) + number


async def settle(trial: Trial, scene: Scene) -> None:
    """Bring a scene to rest, stop its server, and hold everything that was noted against what is on record."""
    begun = monotonic()
    try:
        await scene.rest()
    except TimeoutError:
        trial.add("converged", f"it did not come to rest within {monotonic() - begun:.0f} s")
    await scene.server.stop()
    books = scene.server.books
    exported = await offline("export", scene.roadshow, "-o", "-", "--private", *books.place)
    store = books.read(scene.roadshow, alone=True, exported=exported.splitlines())
    await judge(trial, scene.history, store, books)
    tally(trial, scene, store)


async def judge(trial: Trial, history: History, store: Store, books: Books) -> None:
    """Every clause, the database's own check of its files, and `roadshow verify --log`."""
    for clause, complaints in (await asyncio.to_thread(violations, history, store)).items():
        trial.add(clause, *complaints)
    if (said := books.sound()) != "ok":
        trial.add("integrity", said)
    try:
        await offline("verify", "--log", *books.place)
    except OSError as error:
        trial.add("verify", str(error))


def tally(trial: Trial, scene: Scene, store: Store) -> None:
    """What there was to judge."""
    history = scene.history
    trial.count("acknowledged", scene.acknowledged())
    trial.count("unanswered", sum(attempt.outcome == "unknown" for attempt in history.attempts) - len(_scene(history)))
    trial.count("entries", len(store.rows))
    trial.count("sights", len(history.sights))
    trial.count("connections", sum(watcher.connections for watcher in scene.watchers))
    trial.count("webhooks", len({post.id for post in history.posts}))


def starts(trial: Trial, server: Server) -> None:
    """How long the server took to accept again, in seconds, apart from its first start."""
    again = sorted(server.starts[1:])
    if again:
        trial.count("s to accept again at p50", again[len(again) // 2])
        trial.count("s at most", again[-1])


async def offline(*command: str) -> str:
    """What a command of `roadshow` writes; OSError with what it complains of where it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complained = await process.communicate()
    if process.returncode:
        raise OSError(f"status {process.returncode}: {(complained or said).decode().strip()}")
    return said.decode()


def _scene(history: History) -> Sequence[object]:
    return [attempt for attempt in history.attempts if attempt.body["type"] == "scene"]
