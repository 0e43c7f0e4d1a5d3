"""The deployment that the manual describes, on this machine: what people do passes the proxy, whatever dies behind it,
and nobody reaches anything else.
"""

import asyncio
import json
import re
import secrets
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from typing import Any, Final

import httpx
import pytest
from aiortc.mediastreams import VideoStreamTrack

from demo.guest import Guest
from media.api import Answer, SessionId
from tests.deployment import AT_ONCE, NAME, Deployment, Ground, deployment, ground
from tests.media.clients import Client, over_loopback
from tests.stories.process import Server
from tests.stories.test_kills import invest, roadshow
from tools.sources import ROOT

INVITATION: Final = re.compile(r"/i/(\S+)")
SOCKET: Final = re.compile(r"^\S+\s+\S+\s+\S+\s+\S+\s+(\S+):(\d+)\s.*?pid=(\d+)")
CANDIDATE: Final = re.compile(r"^a=candidate:\S+ 1 udp \d+ \S+ (\d+)", re.MULTILINE)
LOOPBACK: Final = ("127.", "[::1]")


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    with ground() as made:
        monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
        yield made


@pytest.mark.asyncio
@pytest.mark.timeout(300)
async def test_a_roadshow_lives_behind_the_proxy_whatever_dies_and_nobody_reaches_anything_else(placed: Ground) -> None:
    async with deployment(placed) as house:
        slow, dripping = await _half_a_head(placed)
        await house.ready(f"{placed.url}/readyz")
        await _the_door_is_as_it_should_be(placed)
        front = Server(placed.folder)
        front.url, front.invitation = placed.url, await _invitation(house, placed.url)
        async with roadshow(front) as (host, name, project):
            investor = await invest(front, host, project, 1)
            assert "__Host-roadshow" in host.http.cookies
            await _a_command_reaches_whoever_watches(host, investor.guest, project)
            await _a_picture_goes_in_and_comes_out(placed, host)
            await _the_doctor_finds_no_fault(house)
            # A media worker that is just being replaced has no port for a moment.
            assert {placed.ports["443"]} < _open_to_others(house) <= _meant_to_be(placed)
            house.all_run()

            await house.nodes[house.holder(name)].end(kill=True)
            await _a_command_reaches_whoever_watches(host, investor.guest, project)
            await _a_forged_address_is_not_believed(house)
            await _an_address_has_so_many_requests_at_once_and_its_sockets_beside(placed, host)
            await investor.guest.close()
        with pytest.raises(ConnectionResetError):
            await slow.read()
        dripping.transport.abort()
        for piece in reversed(house.pieces()):
            assert await piece.end() == 0, piece.log.read_text()
        _logs_hold_no_token(house, front.invitation)


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def _said_by(house: Deployment) -> str:
    return "".join(piece.log.read_text() for piece in house.nodes.values())


async def _invitation(house: Deployment, url: str) -> str:
    """Of those that the nodes printed, the one that was made last; the others are spent."""
    async with asyncio.timeout(60), httpx.AsyncClient() as http:
        while len(links := INVITATION.findall(_said_by(house))) < len(house.nodes):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)
        (good,) = [link for link in links if (await http.get(f"{url}/i/{link}")).is_success]
    return str(good)


async def _half_a_head(placed: Ground) -> Stream:
    """Whoever does not get on with a head is put off; that takes its time, which the rest of the story fills."""
    async with asyncio.timeout(60):
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(
                    NAME, int(placed.ports["443"]), ssl=ssl.create_default_context()
                )
                writer.write(b"GET / HTTP/1.1\r\nHost: ")
                return reader, writer
            await asyncio.sleep(0.05)


async def _the_door_is_as_it_should_be(placed: Ground) -> None:
    plain, port = f"http://{NAME}:{placed.ports['80']}", int(placed.ports["443"])
    async with httpx.AsyncClient() as http:
        moved = await http.get(f"{plain}/r/1?x=2")
        health = await http.get(f"{placed.url}/healthz", headers={"x-forwarded-proto": "http"})
        counters = await http.get(f"{placed.url}/metrics")
        with pytest.raises(httpx.TransportError):
            await http.get(plain, headers={"host": "elsewhere.example"})
    with pytest.raises(ssl.SSLError):
        await asyncio.open_connection(NAME, port, ssl=ssl.create_default_context(), server_hostname="elsewhere.example")

    assert (moved.status_code, moved.headers["location"]) == (301, f"https://{NAME}/r/1?x=2")
    assert (health.status_code, counters.status_code) == (200, 404)
    assert "max-age" in health.headers["strict-transport-security"]


async def _a_command_reaches_whoever_watches(host: Guest, guest: Guest, project: str) -> None:
    """A statement is acknowledged, and the host sees it on a socket of their own; both come again until it is done."""
    comment = secrets.token_hex(8)
    async with host.watching() as messages:
        await _until_acknowledged(guest, project, comment)
        async for message in messages:
            if comment in str(message.get("views")):
                return
    raise AssertionError("the socket closed before it showed the statement")


