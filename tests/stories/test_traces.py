"""One intent followed by one id, from the click to the receiver of the webhook, in nothing but what servers log."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.guest import Guest
from tests.cluster import Cluster
from tests.real_redis import RealRedis
from tests.server.delivery.postbox import Postbox, opened
from tests.server.delivery.receiver import Receiver, receiving
from tests.stories.process import Server
from tests.stories.street import nodes
from tests.stories.test_kills import invest, roadshow

TRACE = "0197c0de-0000-7000-8000-00000000c11c"
ALLOWED = ("--webhook-allow-private", "127.0.0.0/8")


def lines(log: Path) -> list[dict[str, Any]]:
    """Every line that was written whole; each is JSON, whoever logged it."""
    return [json.loads(line) for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]


def traced(log: Path, trace: str = TRACE) -> list[dict[str, Any]]:
    return [line for line in lines(log) if line.get("trace") == trace]


async def state(url: str, guest: Guest, project: str, **more: object) -> httpx.Response:
    """Send an intent as a page does, under a key that is known."""
    body = {"type": "intent.state", "project": project, "kind": "pilot", **more}
    address = f"{url}/api/seats/{guest.seat}/commands"
    return await guest.http.post(address, json=body, headers={"Idempotency-Key": TRACE})


async def until_logged(log: Path, event: str) -> None:
    """Wait for a line."""
    async with asyncio.timeout(20):
        while not any(line["event"] == event for line in lines(log)):  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.05)


async def until(log: Path, event: str, count: int = 1) -> list[dict[str, Any]]:
    """Wait for lines of the trace."""
    async with asyncio.timeout(20):
        while len(found := [line for line in traced(log) if line["event"] == event]) < count:  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.05)
    return found


@pytest.mark.asyncio
async def test_an_intent_is_found_by_its_number_and_followed_to_the_webhook_and_the_letter(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with receiving(Receiver()) as receiver, opened(Postbox()) as postbox:
        mail = ("--smtp-url", f"smtp://127.0.0.1:{postbox.port}", "--mail-from", "roadshow@show.example.org")
        async with Server(tmp_path, options=(*ALLOWED, *mail), log=log) as server, roadshow(server) as (host, _, of):
            await host.post(f"/api/seats/{host.seat}/endpoints", {"url": receiver.url, "types": ["intent.stated"]})
            guest = (await invest(server, host, of, 1)).guest
            await guest.http.post(f"/s/{guest.seat}/mail", data={"letters": "yes"}, headers={"origin": server.url})
            intent = (await state(server.url, guest, of)).json()["created"]
            await until(log, "delivery.attempted", 2)
            await guest.close()

    assert {line["trace"] for line in lines(log) if line.get("intent") == intent} == {TRACE}
    (recorded,) = (line for line in traced(log) if line["event"] == "command.recorded")
    assert (recorded["intent"], recorded["project"], recorded["events"][0]) == (intent, of, "intent.stated")
    waiting_and_attempted = [line for line in traced(log) if line != recorded]
    told = [(line["event"], line["queue"].partition("_")[0]) for line in waiting_and_attempted]
    assert sorted(told) == [
        *(("delivery.attempted", "end"), ("delivery.attempted", "mail")),
        *(("delivery.waiting", "end"), ("delivery.waiting", "mail")),
    ]
    assert {line["outcome"] for line in waiting_and_attempted if "outcome" in line} == {"delivered"}
    (request,) = receiver.requests
    assert request.headers["roadshow-trace"] == TRACE
    assert {line["message"] for line in waiting_and_attempted} == {request.id}


@pytest.mark.asyncio
async def test_a_refusal_is_found_by_the_reference_that_its_sender_was_shown(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with Server(tmp_path, log=log) as server, roadshow(server) as (host, _, project):
        guest = (await invest(server, host, project, 1)).guest
        refused = (await state(server.url, guest, "prj_none")).json()
        await guest.close()

    assert refused["reference"] == TRACE
    (line,) = traced(log)
    assert (line["event"], line["code"]) == ("request.refused", refused["code"])


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_the_node_that_hands_over_and_the_node_that_writes_log_the_same_id(
    tmp_path: Path, cluster: Cluster
) -> None:
    with RealRedis() as redis:
        async with (
            receiving(Receiver()) as receiver,
            nodes(tmp_path, cluster, redis, 2, ALLOWED) as house,
        ):
            front = Server(tmp_path)
            front.url, front.invitation = house.address.url, house.servers[-1].invitation
            async with roadshow(front) as (host, name, project):
                await host.post(f"/api/seats/{host.seat}/endpoints", {"url": receiver.url, "types": ["intent.stated"]})
                guest = (await invest(front, host, project, 1)).guest
                writer = house.holder(name)
                (other,) = (server for server in house.servers if server is not writer)
                assert writer is not None
                await state(other.url, guest, project)
                await receiver.until(1)
                await guest.close()
            (handed,) = traced(other.folder / "log")[:1]
            (wrote,) = (line for line in traced(writer.folder / "log") if line["event"] == "command.recorded")
            both = [*traced(other.folder / "log"), *traced(writer.folder / "log")]

    assert (handed["event"], handed["node"], handed["to"]) == ("request.forwarded", other.url, writer.url)
    assert (wrote["node"], wrote["roadshow"]) == (writer.url, name)
    assert "delivery.waiting" in {line["event"] for line in both}
    assert receiver.requests[0].headers["roadshow-trace"] == TRACE
