"""A server that is killed between an append and its delivery delivers once it is back, and no event under two ids."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from demo.guest import Guest
from tests.server.delivery.postbox import Postbox, opened
from tests.server.delivery.receiver import Receiver, Reply, receiving
from tests.stories.process import Server
from tests.stories.test_kills import invest, roadshow

ALLOWED = ("--webhook-allow-private", "127.0.0.0/8")
TYPES = ["roadshow.started", "pitch.started", "window.opened", "window.closed", "pitch.ended", "roadshow.ended"]


@pytest.mark.asyncio
async def test_a_kill_between_append_and_delivery_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    async with (
        receiving(Receiver(Reply(500))) as receiver,
        Server(tmp_path, options=ALLOWED) as server,
        roadshow(server) as (host, _, _),
    ):
        made = await host.post(f"/api/seats/{host.seat}/endpoints", {"url": receiver.url, "types": TYPES})
        pitch = next(iter((await host.picture())["pitch"]))
        await host.command("window.close", pitch=pitch)
        await receiver.until(1)
        await host.command("pitch.end", pitch=pitch)
        await host.command("roadshow.end")
        await server.kill()

        receiver.replies = [Reply(204)]
        await server.start()
        await receiver.until(4)
        log = await deliveries(server, host)

    bodies = {request.id: json.loads(request.body) for request in receiver.requests}
    assert [body["type"] for body in sorted(bodies.values(), key=lambda body: body["data"]["seq"])] == TYPES[3:]
    assert len({(request.id, request.body) for request in receiver.requests}) == len(bodies) == len(log)
    assert {each["state"] for each in log} == {"delivered"}
    for request in receiver.requests:
        Webhook(made["secret"]).verify(request.body, request.headers)


async def deliveries(server: Server, host: Guest) -> list[dict[str, str]]:
    cookies = host.http.cookies
    async with httpx.AsyncClient(base_url=server.url, cookies=cookies) as http:
        while True:
            found: list[dict[str, str]] = (await http.get(f"/api/seats/{host.seat}/deliveries")).json()
            if not any(each["due_at"] for each in found):
                return found
            await asyncio.sleep(0.3)


@pytest.mark.asyncio
async def test_an_investor_who_asked_is_mailed_a_receipt_that_can_be_checked(tmp_path: Path) -> None:
    async with opened(Postbox()) as postbox:
        mail = ("--smtp-url", f"smtp://127.0.0.1:{postbox.port}", "--mail-from", "路演 <roadshow@show.example.org>")
        async with Server(tmp_path, options=mail) as server, roadshow(server) as (host, _, project):
            guests = [(await invest(server, host, project, number)).guest for number in (1, 2)]
            form = {"letters": "yes"}
            await guests[0].http.post(f"/s/{guests[0].seat}/mail", data=form, headers={"origin": server.url})
            for guest in guests:
                await guest.command("intent.state", project=project, kind="pilot")
            await postbox.until(1)

            told = await guests[0].command("intent.state", project=project, kind="pilot")
            await postbox.until(2)
            for guest in guests:
                await guest.close()

    assert postbox.recipients == [["1@fund.invalid"]] * 2
    first, second = postbox.letters
    assert first["Message-ID"] != second["Message-ID"]
    (receipt,) = second.iter_attachments()
    assert json.loads(receipt.get_content())["hash"] == told["receipt"]["hash"]
