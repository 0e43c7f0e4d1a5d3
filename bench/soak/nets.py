"""F4, networks: resets every few seconds, stalls, connections that are dead at one end, and lost packets."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bench.soak import disk
from bench.soak.process import Server
from bench.soak.proxy import Proxy, proxied
from bench.soak.result import Trial, settle
from bench.soak.scene import LOG, OPTIONS, Crowd, Scene, data_of, staged

CROWD = Crowd(investors=20, voters=6, answer=5.0, silent=25.0)
RESET_SECONDS: Final = 3.0
LOST: Final = 5
"""How many of a hundred packets are lost, each way."""

NEAR, FAR = "10.213.78.1", "10.213.78.2"


def missing_loss() -> str:
    """Why this machine cannot lose packets, or nothing."""
    if os.geteuid() != 0:
        return "a network of its own needs root"
    lacking = [name for name in ("ip", "nft") if shutil.which(name) is None]
    return f"{', '.join(lacking)} not found" if lacking else ""


async def resets(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times every connection is reset."""
    trial = Trial(name="resets", seed=seed)
    async with _behind(folder, seed, crowd) as (scene, proxy):
        for _ in range(size):
            await asyncio.sleep(RESET_SECONDS)
            trial.count("connections reset", proxy.reset())
        await settle(trial, scene)
    return trial


async def stalls(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """For `size` seconds nothing passes, and then everything that waited does."""
    trial = Trial(name="stall", seed=seed)
    async with _behind(folder, seed, crowd) as (scene, proxy):
        await scene.until_acknowledged(50)
        proxy.stall()
        await asyncio.sleep(size)
        proxy.flow()
        trial.count("s stalled", size)
        await scene.until_acknowledged(50)
        await settle(trial, scene)
    return trial


async def half_open(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times every connection dies without a word to either end; ends find out by silence."""
    trial = Trial(name="half-open", seed=seed)
    async with _behind(folder, seed, crowd) as (scene, proxy):
        for _ in range(size):
            await scene.until_acknowledged(50)
            trial.count("connections forgotten", proxy.forget())
        await scene.until_acknowledged(50)
        await settle(trial, scene)
    return trial


async def loss(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """For `size` seconds the server is behind a cable that loses packets both ways."""
    trial = Trial(name=f"{LOST} % loss", seed=seed)
    async with _cable() as wrapper:
        server = Server(data_of(folder), wrapper, host=FAR, log=folder / LOG)
        try:
            await server.start()
            async with staged(server, seed, receives=False) as scene:
                await scene.begin(crowd)
                await asyncio.sleep(size)
                trial.count("s with loss", size)
                await settle(trial, scene)
        finally:
            await server.kill()
    return trial


@asynccontextmanager
async def _behind(folder: Path, seed: int, crowd: Crowd) -> AsyncIterator[tuple[Scene, Proxy]]:
    async with (
        Server(data_of(folder), options=OPTIONS, log=folder / LOG) as server,
        proxied((server.host, server.port)) as proxy,
        staged(server, seed) as scene,
    ):
        scene.address = (server.host, proxy.port)
        await scene.begin(crowd)
        yield scene, proxy


@asynccontextmanager
async def _cable() -> AsyncIterator[tuple[str, ...]]:
    """What starts a program behind the cable, at FAR."""
    name = f"soak{os.getpid()}"
    inside = ("ip", "netns", "exec", name)
    drop = f"numgen random mod 100 < {LOST} drop"
    await disk.run("ip", "netns", "add", name)
    try:
        await disk.run("ip", "link", "add", f"{name}a", "type", "veth", "peer", "name", f"{name}b", "netns", name)
        await disk.run("ip", "address", "add", f"{NEAR}/30", "dev", f"{name}a")
        await disk.run("ip", "link", "set", f"{name}a", "up")
        await disk.run(*inside, "ip", "address", "add", f"{FAR}/30", "dev", f"{name}b")
        for link in ("lo", f"{name}b"):
            await disk.run(*inside, "ip", "link", "set", link, "up")
        await disk.run(*inside, "nft", "add table inet soak")
        for way in ("input", "output"):
            chain = f"add chain inet soak {way} {{ type filter hook {way} priority 0; }}"
            side = "iifname" if way == "input" else "oifname"
            await disk.run(*inside, "nft", chain)
            await disk.run(*inside, "nft", f"add rule inet soak {way} {side} {name}b {drop}")
        yield inside
    finally:
        await disk.run("ip", "netns", "delete", name)
