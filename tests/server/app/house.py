"""A house to test the application layer in: memory log, a clock that is moved by hand, identities that count."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

import msgspec

from server.app.room import Outside
from server.app.rooms import Rooms
from server.domain.keys import KeySet, Signed, public_key
from server.domain.messages import Actor, PersonId, ProjectId, RoadshowId, Role, SeatId
from server.ports import LogBroken
from server.storage.memory import MemoryLog

ROADSHOW = RoadshowId("rsh_1")


class HandClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
        self._waiting: list[tuple[datetime, asyncio.Future[None]]] = []
        self._waited = asyncio.Event()

    def now(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self._waited.clear()
        for moment, future in self._waiting:
            if moment <= self.at and not future.done():
                future.set_result(None)

    async def until(self, moment: datetime) -> None:
        if moment > self.at:
            self._waiting.append((moment, asyncio.get_running_loop().create_future()))
            self._waited.set()
            await self._waiting[-1][1]

    async def waited_for(self) -> None:
        """Return once somebody has begun to wait since time passed last."""
        await self._waited.wait()


class CountingIds:
    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        return f"{next(self._numbers):026d}"

    def salt(self) -> bytes:
        return next(self._numbers).to_bytes(16, "big")

    def secret(self) -> str:
        return f"secret-{next(self._numbers)}"


class NamedSigner:
    def sign(self, content: bytes) -> Signed:
        return Signed(key="test", signature=sha256(content).hexdigest())

    def public(self) -> KeySet:
        return KeySet(keys=(public_key(b"k" * 32, "2026-01-01T00:00:00.000Z"),))


class Line:
    """Keeps what was sent; `held` is what the transport is said to hold."""

    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []
        self.held = 0
        self.code: int | None = None
        self.reason = ""
        self._came = asyncio.Event()

    def send(self, message: bytes) -> None:
        self.sent.append(json.loads(message))
        self._came.set()

    def waiting(self) -> int:
        return self.held

    def offer(self, message: bytes, most: int) -> bool:
        if self.held > most:
            return False
        self.send(message)
        return True

    def close(self, code: int, reason: str = "") -> None:
        self.code, self.reason = code, reason

    async def until(self, **fields: object) -> None:
        """Wait for a message with these fields."""
        while not any(fields.items() <= message.items() for message in self.sent):
            await self.next()

    async def next(self) -> None:
        """Wait for one more message."""
        self._came.clear()
        await asyncio.wait_for(self._came.wait(), 20)

    def of_type(self, *types: str) -> list[dict[str, object]]:
        return [message for message in self.sent if message["type"] in types]


def actor(person: str, role: Role = Role.organizer, project: str | None = None) -> Actor:
    return Actor(
        seat=SeatId(f"sea_{person}"),
        person=PersonId(f"per_{person}"),
        role=role,
        project=ProjectId(project) if project else None,
        name=person,
    )


HOST = actor("host")


class House:
    """Rooms on a log, with a short way to give commands."""

    def __init__(self, log: MemoryLog | None = None) -> None:
        self.log = log or MemoryLog()
        self.clock = HandClock()
        self.broken: list[LogBroken] = []
        self._keys = count(1)
        outside = Outside(
            log=self.log, clock=self.clock, ids=CountingIds(), signer=NamedSigner(), broken=self.broken.append
        )
        self.rooms = Rooms(outside)

    async def command(self, who: Actor, type_: str, key: str | None = None, **fields: object) -> dict[str, object]:
        body = msgspec.json.encode({"type": type_, **fields})
        answer = await self.rooms.submit(ROADSHOW, who, key or f"key-{id(self)}-{next(self._keys)}", body)
        told: dict[str, object] = json.loads(answer)
        return told

    async def begin(self, pitches: Sequence[str] = ("A", "B"), *, rehearsal: bool = False) -> list[str]:
        """A live roadshow with these pitches; returns their projects."""
        await self.rooms.create(ROADSHOW)
        announced: dict[str, object] = {"title": {"en": "Demo day"}, "starts_at": "2026-03-01T08:00:00Z"}
        await self.command(HOST, "roadshow.plan", None, **announced, moderated=False, rehearsal=rehearsal)
        for title in pitches:
            await self.command(HOST, "pitch.add", title={"en": title})
        await self.command(HOST, "roadshow.start")
        state = await self.rooms.state(ROADSHOW)
        return [state.pitches[pitch].project for pitch in state.order]
