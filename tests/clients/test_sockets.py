"""WebSocket clients that others wrote: four libraries, each with a fold of its own, go through one script."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from demo.guest import Guest
from tests.clients.program import NODE, Program, started
from tests.stories.process import Server

HERE = Path(__file__).parent / "sockets"
LIBRARIES = {
    "ws": (str(NODE), str(HERE / "npm_ws.mjs")),
    "undici": (str(NODE), str(HERE / "node_own.mjs")),
    "websocket-client": (sys.executable, str(HERE / "pypi_websocket_client.py")),
    "picows": (sys.executable, str(HERE / "pypi_picows.py")),
}
ROADSHOW = {
    "title": {"zh": "互通 \U00020000", "en": 'Interop "é" </script>'},
    "starts_at": "2026-03-01T08:00:00Z",
    "moderated": False,
    "pitches": [{"title": {"zh": "石墨烯\u2028"}}, {"title": {"en": "Tide\t\u007f"}}],
}
AMOUNT = {"minimum": 9_007_199_254_740_991 // 100, "maximum": 9_007_199_254_740_991 // 10, "currency": "CNY"}


class Client:
    """A library's program at one seat."""

    def __init__(self, library: str, program: Program, guest: Guest) -> None:
        self.name, self.guest = library, guest
        self._program = program

    async def does(self, step: str, /, **given: Any) -> Any:
        self._program.tell({"do": step, **given})
        return (await self._program.says(step))[step]

    async def post(self, type_: str, /, **fields: Any) -> dict[str, Any]:
        told: dict[str, Any] = await self.does("post", body={"type": type_, **fields})
        assert "seq" in told, told
        return told


@asynccontextmanager
async def at_a_seat(library: str, guest: Guest) -> AsyncIterator[Client]:
    cookie = "; ".join(f"{name}={value}" for name, value in guest.http.cookies.items())
    async with started(*LIBRARIES[library], guest.url, guest.seat, cookie) as program:
        yield Client(library, program, guest)


def state(picture: dict[str, dict[str, Any]], without: set[str]) -> str:
    """The state hash as docs/protocol.md defines it, of all kinds but these."""
    kept = {kind: views for kind, views in picture.items() if views and kind not in without}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


async def invited(host: Guest, name: str) -> Guest:
    link = (await host.post(f"/api/seats/{host.seat}/invitations", {"role": "investor"}))["link"]
    guest = Guest(host.url)
    await guest.come_in(link, name, organisation="Fund", contact="a@b.example")
    return guest


@asynccontextmanager
async def crowd(server: Server) -> AsyncIterator[tuple[Guest, list[Client], list[Client]]]:
    """The host of a live roadshow; each library at an investor's seat of its own, and at the host's."""
    async with AsyncExitStack() as stack:
        host = Guest(server.url)
        stack.push_async_callback(host.close)
        await host.come_in(f"{server.url}/i/{server.invitation}", name="Host")
        host.seat = (await host.post("/api/roadshows", ROADSHOW))["seat"]
        await host.command("roadshow.start")
        investors = []
        for library in LIBRARIES:
            guest = await invited(host, library)
            stack.push_async_callback(guest.close)
            investors.append(await stack.enter_async_context(at_a_seat(library, guest)))
        hosts = [await stack.enter_async_context(at_a_seat(library, host)) for library in LIBRARIES]
        yield host, investors, hosts


async def all_of(clients: Sequence[Client], step: str, /, **given: Any) -> list[Any]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(client.does(step, **given)) for client in clients]
    return [task.result() for task in tasks]


async def take_part(investors: Sequence[Client], project: str) -> tuple[list[str], int]:
    """Everybody asks, votes for another's question, and states two intents; the questions, and the last seq."""
    asked = [(await one.post("question.ask", text=f"谁? {one.name} \"'\\ 🌊"))["created"] for one in investors]
    last: dict[str, Any] = {}
    for number, one in enumerate(investors):
        await one.post("question.vote", question=asked[number - 1])
        stated = {"project": project, "visibility": "presenter", "consent": False}
        await one.post("intent.state", kind="invest", level="considering", amount=AMOUNT, **stated)
        last = await one.post("intent.state", kind="talk", level="interested", comment=one.name, **stated)
    return asked, last["seq"]


async def meanwhile(host: Guest, investors: Sequence[Client], asked: Sequence[str], pitch: str) -> int:
    """What happens while nobody of them watches: views come, change and go; the last seq."""
    await host.command("question.answer", question=asked[0], text="因为 \u2029 so")
    await host.command("question.dismiss", question=asked[1])
    mine = (await investors[0].guest.picture())["own_intent"]
    await investors[0].guest.command("intent.withdraw", intent=min(mine))
    await investors[1].guest.command("question.unvote", question=asked[0])
    await investors[2].guest.command("question.ask", text="still here?", anonymous=True)
    await host.command("pitch.begin_questions", pitch=pitch)
    await host.command("pitch.end", pitch=pitch)
    return int((await host.command("pitch.add", title={"en": "Late"}))["seq"])


async def fresh(guest: Guest) -> dict[str, Any]:
    """The server's snapshot for a seat, now."""
    async with guest.watching() as messages:
        return await anext(message async for message in messages if message["type"] == "snapshot")


@pytest.mark.timeout(120)  # Eight programs and a server begin at once.
@pytest.mark.asyncio
async def test_clients_of_four_libraries_fold_one_script_to_one_state(tmp_path: Path) -> None:
    async with Server(tmp_path) as server, crowd(server) as (host, investors, hosts):
        pitch, project = next((pitch, view["project"]) for pitch, view in (await host.picture())["pitch"].items())
        await host.command("pitch.start", pitch=pitch)

        assert set(await all_of(investors, "connect")) == {"investor"}
        assert set(await all_of(hosts, "connect")) == {"organizer"}
        asked, seq = await take_part(investors, project)
        before = await all_of([*investors, *hosts], "until", wanted=seq)
        await all_of([*investors, *hosts], "drop")
        last = await meanwhile(host, investors, asked, pitch)
        await all_of([*investors, *hosts], "connect")
        after = await all_of([*investors, *hosts], "until", wanted=last)

        snapshots = [await fresh(client.guest) for client in (*investors, *hosts)]
        own = await kinds_of_ones_own(host)
    assert {told["by"] for told in before} == {"snapshot"}
    assert {told["by"] for told in after} == {"changed"}
    assert [told["whole"] for told in after] == [state(snapshot["views"], set()) for snapshot in snapshots]
    assert {told["shared"] for told in after[:4]} == {state(snapshot["views"], own) for snapshot in snapshots[:4]}
    assert {(told["epoch"], told["seq"]) for told in after} == {(one["epoch"], one["seq"]) for one in snapshots}
    for audience in (after[:4], after[4:]):
        assert len({told["shared"] for told in audience}) == 1
    assert len({told["whole"] for told in after}) == len(investors) + 1
    assert {told["shared"] for told in before}.isdisjoint(told["shared"] for told in after)


async def kinds_of_ones_own(guest: Guest) -> set[str]:
    contract = (await guest.http.get("/api/asyncapi.json")).json()
    kinds = contract["components"]["schemas"]["Picture"]["properties"]
    return {kind for kind, views in kinds.items() if views["x-seen-by"] == ["own"]}
