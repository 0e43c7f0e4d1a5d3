"""The demo as a newcomer meets it, from the command to a picture: the clip alone is not made anew."""

import asyncio
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

from demo.clip import Clip
from demo.guest import Guest
from tests.demo.conftest import KEPT
from tests.stories.process import free_port

LINK = re.compile(r"(organizer|presenter|investor)\s+(http\S+)")


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_one_command_is_a_live_roadshow_with_a_link_for_each_role(tmp_path: Path, clip: Clip, h264: Clip) -> None:
    shutil.copytree(KEPT, tmp_path / "demo")
    port = free_port()
    options = ("--data", str(tmp_path), "--port", str(port), "--media-port", "0")
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "demo", *options, stdout=asyncio.subprocess.PIPE
    )
    links = await printed(demo)

    organizer, investor = Guest(f"http://127.0.0.1:{port}"), Guest(f"http://127.0.0.1:{port}")
    await organizer.come_in(links["organizer"], "Ada")
    await investor.come_in(links["investor"], "Ben", "Fund", "ben@fund.invalid")
    views = await investor.picture()
    async with asyncio.timeout(60), organizer.watching() as messages:
        async for message in messages:
            if message["type"] == "media" and views["stage"]["stage"]["seat"] in message["sources"]:
                break

    assert views["show"]["show"]["status"] == "live"
    assert [pitch["phase"] for pitch in views["pitch"].values()].count("on_air") == 1
    documents = await investor.read("materials")
    assert {one["project"] for one in documents} == {pitch["project"] for pitch in views["pitch"].values()}
    await organizer.close()
    await investor.close()
    demo.send_signal(signal.SIGTERM)
    await asyncio.wait_for(demo.communicate(), 30)
    assert demo.returncode == 0


async def printed(demo: asyncio.subprocess.Process) -> dict[str, str]:
    assert demo.stdout is not None
    links: dict[str, str] = {}
    async with asyncio.timeout(60):
        while len(links) < 3:
            line = (await demo.stdout.readline()).decode()
            assert line, "the demo ended"
            links |= {role: link for role, link in LINK.findall(line)}
    return links
