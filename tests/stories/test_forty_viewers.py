"""Forty viewers who drop at random through three thousand events see every number exactly once."""

import asyncio
import json
from random import Random

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed

from server.app.sync import REACH
from server.domain.messages import Actor, Role
from server.domain.visibility import Audience, picture
from tests.server.app.house import HOST, ROADSHOW, House, actor
from tests.server.ws.served import dial, served

VIEWERS = 40
EVENTS = 3000
ROLES = (Role.organizer, Role.investor, Role.audience)


class Watcher:
    """Keeps a picture by the protocol alone and notes every number it was taken across."""

    def __init__(self, seat: str, who: Actor, random: Random) -> None:
        self.seat = seat
        self.who = who
        self.random = random
        self.epoch: str | None = None
        self.seq: int | None = None
        self.views: dict[str, dict[str, object]] = {}
        self.seen: list[int] = []
        self.drops = 0
        self.snapshots = 0

    async def watch(self, port: int, last: int) -> None:
        while self.seq is None or self.seq < last:
            try:
                async with dial(port, self.seat) as socket:
                    await socket.send(json.dumps({"type": "hello", "epoch": self.epoch, "seq": self.seq}))
                    patience = self.random.randint(2, 12)
                    while self.seq is None or self.seq < last:
                        if self.take(json.loads(await socket.recv())):
                            patience -= 1
                        if patience == 0:
                            self.drops += 1
                            socket.transport.abort()
                            break
            except (ConnectionClosed, OSError):
                continue

    def take(self, message: dict[str, object]) -> bool:
        if message["type"] == "snapshot":
            self.snapshots += 1
            assert self.seq is None, "a reload in full, though never far behind"
            self.epoch, self.seq, self.views = message["epoch"], message["seq"], message["views"]  # type: ignore[assignment]
            self.seen.extend(range(1, self.seq + 1))  # type: ignore[operator]
        elif message["type"] == "changed":
            assert message["first"] == self.seq + 1  # type: ignore[operator]
            self.seen.extend(range(message["first"], message["last"] + 1))  # type: ignore[operator]
            self.seq = message["last"]  # type: ignore[assignment]
            self.replace(message["views"])  # type: ignore[arg-type]
        return message["type"] == "changed"

    def replace(self, changes: dict[str, dict[str, object]]) -> None:
        for kind, views in changes.items():
            for key, view in views.items():
                if view is None:
                    del self.views[kind][key]
                else:
                    self.views.setdefault(kind, {})[key] = view


async def act(house: House, random: Random, projects: list[str], watchers: list[Watcher]) -> None:
    """Three thousand entries of everything, in bursts; nobody falls further behind than is caught up."""
    state = await house.rooms.state(ROADSHOW)
    for pitch in state.order:
        await house.command(HOST, "pitch.start", pitch=pitch)
        await house.command(HOST, "window.close", pitch=pitch)
        await house.command(HOST, "window.open", pitch=pitch)
    number = 0
    while (seq := (await house.rooms.state(ROADSHOW)).seq) < EVENTS:
        number += 1
        burst = [ask_or_state(house, random, projects, f"{number}-{i}") for i in range(random.randint(1, 20))]
        await asyncio.gather(*burst, return_exceptions=True)
        while seq - min(watcher.seq or seq for watcher in watchers) > REACH // 2:  # noqa: ASYNC110 - what others do
            await asyncio.sleep(0.005)


async def ask_or_state(house: House, random: Random, projects: list[str], name: str) -> None:
    investor = actor(f"inv{random.randint(1, 200)}", Role.investor)
    if random.random() < 0.5:
        await house.command(investor, "question.ask", text=f"question {name}")
    else:
        low = random.randint(1, 1000)
        amount = {"minimum": low, "maximum": low + 100, "currency": random.choice(["CNY", "USD"])}
        project = random.choice(projects)
        await house.command(investor, "intent.state", project=project, kind="invest", amount=amount)


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_forty_viewers_dropping_at_random_see_every_number_exactly_once() -> None:
    house, random = House(), Random(7)
    seats = {f"v{i}": actor(f"v{i}", ROLES[i % len(ROLES)]) for i in range(VIEWERS)}
    watchers = [Watcher(seat, who, Random(seat)) for seat, who in seats.items()]

    async with served(house.rooms, seats) as port:
        projects = await house.begin(["A", "B", "C"])
        watching = [asyncio.create_task(watcher.watch(port, EVENTS)) for watcher in watchers]
        await asyncio.gather(act(house, random, projects, watchers), *watching)
        last = (await house.rooms.state(ROADSHOW)).seq
        await asyncio.gather(*(watcher.watch(port, last) for watcher in watchers))
        state = await house.rooms.state(ROADSHOW)

    for watcher in watchers:
        assert watcher.seen == list(range(1, last + 1))
        fresh = json.loads(msgspec.json.encode(picture(state, Audience.of(watcher.who.role, None))))
        assert {kind: watcher.views.get(kind, {}) for kind in fresh} == fresh
    assert sum(watcher.drops for watcher in watchers) > VIEWERS * 3
