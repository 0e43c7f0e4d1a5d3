"""An operator changes a text in a file and starts again: what was accepted before stays what it was."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.guest import Guest, Refused
from tests.stories.process import Server

SHIPPED = Path(__file__).parents[2] / "server" / "presets" / "cn_technology.2026-11.toml"
PLAN: dict[str, Any] = {
    "title": {"en": "Day"},
    "starts_at": "2026-03-01T08:00:00Z",
    "preset": "cn_technology",
    "pitches": [{"title": {"en": "Ember engines"}}],
}


async def planned(host: Guest) -> tuple[str, str]:
    """A roadshow planned now: its organizer's seat, and the hash of its notice."""
    host.seat = (await host.post("/api/roadshows", PLAN))["seat"]
    return host.seat, (await host.picture())["preset"]["preset"]["notice"]["text"]


async def read(url: str, digest: str) -> str:
    async with httpx.AsyncClient(base_url=url) as browser:
        answer = await browser.get(f"/texts/{digest}.json")
    assert sha256(answer.content).hexdigest() == digest
    return answer.text


@pytest.mark.asyncio
async def test_a_changed_text_is_for_new_roadshows_and_the_old_one_stays_readable(tmp_path: Path) -> None:
    folder = tmp_path / "presets"
    folder.mkdir()
    text = SHIPPED.read_text()
    (folder / "cn_technology.2027-01.toml").write_text(
        text.replace('version = "2026-11"', 'version = "2027-01"').replace("募集资金", "募集任何资金")
    )
    server = Server(tmp_path / "data")
    await server.start()
    host = Guest(server.url)
    try:
        await host.come_in(f"/i/{server.invitation}", name="Host")
        seat, old = await planned(host)
        await server.stop()
        server.options = ["--presets", str(folder)]
        await server.start()

        _, new = await planned(host)

        assert new != old
        assert "募集任何资金" in await read(server.url, new)
        assert "募集任何资金" not in await read(server.url, old)
        host.seat = seat
        assert (await host.picture())["preset"]["preset"]["notice"]["text"] == old
    finally:
        await host.close()
        await server.kill()


@pytest.mark.asyncio
async def test_over_the_wire_an_intent_without_the_notice_is_refused_and_one_with_it_keeps_it(tmp_path: Path) -> None:
    async with Server(tmp_path / "data") as server:
        host, investor = Guest(server.url), Guest(server.url)
        try:
            await host.come_in(f"/i/{server.invitation}", name="Host")
            _, notice = await planned(host)
            link = (await host.post(f"/api/seats/{host.seat}/invitations", {"role": "investor"}))["link"]
            await investor.come_in(link, "Ada", "Fund", "ada@fund.invalid")
            (pitch,) = (await host.picture())["pitch"].values()
            await host.command("roadshow.start")
            await host.command("pitch.start", pitch=pitch["pitch"])
            wish = {"project": pitch["project"], "kind": "pilot"}

            with pytest.raises(Refused, match="notice_missing"):
                await investor.command("intent.state", **wish)
            told = await investor.command("intent.state", **wish, notice=notice)

            assert notice in told["receipt"]["body"]
        finally:
            await host.close()
            await investor.close()
