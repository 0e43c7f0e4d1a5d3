"""From a word to its proof: a roadshow on a real server, its log verified beside it, exported, and a person erased."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from demo.guest import Guest
from tests.stories.process import Server

PLAN = {"title": {"en": "Winter"}, "starts_at": "2026-03-01T08:00:00Z", "pitches": [{"title": {"en": "Tide"}}]}
STANDALONE = Path(__file__).parents[1] / "standalone" / "verify_export.py"
NAME, WORDS = "Ada Lovelace", "only if the tests are done"


async def ran(*arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, said.decode()


class Evening:
    """A roadshow with one investor who stated one intent."""

    def __init__(self, server: Server) -> None:
        self.server, self.folder = server, server.folder
        self.host, self.ada = Guest(server.url), Guest(server.url)
        self.roadshow = self.person = ""
        self.receipt: dict[str, Any] = {}

    async def hold(self) -> None:
        await self.host.come_in(f"{self.server.url}/i/{self.server.invitation}", "Host")
        planned = await self.host.post("/api/roadshows", PLAN)
        self.roadshow, self.host.seat = planned["roadshow"], planned["seat"]
        [pitch] = (await self.host.picture())["pitch"].values()
        await self.host.command("roadshow.start")
        await self.host.command("pitch.start", pitch=pitch["pitch"])
        invited = await self.host.post(f"/api/seats/{self.host.seat}/invitations", {"role": "investor"})
        await self.ada.come_in(invited["link"], NAME, "Engines", "ada@engines.invalid")
        told = await self.ada.command("intent.state", project=pitch["project"], kind="pilot", comment=WORDS)
        answer = await self.ada.http.get(f"/api/seats/{self.ada.seat}/receipts/{told['created']}")
        self.receipt = answer.json()

    async def roadshow_command(self, *arguments: str) -> tuple[int | None, str]:
        return await ran("-m", "server", *arguments, "--data", str(self.folder))

    async def public(self, path: str) -> Any:
        async with httpx.AsyncClient(base_url=self.server.url) as anybody:
            return (await anybody.get(path)).json()


@pytest_asyncio.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    async with Server(tmp_path / "data") as server:
        evening = Evening(server)
        await evening.hold()
        yield evening
        await evening.host.close()
        await evening.ada.close()


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_a_person_is_erased_and_everything_said_stays_proven(evening: Evening, tmp_path: Path) -> None:
    kept, export, jwks = tmp_path / "receipt.json", tmp_path / "log.jsonl", tmp_path / "jwks.json"
    kept.write_text(json.dumps(evening.receipt))
    await evening.host.command("roadshow.end")
    [closed] = (await evening.public(f"/r/{evening.roadshow}/heads.json"))["heads"]
    jwks.write_text(json.dumps(await evening.public("/.well-known/jwks.json")))
    assert await evening.roadshow_command("verify", "--log") == (0, whole(evening, closed, texts=2))

    await evening.roadshow_command("keys", "rotate")
    status, said = await evening.roadshow_command("erase", evening.receipt["by"], "--yes")
    await evening.server.stop()
    left = b"".join(file.read_bytes() for file in evening.folder.glob("roadshow.db*"))
    await evening.server.start()

    assert status == 0, said
    assert NAME.encode() not in left
    assert WORDS.encode() not in left
    heads = (await evening.public(f"/r/{evening.roadshow}/heads.json"))["heads"]
    assert (heads[0], len(heads)) == (closed, 2)
    assert (await evening.roadshow_command("verify", "--log"))[0] == 0
    assert await evening.roadshow_command("export", evening.roadshow, "--private", "-o", str(export)) == (0, "")
    assert NAME not in export.read_text()
    assert (await ran("-I", str(STANDALONE), str(export)))[0] == 0
    checked = await ran("-m", "server", "verify", "--log", "--export", str(export), "--keys", str(jwks))
    assert checked[0] == 0, checked
    status, said = await ran("-m", "server", "verify", str(kept), "--keys", str(jwks))
    assert status == 0
    assert NAME in said
    assert WORDS in said


def whole(evening: Evening, head: dict[str, Any], *, texts: int) -> str:
    return (
        f"{evening.roadshow}: whole, {head['seq']} entries up to {head['at']}\n  end      {head['hash']}\n"
        f"  private  {texts} texts as recorded, 0 erased\n  heads    1 published, all of this log\n"
    )


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_logs_are_verified_while_the_server_records(evening: Evening) -> None:
    recording = asyncio.create_task(asking(evening.ada, 40))

    found = [await evening.roadshow_command("verify", "--log") for _ in range(3)]
    await recording

    assert [status for status, _ in found] == [0, 0, 0], found


async def asking(guest: Guest, times: int) -> None:
    for number in range(times):
        await guest.command("question.ask", text=f"Question {number}?")