async def _until_acknowledged(guest: Guest, project: str, comment: str) -> None:
    terms: dict[str, Any] = {"project": project, "kind": "talk", "comment": comment}
    key = {"Idempotency-Key": comment}
    while True:
        with suppress(httpx.TransportError):
            body = {"type": "intent.state", **terms}
            answer = await guest.http.post(f"/api/seats/{guest.seat}/commands", json=body, headers=key)
            if answer.status_code == 200:
                return
            assert answer.status_code in (502, 503), answer.text
        await asyncio.sleep(0.1)


async def _a_picture_goes_in_and_comes_out(placed: Ground, host: Guest) -> None:
    """By WHIP and WHEP through the proxy, the packets past it to the ports that the nodes were given."""
    with over_loopback():
        async with AsyncExitStack() as stack:
            publisher, viewer = Client(), Client()
            for client in (publisher, viewer):
                stack.push_async_callback(client.close)
            publisher.connection.addTrack(VideoStreamTrack())
            viewer.connection.addTransceiver("video", direction="recvonly")
            sending = await _agreed(host, publisher, f"/whip/{host.seat}")
            watching = await _agreed(host, viewer, f"/whep/{host.seat}?source={host.seat}")
            await viewer.receives("video")

            used = set(CANDIDATE.findall(publisher.answer.sdp + viewer.answer.sdp))
            assert used & {placed.ports["8001"], placed.ports["8101"]} == used != set()
            assert {(await host.http.delete(made)).status_code for made in (watching, sending)} == {200}


async def _agreed(host: Guest, client: Client, address: str) -> str:
    """Where the session is that came of an offer."""
    kind = {"content-type": "application/sdp"}
    made = await host.http.post(address, content=await client.offer(), headers=kind)
    assert made.status_code == 201, made.text
    await client.accept(Answer(session=SessionId(""), sdp=made.text))
    return str(made.headers["location"])


async def _the_doctor_finds_no_fault(house: Deployment) -> None:
    command = [*house.node("b")]
    command[command.index("serve")] = "doctor"
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    said = (await process.communicate())[0].decode()

    # What media is announced here is this machine alone.
    faults = [line for line in said.splitlines() if line.startswith("bad") and "nobody else can send media" not in line]
    assert faults == []
    for words in (
        "nodes can be reached, and sign with our keys",
        "may do no more than Roadshow needs",
        "leads to Roadshow",
        "WebSockets pass",
    ):
        assert words in said, said


async def _a_forged_address_is_not_believed(house: Deployment) -> None:
    """A node says where a guess came from; by what it says it also counts."""
    forged = "198.51.100.7"
    async with httpx.AsyncClient(base_url=house.ground.url) as http:
        headers = {"x-forwarded-for": forged, "forwarded": f"for={forged}", "x-real-ip": forged}
        guessed = await http.post(f"/i/{secrets.token_urlsafe(32)}", headers=headers)
    refused = [line for line in _said_by(house).splitlines() if '"invitation_missing"' in line]

    assert guessed.status_code == 404
    assert json.loads(refused[-1])["address"] == "127.0.0.1"
    assert forged not in _said_by(house)


async def _an_address_has_so_many_requests_at_once_and_its_sockets_beside(placed: Ground, host: Guest) -> None:
    """Of one more than it may have, all with bodies that do not come, one is refused and the others wait."""
    context, port = ssl.create_default_context(), int(placed.ports["443"])
    head = f"POST /api/roadshows HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 9\r\n\r\n".encode()

    async def begin() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=NAME)
        try:
            writer.write(head)
            return await reader.readline()
        finally:
            writer.transport.abort()

    begun = [asyncio.create_task(begin()) for _ in range(AT_ONCE + 1)]
    answered, waiting = await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
    async with host.watching() as messages:
        assert await anext(messages)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)

    assert {b" 429 " in task.result() for task in answered} == {True}


def _meant_to_be(placed: Ground) -> set[str]:
    return {placed.ports[port] for port in ("80", "443", "8001", "8101")}


def _open_to_others(house: Deployment) -> set[str]:
    """The ports, TCP and UDP, on which a piece of the deployment can be reached from other machines."""
    ours = {str(pid) for top in house.pids() for pid in _family(top)}
    told = subprocess.run(["ss", "-Hlntup"], check=True, capture_output=True, text=True).stdout
    found = [match for line in told.splitlines() if (match := SOCKET.match(line))]
    assert {house.ground.ports["5432"], house.ground.ports["6379"]} <= {each[2] for each in found}
    return {
        port for host, port, pid in (each.groups() for each in found) if pid in ours and not host.startswith(LOOPBACK)
    }


def _family(pid: int) -> Iterator[int]:
    """A process and all that it and they have started."""
    told = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, told.splitlines())}
    for child in parents:
        above = child
        while above and above != pid:
            above = parents.get(above, 0)
        if above:
            yield child


def _logs_hold_no_token(house: Deployment, token: str) -> None:
    said = {path.name: path.read_text() for path in (house.ground.folder / "log").iterdir()}

    assert "POST /i 303" in said["access.log"]
    # Whichever node made the last one has printed it, and nobody else.
    assert {name for name, text in said.items() if token in text} in ({"a.out"}, {"b.out"})
