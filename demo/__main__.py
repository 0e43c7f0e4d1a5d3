"""`python -m demo`: plans a roadshow on a running server, opens it, and plays its presenters and investors.

It uses what everybody can use: an invitation, the API, WHIP and the socket. It goes on until SIGTERM.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from demo.clip import cached
from demo.document import one_page
from demo.guest import Guest, Refused
from demo.investors import CAST, attend
from demo.presenter import TOKEN_VARIABLE
from demo.programme import PITCHES, plan

CODECS = ("vp8", "h264")

log = logging.getLogger("demo")


@dataclass(frozen=True)
class Stage:
    """The demo roadshow as its host sees it."""

    host: Guest
    pitches: Sequence[str]
    projects: Sequence[str]

    async def invite(self, role: str, project: str | None = None, name: str = "") -> str:
        """The link of a new invitation."""
        wanted = {"role": role, "name": name, **({"project": project} if project else {})}
        answer = await self.host.post(f"/api/seats/{self.host.seat}/invitations", wanted)
        return str(answer["link"])


async def prepare(url: str, invitation: str) -> Stage:
    """Become an organizer and plan the roadshow."""
    host = Guest(url)
    await host.come_in(f"{url}/i/{invitation}", name="路演助理 Demo host")
    host.seat = str((await host.post("/api/roadshows", plan()))["seat"])
    views = await host.picture()
    order = views["programme"]["programme"]["order"]
    return Stage(host, order, [views["pitch"][pitch]["project"] for pitch in order])


async def hand_out(stage: Stage) -> None:
    """Give each project a document."""
    for project, pitch in zip(stage.projects, PITCHES, strict=True):
        title = pitch["title"]
        name = f"{title['zh']} {title['en'].partition(':')[0]}.pdf"
        await stage.host.hand_out(project, name, one_page(title["en"], pitch["summary"]["en"]))


async def open_doors(stage: Stage) -> None:
    """Print a link for each role."""
    links = {
        "主办方 organizer": await stage.invite("organizer"),
        "路演人 presenter": await stage.invite("presenter", stage.projects[2]),
        "投资人 investor ": await stage.invite("investor"),
    }
    sys.stdout.write("\nThe demo roadshow is live. Come in, once by each link, all in one browser if you like:\n")
    for role, link in links.items():
        sys.stdout.write(f"  {role}  {link}\n")
    sys.stdout.write("Stop with Ctrl-C.\n")
    sys.stdout.flush()


async def present(stage: Stage, number: int, folder: Path) -> asyncio.subprocess.Process:
    """Let a synthetic presenter come in, get ready, and stream from a process of its own."""
    codec = CODECS[number]
    await _clip(folder / f"{codec}.mkv", codec)
    guest = Guest(stage.host.url)
    await guest.come_in(
        await stage.invite("presenter", stage.projects[number]), f"演示路演人 {number + 1}", "Demo", "demo"
    )
    encoder = await guest.post(f"/api/seats/{guest.seat}/encoder", {})
    await guest.command("pitch.ready", pitch=stage.pitches[number], ready=True)
    await guest.close()
    arguments = ("-m", "demo.presenter", "--whip", str(encoder["whip"]), "--clip", str(folder), "--codec", codec)
    environment = {**os.environ, TOKEN_VARIABLE: str(encoder["token"])}
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environment)


async def perform(url: str, invitation: str, folder: Path) -> None:
    """Run the demo until cancelled."""
    stage = await prepare(url, invitation)
    try:
        await hand_out(stage)
        async with asyncio.TaskGroup() as group:
            await group.create_task(stream(stage, 0, folder, group))
            await stage.host.command("roadshow.start")
            await stage.host.command("pitch.start", pitch=stage.pitches[0])
            await open_doors(stage)
            for number, person in enumerate(CAST):
                group.create_task(attend(url, await stage.invite("investor"), person, seed=number))
            await group.create_task(stream(stage, 1, folder, group))
    finally:
        await stage.host.close()


async def stream(stage: Stage, number: int, folder: Path, group: asyncio.TaskGroup) -> None:
    """Start a presenter, and see to it until the demo ends."""
    process = await present(stage, number, folder)
    group.create_task(_watch_over(process))


async def _watch_over(process: asyncio.subprocess.Process) -> None:
    try:
        if status := await process.wait():
            log.warning("a presenter has ended with status %d; its pitch goes on without a picture", status)
    except asyncio.CancelledError:
        process.send_signal(signal.SIGTERM)
        await process.wait()
        raise


async def _clip(path: Path, codec: str) -> None:
    """Make the clip where there is none; cancelled, the making ends at its next step and leaves nothing behind."""
    cancelled = threading.Event()

    def progress(share: float) -> None:
        if cancelled.is_set():
            raise InterruptedError
        sys.stdout.write(f"  making the presenter's clip, once ({codec}): {share:4.0%}\n")
        sys.stdout.flush()

    try:
        await asyncio.to_thread(cached, path, codec, progress)
    except asyncio.CancelledError:
        cancelled.set()
        raise


def main() -> int:
    """Run the demo from the command line and return its exit status."""
    logging.basicConfig(format="demo: %(message)s", level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    parser = argparse.ArgumentParser(prog="python -m demo", description="Play a live roadshow on a running server.")
    parser.add_argument("--url", required=True, help="where the server is")
    parser.add_argument("--invitation", required=True, help="secret of an organizer's invitation")
    parser.add_argument("--folder", required=True, type=Path, help="where the encoded clip is kept")
    arguments = parser.parse_args()
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        try:
            asyncio.run(_until_told(perform(arguments.url, arguments.invitation, arguments.folder)))
        except (Refused, httpx.TransportError) as error:
            log.error("the demo cannot be played: %s", error)
            return 1
    return 0


async def _until_told(playing: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(playing)
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, task.cancel)
    await task


if __name__ == "__main__":
    sys.exit(main())
