"""Viewers with real pictures, in a process of their own: `python -m rehearsal.watching URL` takes JSON lines.

For each it says a line: `{"seat", "first_frame"}` in milliseconds from the offer to the first decoded picture, or
`{"seat", "failed"}`; and `{"seat", "stood"}` whenever the picture goes on that stood still for half a second or more.
It watches until its input ends. Decoding costs; so it is not where latency is measured.
"""

import asyncio
import json
import sys
import time
from typing import Any

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtcconfiguration import RTCBundlePolicy

from demo.addresses import also_use_the_way_to

PATIENCE = 20.0
STOOD = 500.0
"""Milliseconds."""


class Watcher:
    """One WHEP viewer."""

    def __init__(self, url: str, ticket: dict[str, str]) -> None:
        """Take where, and who."""
        self._url = url
        self._ticket = ticket
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._seen = asyncio.Event()
        self._readers: list[asyncio.Task[None]] = []
        self._peer.on("track", self._read)

    async def watch(self) -> None:
        """Say what came of it; the pictures go on until `close`."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._connect()
                await self._seen.wait()
            _say(seat=self._ticket["seat"], first_frame=(time.perf_counter() - began) * 1000)
        except Exception as error:
            _say(seat=self._ticket["seat"], failed=str(error) or type(error).__name__)

    async def close(self) -> None:
        """Watch no longer."""
        for reader in self._readers:
            reader.cancel()
        await self._peer.close()

    async def _connect(self) -> None:
        for kind in ("audio", "video"):
            self._peer.addTransceiver(kind, direction="recvonly")
        await self._peer.setLocalDescription(await self._peer.createOffer())
        headers = {"content-type": "application/sdp", "cookie": self._ticket["cookie"]}
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            address = f"{self._url}/whep/{self._ticket['seat']}"
            answer = await http.post(address, content=self._peer.localDescription.sdp, headers=headers)
        if answer.status_code != httpx.codes.CREATED:
            raise ConnectionError(answer.json().get("code", str(answer.status_code)))
        await self._peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))

    def _read(self, track: MediaStreamTrack) -> None:
        self._readers.append(asyncio.create_task(self._take(track)))

    async def _take(self, track: MediaStreamTrack) -> None:
        last = 0.0
        try:
            while True:
                await track.recv()
                if track.kind == "video":
                    last = self._show(last)
        except MediaStreamError:
            return

    def _show(self, last: float) -> float:
        """Take in a picture; when that was."""
        now = time.perf_counter()
        if last and (stood := (now - last) * 1000) >= STOOD:
            _say(seat=self._ticket["seat"], stood=stood)
        self._seen.set()
        return now


def _say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


async def watch_all(url: str) -> None:
    """Serve the input to its end."""
    also_use_the_way_to(url)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    watchers: list[Watcher] = []
    coming: list[asyncio.Task[None]] = []
    while line := await reader.readline():
        watchers.append(Watcher(url, json.loads(line)))
        coming.append(asyncio.create_task(watchers[-1].watch()))
    for task in coming:
        task.cancel()
    await asyncio.gather(*coming, return_exceptions=True)
    await asyncio.gather(*(watcher.close() for watcher in watchers))


if __name__ == "__main__":
    asyncio.run(watch_all(sys.argv[1]))
