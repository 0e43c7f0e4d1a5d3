"""Disks in a file: ext4 on a loop device, which keeps exactly what has reached the disk. Needs root."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1024 * 1024
COPIES: Final = 50


def missing() -> str:
    """Why this machine cannot do so, or nothing."""
    if os.geteuid() != 0:
        return "mounting an image needs root"
    lacking = [name for name in ("mkfs.ext4", "mount", "umount", "e2fsck") if shutil.which(name) is None]
    return f"{', '.join(lacking)} not found" if lacking else ""


async def run(*command: str, statuses: tuple[int, ...] = (0,)) -> str:
    """What a system command prints; OSError where its status is none of these."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complained = await process.communicate()
    if process.returncode not in statuses:
        raise OSError(f"{' '.join(command)}: {complained.decode().strip()}")
    return said.decode()


async def made(image: Path, megabytes: int) -> Path:
    """An empty disk of that size."""
    with image.open("wb") as file:
        file.truncate(megabytes * MEGABYTE)
    await run("mkfs.ext4", "-q", "-F", "-m", "0", str(image))
    return image


async def mount(image: Path, where: Path, *options: str) -> Path:
    """Put the disk in that place; the folder for data on it."""
    where.mkdir(exist_ok=True)
    await run("mount", "-o", ",".join(("loop", *options)), str(image), str(where))
    data = where / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    return data


async def unmount(where: Path) -> None:
    """Take away what is in that place."""
    await run("umount", str(where))


@asynccontextmanager
async def mounted(image: Path, where: Path, *options: str) -> AsyncIterator[Path]:
    """The disk in that place as long as the context is open."""
    data = await mount(image, where, *options)
    try:
        yield data
    finally:
        await unmount(where)


async def copied(image: Path, copy: Path) -> None:
    """A copy of the disk as it is at one moment; OSError where it never holds still for so long.

    Programs may be halted, but the kernel goes on writing what they gave it. A copy of which some is from before such a
    write and some from after it may be what no power cut leaves.
    """
    for _ in range(COPIES):
        # A new file, so that no loop device still knows what was in the old one.
        copy.unlink(missing_ok=True)
        before = image.stat().st_mtime_ns
        await run("cp", "--sparse=always", str(image), str(copy))
        if image.stat().st_mtime_ns == before:
            return
    raise OSError(f"{image} was written to during each of {COPIES} copies")


async def fail(where: Path) -> None:
    """Let the kernel find an error on the disk."""
    device = (await run("findmnt", "-n", "-o", "SOURCE", str(where))).strip().removeprefix("/dev/")
    Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("1")


async def mended(image: Path) -> None:
    """Check a disk that was not left in order, and put it right as a start of the machine does."""
    await run("e2fsck", "-f", "-y", str(image), statuses=(0, 1, 2))
