"""The synthetic presenter: a WHIP publisher in a process of its own.

`python -m demo.presenter --whip URL --token TOKEN --clip FOLDER` streams the clip until it gets SIGTERM or SIGINT.
It comes back after every loss of the connection and every restart of the server, and ends with one line and exit
status 1 if it is refused (401, 403, 404, …) or has found no server for five minutes.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import random
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.exceptions import OperationError
from aiortc.rtcconfiguration import RTCBundlePolicy

from demo.addresses import also_use_the_way_to
from demo.clip import ENCODINGS, Clip, cached
from demo.metronome import tracks
from demo.whip import Refused, Unavailable, WhipEndpoint

log = logging.getLogger("demo.presenter")

CONNECT_TIMEOUT = 10.0
# A session that lasted this long ended a run of bad luck.
STEADY = 30.0
# The far end reports what it receives about once a second; ICE alone would take 30 s to notice that it is gone.
SILENCE = 2.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 4.0
# Of a server's Retry-After no more is granted.
LONGEST_WISH = 30.0
PATIENCE = 300.0
TOKEN_VARIABLE = "ROADSHOW_PRESENTER_TOKEN"  # noqa: S105 - the variable's name


async def present_for_ever(endpoint: WhipEndpoint, clip: Clip) -> None:
    """Present, and present again whenever it ends. Raises Refused, or Unavailable when patience is at an end."""
    loop = asyncio.get_running_loop()
    pauses, last_good = _pauses(), loop.time()
    while True:
        began = loop.time()
        try:
            await present(endpoint, clip)
        except Unavailable as trouble:
            if loop.time() - began > STEADY:
                pauses, last_good = _pauses(), loop.time()
            elif loop.time() - last_good > PATIENCE:
                raise
            log.info("%s; trying again", trouble)
            await asyncio.sleep(max(next(pauses), min(trouble.retry_after, LONGEST_WISH)))


async def present(endpoint: WhipEndpoint, clip: Clip) -> None:
    """Publish once. Ends only by raising Refused or Unavailable; cancelled, it withdraws the publication."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    publication = None
    try:
        sender = _add_tracks(peer, clip)
        await peer.setLocalDescription(await peer.createOffer())
        publication = await endpoint.publish(peer.localDescription.sdp)
        await _accept(peer, publication.answer)
        log.info("on air at %s", endpoint.url)
        await _until_lost(peer, sender)
    finally:
        if publication is not None:
            await endpoint.withdraw(publication)
        await peer.close()


def _add_tracks(peer: RTCPeerConnection, clip: Clip) -> RTCRtpSender:
    """Offer the sound and the picture in the one codec the clip has, and return the picture's sender."""
    sound, picture = tracks(clip)
    peer.addTransceiver(sound, direction="sendonly")
    video = peer.addTransceiver(picture, direction="sendonly")
    mime_type = ENCODINGS[clip.codec].mime_type
    video.setCodecPreferences(
        [
            codec
            for codec in RTCRtpSender.getCapabilities("video").codecs
            # Of H.264's profiles only the one the clip is encoded in.
            if codec.mimeType in (mime_type, "video/rtx")
            and codec.parameters.get("profile-level-id", "42e01f") == "42e01f"
        ]
    )
    return video.sender


async def _accept(peer: RTCPeerConnection, answer: str) -> None:
    """Take the answer and wait until media can flow."""
    try:
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    except (ValueError, OperationError) as error:
        raise Refused(f"the answer cannot be used: {error}") from error
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            await _until_decided(peer)
    except TimeoutError:
        log.debug("connecting timed out in state %s", peer.connectionState)
    if peer.connectionState != "connected":
        raise Unavailable("the offer was answered, but no way was found to send media")


async def _until_decided(peer: RTCPeerConnection) -> None:
    """Wait until the connection stands or has failed."""
    changed = asyncio.Event()
    peer.on("connectionstatechange", changed.set)
    while peer.connectionState in ("new", "connecting"):
        changed.clear()
        await changed.wait()


async def _until_lost(peer: RTCPeerConnection, sender: RTCRtpSender) -> None:
    while peer.connectionState == "connected":
        await asyncio.sleep(1)
        if await _silence(sender) > SILENCE:
            raise Unavailable("the server has fallen silent")
    raise Unavailable("the connection was closed")


async def _silence(sender: RTCRtpSender) -> float:
    """Seconds since the far end last reported what it receives; 0 if it never did, as it need not."""
    for stats in (await sender.getStats()).values():
        if stats.type == "remote-inbound-rtp":
            return float((datetime.now(UTC) - stats.timestamp).total_seconds())
    return 0.0


def _pauses() -> Iterator[float]:
    """Seconds to wait before each attempt, doubling; spread, so that presenters do not come back all at once."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret
        pause = min(pause * 2, LONGEST_PAUSE)


async def run(url: str, token: str, clip: Clip) -> None:
    """Present until SIGTERM or SIGINT, which withdraws the publication before the process ends."""
    also_use_the_way_to(url)
    async with httpx.AsyncClient(timeout=10.0) as http:
        presenting = asyncio.ensure_future(present_for_ever(WhipEndpoint(http, url, token), clip))
        for told in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(told, presenting.cancel)
        await presenting


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.presenter", description="Stream the demonstration clip.")
    parser.add_argument("--whip", required=True, metavar="URL", help="where to publish")
    parser.add_argument("--token", help=f"bearer token; by default ${TOKEN_VARIABLE}, which no process list shows")
    parser.add_argument("--clip", required=True, type=Path, metavar="FOLDER", help="where clips are kept")
    parser.add_argument("--codec", choices=sorted(ENCODINGS), default="vp8")
    return parser.parse_args()


def main() -> int:
    """Run the presenter from the command line and return its exit status."""
    logging.basicConfig(format="presenter: %(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    arguments = _arguments()
    token = arguments.token or os.environ.get(TOKEN_VARIABLE, "")
    # Until the loop runs: leave no half-made clip behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    path = arguments.clip / f"{arguments.codec}.mkv"
    clip = cached(path, arguments.codec, lambda share: log.info("making the clip: %.0f %%", share * 100))
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        try:
            asyncio.run(run(arguments.whip, token, clip))
        except (Refused, Unavailable) as error:
            log.error("giving up: %s", error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
