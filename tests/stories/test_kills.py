"""Twenty kills at random moments, under load: every acknowledged intent is there, once, in order, as acknowledged.

Kills alone are a weak test, since the page cache survives them: test_durability.py looks at the order of system calls.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import pytest

from demo.__main__ import Stage, present
from demo.guest import Guest
from server.domain.audit import Audit, record
from server.domain.ledger import Receipt, link, unseal
from server.domain.messages import RoadshowId
from server.storage.database import Database
from server.storage.log import DatabaseLog
from server.storage.sqlite import engine
from tests.demo.conftest import KEPT, kept
from tests.stories.process import Server

KILLS = 20
INVESTORS = 12
KINDS = ("invest", "pilot", "license", "buy", "talk")


@dataclass
class Sent:
    """One command as its sender knows it; without an answer it may or may not be on record."""

    key: str
    body: dict[str, Any]
    answer: dict[str, Any] | None = None


@dataclass
class Investor:
    """Sends one command at a time, and the same again until it is answered."""

    guest: Guest
    random: Random
    project: str
    sent: list[Sent] = field(default_factory=list)
    live: dict[str, str] = field(default_factory=dict)
    resent: int = 0

    async def act(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.send(Sent(f"key-{self.random.getrandbits(60):x}", self.next_body()))

    def next_body(self) -> dict[str, Any]:
        kind = self.random.choice(KINDS)
        if kind in self.live and self.random.random() < 0.3:
            return {"type": "intent.withdraw", "intent": self.live[kind]}
        low = self.random.randint(1, 10**6)
        amount = {"minimum": low, "maximum": low * 2, "currency": self.random.choice(("CNY", "USD"))}
        comment = f"意向 {low}"
        return {"type": "intent.state", "project": self.project, "kind": kind, "amount": amount, "comment": comment}

    async def send(self, sent: Sent) -> None:
        self.sent.append(sent)
        while sent.answer is None:
            sent.answer = await self.attempt(sent)
        self.note(sent)

    async def attempt(self, sent: Sent) -> dict[str, Any] | None:
        address = f"/api/seats/{self.guest.seat}/commands"
        try:
            answer = await self.guest.http.post(address, json=sent.body, headers={"Idempotency-Key": sent.key})
        except httpx.TransportError:
            self.resent += 1
            await asyncio.sleep(0.02)
            return None
        if answer.status_code in (429, 500, 503):
            await asyncio.sleep(0.05)
            return None
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def note(self, sent: Sent) -> None:
        if sent.body["type"] == "intent.withdraw":
            self.live = {kind: intent for kind, intent in self.live.items() if intent != sent.body["intent"]}
        elif sent.answer:
            self.live[sent.body["kind"]] = sent.answer["created"]


def acknowledged(investors: Sequence[Investor]) -> int:
    """How many commands were acknowledged so far."""
    return sum(one.answer is not None for investor in investors for one in investor.sent)


async def until_acknowledged(investors: Sequence[Investor], more: int) -> None:
    """Wait until so many more commands are acknowledged, however long that takes; others are on their way then."""
    goal = acknowledged(investors) + more
    while acknowledged(investors) < goal:  # noqa: ASYNC110 - what others do
        await asyncio.sleep(0.005)


@asynccontextmanager
async def roadshow(server: Server) -> AsyncIterator[tuple[Guest, str, str]]:
    """A live roadshow with one pitch on air: its host, its id and its project."""
    host = Guest(server.url)
    await host.come_in(f"{server.url}/i/{server.invitation}", name="Host")
    plan = {"title": {"en": "Kills"}, "starts_at": "2026-03-01T08:00:00Z", "pitches": [{"title": {"en": "A"}}]}
    made = await host.post("/api/roadshows", plan)
    host.seat = made["seat"]
    await host.command("roadshow.start")
    pitch = next(iter((await host.picture())["pitch"].values()))
    await host.command("pitch.start", pitch=pitch["pitch"])
    yield host, made["roadshow"], pitch["project"]
    await host.close()


async def invest(server: Server, host: Guest, project: str, number: int) -> Investor:
    guest = Guest(server.url)
    invited = await host.post(f"/api/seats/{host.seat}/invitations", {"role": "investor"})
    await guest.come_in(invited["link"], f"投资人 {number}", "Fund", f"{number}@fund.invalid")
    return Investor(guest, Random(number), project)


@asynccontextmanager
async def publish(host: Guest, project: str) -> AsyncIterator[None]:
    """Real video, which comes back by itself after each kill."""
    pitch = next(iter((await host.picture())["pitch"]))
    presenter = await present(Stage(host, [pitch], [project]), 0, KEPT)
    try:
        await until_on_air(host)
        yield
    finally:
        presenter.terminate()
        await presenter.wait()


async def until_on_air(host: Guest) -> None:
    async with asyncio.timeout(60), host.watching() as messages:
        async for message in messages:
            if message["type"] == "media" and message["sources"]:
                return


async def history(folder: Path, roadshow: str) -> list[Any]:
    database = Database(engine(folder / "roadshow.db"))
    rows = await DatabaseLog(database).read(RoadshowId(roadshow), 0, 1_000_000)
    await database.close()
    return list(rows)


def check(rows: list[Any], roadshow: str, investors: list[Investor]) -> None:
    """Every acknowledgement is on record once, where it says, with what was sent; nothing else is."""
    assert Audit(RoadshowId(roadshow)).of(map(record, rows)) is None
    by_seq = {row.seq: row for row in rows}
    words = [row for row in rows if json.loads(row.body)["type"].startswith("intent.")]
    for investor in investors:
        sent = [one for one in investor.sent if one.answer is not None]
        seqs = [one.answer["receipt"]["seq"] for one in sent if one.answer]
        assert seqs == sorted(set(seqs))
        for one in sent:
            assert one.answer is not None
            receipt = msgspec.convert(one.answer["receipt"], Receipt)
            row = by_seq[receipt.seq]
            assert (row.body.decode(), row.hash.hex()) == (receipt.body, receipt.hash)
            assert link(RoadshowId(roadshow), bytes.fromhex(receipt.previous), row).hex() == receipt.hash
            agree(one.body, unseal(row).event)
    acknowledged = {one.answer["receipt"]["seq"] for investor in investors for one in investor.sent if one.answer}
    assert {row.seq for row in words} == acknowledged


def agree(body: dict[str, Any], event: Any) -> None:
    if body["type"] == "intent.withdraw":
        assert event.intent == body["intent"]
    else:
        assert json.loads(msgspec.json.encode(event.terms.amount)) == {"basis": "total", **body["amount"]}
        assert event.private.comment == body["comment"]


@pytest.mark.asyncio
@pytest.mark.timeout(480)
async def test_twenty_kills_lose_and_double_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    random = Random(11)
    await asyncio.to_thread(kept, "vp8")
    async with Server(tmp_path) as server, roadshow(server) as (host, name, project), publish(host, project):
        investors = [await invest(server, host, project, number) for number in range(INVESTORS)]
        stop = asyncio.Event()
        acting = [asyncio.create_task(investor.act(stop)) for investor in investors]
        for _ in range(KILLS):
            await until_acknowledged(investors, random.randint(INVESTORS, 3 * INVESTORS))
            await asyncio.sleep(random.uniform(0, 0.05))
            await server.kill()
            await server.start()
        stop.set()
        await asyncio.gather(*acting)
        again = [investor.sent[-1] for investor in investors]
        for investor, last in zip(investors, again, strict=True):
            assert await investor.attempt(last) == last.answer
            await investor.guest.close()
        await until_on_air(host)

    check(await history(tmp_path, name), name, investors)
    assert sum(investor.resent for investor in investors) > KILLS
    assert sum(len(investor.sent) for investor in investors) > KILLS * INVESTORS
