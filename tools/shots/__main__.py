"""`python -m tools.shots`: hold an evening on a server of its own, and take every page's picture into shots/.

Words after it choose scenes: `python -m tools.shots desk room-offline`.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.stories.process import Server
from tools.shots import presenter
from tools.shots.camera import EVERY, FURTHER, Camera, chromium, take
from tools.shots.contact import write
from tools.shots.evening import Evening, fill
from tools.shots.scenes import FIRST, FRESH, LIVE, PLAIN, Scene
from tools.sources import ROOT

FOLDER: Final = ROOT / "shots"
ABREAST: Final = 2


@asynccontextmanager
async def house() -> AsyncIterator[Server]:
    """A server on a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="roadshow-shots-") as folder:
        server = Server(Path(folder))
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


async def shoot(words: Sequence[str], folder: Path) -> list[str]:
    """Take the pictures that the words choose; the scenes that failed."""
    async with chromium() as browser:
        async with house() as server:
            evening = Evening(server.url, places={"spent": server.invitation})
            failed = await _all(Camera(browser, evening), _chosen(FRESH, words), folder)
        async with house() as server:
            evening = Evening(server.url)
            async with evening.open, presenter.on_stage() as enter:
                print("holding the evening", flush=True)
                await enter(await fill(evening, server.invitation))
                camera = Camera(browser, evening)
                failed += await _all(camera, _chosen((*PLAIN, *LIVE), words), folder)
    return failed


def _chosen(scenes: Sequence[Scene], words: Sequence[str]) -> Sequence[Scene]:
    return [scene for scene in scenes if not words or scene.name.startswith(tuple(words))]


async def _all(camera: Camera, scenes: Sequence[Scene], folder: Path) -> list[str]:
    waiting, failed = list(scenes), list[str]()
    async with asyncio.TaskGroup() as group:
        for _ in range(ABREAST):
            group.create_task(_some(camera, waiting, folder, failed))
    return failed


async def _some(camera: Camera, waiting: list[Scene], folder: Path, failed: list[str]) -> None:
    while waiting:
        scene = waiting.pop(0)
        began = time.monotonic()
        try:
            taken = await take(camera, scene, EVERY if scene in FIRST else FURTHER, folder)
        except Exception as error:  # One broken page must not hide the others.
            failed.append(f"{scene.name}: {str(error).splitlines()[0]}")
            taken = 0
        print(f"  {scene.name}: {taken} pictures in {time.monotonic() - began:.1f} s", flush=True)


def main() -> int:
    """Take the pictures and return the exit status."""
    words, began = sys.argv[1:], time.monotonic()
    if not words:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(exist_ok=True)
    failed = asyncio.run(shoot(words, FOLDER))
    count = write(FOLDER)
    print(f"{count} pictures in {time.monotonic() - began:.0f} s: {FOLDER / 'index.html'}")
    for one in failed:
        print(f"no picture of {one}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
