"""Janus as the server under load: its streaming plugin, in a network namespace of its own that ends with this process.

Janus gathers no loopback candidates, so a pair of virtual interfaces gives it an address; both ends stay inside.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import uvloop
from msgspec import json

from bench.media import usage
from bench.media.load import PAYLOAD_TYPE, Generator, Level
from bench.media.run import Run
from bench.media.sink import PASSWORD, UFRAG, Sink
from media.embedded.dtls import Identity

HOST = "10.77.0.1"
RTP_PORT = 5004
PATIENCE = 20.0

_PLUGIN = "janus.plugin.streaming"
_DISABLED = ("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "textroom", "videocall")
_CONFIGURATION = {
    "janus.jcfg": f"""
general: {{ debug_level = 2 session_timeout = 0 event_loops = 2 }}
nat: {{ ice_enforce_list = "{HOST}" ignore_mdns = true }}
plugins: {{ disable = "{",".join(f"libjanus_{each}.so" for each in (*_DISABLED, "videoroom", "voicemail"))}" }}
transports: {{ disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }}
""",
    "janus.transport.http.jcfg": """
general: { json = "compact" base_path = "/janus" http = true port = 8088 https = false }
admin: { admin_http = false }
""",
    "janus.plugin.streaming.jcfg": f"""
bench: {{ type = "rtp" id = 1 audio = false video = true
         videoport = {RTP_PORT} videopt = {PAYLOAD_TYPE} videocodec = "vp8" }}
""",
}


def missing() -> str:
    """What it takes to measure Janus here, in one line; empty if it is all there."""
    if shutil.which("janus") is None:
        return "Janus is not installed; on Debian: apt-get install --no-install-recommends janus"
    absent = [name for name in ("unshare", "setpriv", "ip") if shutil.which(name) is None]
    if absent:
        return f"Janus cannot be measured without {', '.join(absent)}; on Debian: apt-get install util-linux iproute2"
    if subprocess.run([*apart(), "true"], capture_output=True, check=False).returncode:
        return "Janus cannot be measured: this account may not make a network namespace; run as root"
    return ""


def apart() -> list[str]:
    """What to put before a command for a network of its own, which is gone when the command is."""
    return ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--"]


class Janus:
    """One mountpoint and whoever watches it, over Janus's HTTP interface."""

    def __init__(self, pid: int, http: httpx.AsyncClient) -> None:
        self.pid = pid
        self._http = http
        self._identity = Identity()
        self._offers: dict[int, asyncio.Future[str]] = {}
        self._session = ""
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    async def begin(self) -> None:
        """Open the session all viewers share; Janus may still be starting."""
        async with asyncio.timeout(PATIENCE):
            while not self._session:
                with suppress(httpx.ConnectError):
                    self._session = f"/{(await self._ask('', {'janus': 'create'}))['data']['id']}"
                await asyncio.sleep(0.1)

    async def listen(self) -> None:
        """Take the offers Janus makes, until cancelled."""
        while True:
            for event in (await self._http.get(self._session, params={"maxev": 50})).json():
                waiting = self._offers.pop(event.get("sender", 0), None) if "jsep" in event else None
                if waiting is not None:
                    waiting.set_result(event["jsep"]["sdp"])

    async def join(self) -> Sink:
        """See `run.Server`."""
        attached = await self._ask(self._session, {"janus": "attach", "plugin": _PLUGIN})
        handle = attached["data"]["id"]
        offered = self._offers[handle] = asyncio.get_running_loop().create_future()
        await self._say(handle, {"request": "watch", "id": 1})
        offer = await asyncio.wait_for(offered, PATIENCE)
        sink = Sink(self._identity, client=False, host=HOST)
        try:
            jsep = {"type": "answer", "sdp": self._answer(offer, sink)}
            await self._say(handle, {"request": "start"}, jsep)
            await sink.proven()
            await sink.secure(offer)
        except BaseException:
            await sink.close()
            raise
        return sink

    async def feed(self, load: Generator) -> None:
        """See `run.Server`: Janus takes plain RTP."""
        load.send = lambda packet: void(self._rtp.sendto(packet, ("127.0.0.1", RTP_PORT)))

    async def dropped(self) -> int:
        """See `run.Server`; Janus does not count."""
        return 0

    async def _say(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> None:
        message = {"janus": "message", "body": body} | ({"jsep": jsep} if jsep else {})
        await self._ask(f"{self._session}/{handle}", message)

    async def _ask(self, path: str, body: dict[str, Any]) -> Any:
        return (await self._http.post(path, json=body | {"transaction": "bench"})).json()

    def _answer(self, offer: str, sink: Sink) -> str:
        """Accept each section of an offer, as a lite agent, so that Janus sends the checks.

        And as the DTLS server, who picks the cipher: the one that costs least.
        """
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite", "a=group:BUNDLE v"]
        for section in offer.split("\r\nm=")[1:]:
            first, *rest = section.splitlines()
            kept = [line for line in rest if line.startswith(("a=mid:", "a=rtpmap:"))]
            lines += [f"m={first}", f"c=IN IP4 {HOST}", "a=recvonly", "a=rtcp-mux", *kept]
            lines += [f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PASSWORD}", "a=setup:passive"]
            lines += [f"a=fingerprint:sha-256 {self._identity.fingerprint}", "a=end-of-candidates"]
            lines += [f"a=candidate:1 1 udp 2130706431 {HOST} {sink.sock.getsockname()[1]} typ host"]
        mids = " ".join(line[6:] for line in lines if line.startswith("a=mid:"))
        return "\r\n".join(lines).replace("BUNDLE v", f"BUNDLE {mids}") + "\r\n"


def void(_: object) -> None:
    """Let a call that returns something be one that returns nothing."""


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """Run Janus and end it whatever happens; the process id."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _CONFIGURATION.items():
            (Path(folder) / name).write_text(text, encoding="ascii")
        # Should this process be killed, Janus is too.
        command = ("setpriv", "--pdeathsig", "KILL", "janus", "--configs-folder", folder, "--disable-colors")
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
        try:
            yield process.pid
        finally:
            process.kill()
            await process.wait()


_NETWORK = (
    "ip link set lo up",
    "ip link add near type veth peer name far",
    f"ip address add {HOST}/24 dev near",
    "ip link set near up",
    "ip link set far up",
)


async def measure(level: Level) -> bytes:
    """Run one level on a Janus of its own."""
    http = httpx.AsyncClient(base_url="http://127.0.0.1:8088/janus", timeout=60, trust_env=False)
    async with serving() as pid, http:
        janus = Janus(pid, http)
        await janus.begin()
        usage.pin(pid, usage.SERVER_CORE)
        listening = asyncio.create_task(janus.listen())
        try:
            return json.encode(await Run(janus, level).measure())
        finally:
            listening.cancel()
            await asyncio.wait([listening])


def _connect() -> None:
    for step in _NETWORK:
        subprocess.run(step.split(), check=True)


if __name__ == "__main__":
    _connect()
    usage.pin(os.getpid(), usage.LOAD_CORE)
    sys.stdout.buffer.write(uvloop.run(measure(json.decode(sys.argv[1], type=Level))))
