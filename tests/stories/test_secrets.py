"""Two servers of one house log everything they can for an evening on which much fails, and no secret is in any line."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from demo.guest import Guest, Refused
from tests.cluster import Cluster
from tests.real_redis import RealRedis
from tests.server.delivery.postbox import Postbox, opened
from tests.server.delivery.receiver import Receiver, Reply, receiving
from tests.stories.process import Server
from tests.stories.street import Nodes, nodes
from tests.stories.test_kills import roadshow
from tests.stories.test_traces import lines, until_logged

FILES: Final = {
    "--database-password": "planted-password-of-postgresql",
    "--redis-password": "planted-password-of-redis",
    "--smtp-credentials": "roadshow:planted-password-of-the-mail-server",
    "--metrics-token": "planted-token-of-the-monitor",
    "--turn-secret": "planted-secret-of-turn",
}
NAME, HOUSE, CONTACT = "Planted Name", "Planted Fund", "planted.contact@fund.invalid"
TEXTS: Final = ("planted question 甲", "planted comment 乙", "planted prompt 丙", "planted slip 丁", "planted-person")


class Evening:
    """What people did, and every secret that they or the house had."""

    def __init__(self, house: Nodes, folder: Path) -> None:
        self.house = house
        self.secrets = {*FILES.values(), NAME, HOUSE, CONTACT, *TEXTS, (folder / "secret").read_text().strip()}
        self.secrets.add("planted-password-of-the-mail-server")
        for server in house.servers:
            keys = json.loads((server.folder / "keys.json").read_text())
            self.secrets |= {text for text in _texts(keys) if len(text) > 40}

    async def come_in(self, host: Guest, role: str, project: str | None = None) -> Guest:
        guest = Guest(host.url)
        wanted = {"role": role, **({"project": project} if project else {})}
        invited = await host.post(f"/api/seats/{host.seat}/invitations", wanted)
        await guest.come_in(invited["link"], NAME, HOUSE, CONTACT)
        self.note_link(invited["link"])
        self.note_cookies(guest)
        return guest

    def note_link(self, link: str) -> None:
        self.secrets |= {part for part in urlsplit(link).path.split("/") if len(part) > 20}

    def note_cookies(self, guest: Guest) -> None:
        self.secrets |= {value for value in guest.http.cookies.values() if value and len(value) > 20}

    def logged(self) -> list[dict[str, Any]]:
        return [line for server in self.house.servers for line in lines(server.folder / "log")]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_no_secret_no_name_and_no_text_of_anybody_is_in_the_log_whatever_fails(
    tmp_path: Path, cluster: Cluster
) -> None:
    with RealRedis() as redis:
        redis.execute("CONFIG", "SET", "requirepass", FILES["--redis-password"])
        async with (
            receiving(Receiver(Reply(500, body=b"no"))) as receiver,
            opened(Postbox(at_recipient=f"550 <{CONTACT}> {NAME} is unknown here")) as postbox,
            nodes(tmp_path, cluster, redis, 2, options(tmp_path, postbox)) as house,
        ):
            evening = Evening(house, tmp_path)
            front = Server(tmp_path)
            front.url, front.invitation = house.address.url, house.servers[-1].invitation
            evening.secrets.add(front.invitation)
            async with roadshow(front) as (host, name, project):
                evening.note_cookies(host)
                investor = await evening.come_in(host, "investor")
                presenter = await evening.come_in(host, "presenter", project)
                await ordinary(evening, host, investor, presenter, project, receiver)
                await receiver.until(1)
                await attempted(evening)
                await odd(evening, host, investor)
                await broken_database(house, host, investor, project)
                await broken_house(house, name, host, investor, project)
                for guest in (investor, presenter):
                    await guest.close()
            found = evening.logged()

    seen = {line["event"] for line in found}
    assert seen >= {"command.recorded", "request.forwarded", "request.refused", "delivery.attempted", "room.failed"}
    assert seen >= {"node.unreached", "log.away", "bus.away"}
    assert {line["queue"][:4] for line in found if line["event"] == "delivery.attempted"} == {"end_", "mail"}
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in found)
    assert len(evening.secrets) > 25
    assert {secret for secret in evening.secrets if secret in text or secret.encode().hex() in text} == set()


def options(folder: Path, postbox: Postbox) -> list[str]:
    told = []
    for option, secret in FILES.items():
        (folder / option).write_text(secret)
        told += [option, str(folder / option)]
    mail = ("--smtp-url", f"smtp://127.0.0.1:{postbox.port}", "--mail-from", "roadshow@show.example.org")
    turn = ("--turn-url", "turn:turn.example.org:3478", "--webhook-allow-private", "127.0.0.0/8")
    return [*told, *mail, *turn, "--log-level", "debug"]


async def ordinary(
    evening: Evening, host: Guest, investor: Guest, presenter: Guest, project: str, receiver: Receiver
) -> None:
    """Every kind of secret is made and used once."""
    hook = f"{receiver.url}/planted-path-of-a-hook"
    made = await host.post(f"/api/seats/{host.seat}/endpoints", {"url": hook, "types": ["intent.stated"]})
    evening.secrets |= {made["secret"], made["secret"].removeprefix("whsec_"), "planted-path-of-a-hook"}
    await investor.http.post(f"/s/{investor.seat}/mail", data={"letters": "yes"}, headers={"origin": investor.url})
    await investor.command("question.ask", text=TEXTS[0])
    await investor.command("intent.state", project=project, kind="pilot", comment=TEXTS[1])
    await host.command("prompt.send", project=project, text=TEXTS[2])
    slip = await host.command("intent.enter", project=project, kind="pilot", name=TEXTS[4], contact=CONTACT)
    evening.note_link((await host.post(f"/api/seats/{host.seat}/slips/{slip['created']}/link", {}))["link"])
    evening.note_link((await investor.post(f"/api/seats/{investor.seat}/device", {}))["link"])
    calendar = (await investor.post(f"/api/seats/{investor.seat}/calendar", {}))["url"]
    evening.note_link(calendar)
    await investor.http.get(urlsplit(calendar).path)
    encoder = await presenter.post(f"/api/seats/{presenter.seat}/encoder", {})
    evening.secrets.add(encoder["token"])
    bearer = {"authorization": f"Bearer {encoder['token']}", "content-type": "application/sdp"}
    await presenter.http.post(f"/whip/{presenter.seat}", content=b"v=0\r\nplanted-person", headers=bearer)
    rehearsal = await host.post(f"/api/seats/{host.seat}/rehearsals", {})
    evening.secrets.add(rehearsal["token"])
    entered = await host.http.post(
        "/api/rehearsals/enter", headers={"authorization": f"Bearer {rehearsal['token']}"}, content=b""
    )
    evening.secrets |= {text for text in _texts(entered.json()) if len(text) > 40}


async def odd(evening: Evening, host: Guest, investor: Guest) -> None:
    """What browsers never send, to both nodes."""
    commands = f"/api/seats/{investor.seat}/commands"
    key = {"Idempotency-Key": "key-of-what-is-odd", "content-type": "application/json"}
    guessed = {"cookie": f"roadshow={'planted-guess-of-a-cookie' * 2}"}
    evening.secrets.add("planted-guess-of-a-cookie")
    for server in evening.house.servers:
        url = server.url
        await investor.http.post(url + commands, headers=key, content=f'{{"type":"{TEXTS[0]}"}}'.encode())
        await investor.http.post(
            url + commands, headers=key, content=f'{{"type":"question.ask","text":["{TEXTS[0]}"'.encode()
        )
        await investor.http.post(url + commands, headers=key, json={"type": "question.ask", "text": TEXTS[0] * 9000})
        await investor.http.get(f"{url}/i/{evening.house.servers[-1].invitation}")
        await investor.http.get(f"{url}/c/planted-guess-of-a-cookie-and-more/meetings.ics")
        await host.http.get(f"{url}/metrics", headers={"authorization": f"Bearer {FILES['--metrics-token']}"})
        async with httpx.AsyncClient(base_url=url) as nobody:
            await nobody.post(commands, headers={**key, **guessed}, json={"type": "question.ask", "text": TEXTS[0]})
            await nobody.post("/i/planted-guess-of-a-cookie-and-more", data={"name": NAME, "contact": CONTACT})


async def broken_database(house: Nodes, host: Guest, investor: Guest, project: str) -> None:
    """PostgreSQL refuses rows in its own words, which quote them."""
    invited = await host.post(f"/api/seats/{host.seat}/invitations", {"role": "investor"})
    guest = Guest(host.url)
    with psycopg.connect(house.database, autocommit=True) as connection:
        for table in ("event_private", "person"):
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT planted CHECK (false) NOT VALID")
        with suppress(Refused):
            await investor.command("intent.state", project=project, kind="invest", comment=TEXTS[1])
        with suppress(Refused):
            await guest.come_in(invited["link"], NAME, HOUSE, CONTACT)
        for table in ("event_private", "person"):
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT planted")
    await guest.close()


async def broken_house(house: Nodes, name: str, host: Guest, investor: Guest, project: str) -> None:
    """Redis goes, PostgreSQL goes, and then the node that writes."""
    house.redis.stop()
    invited = await host.post(f"/api/seats/{host.seat}/invitations", {"role": "investor"})
    house.cluster.stop("immediate")
    body = {"type": "intent.state", "project": project, "kind": "license", "comment": TEXTS[1]}
    address = f"/api/seats/{investor.seat}/commands"
    for server in house.servers:
        with suppress(httpx.TransportError):
            await investor.http.post(server.url + address, json=body, headers={"Idempotency-Key": "key-of-the-night"})
    house.cluster.start()
    writer = await writing(house, name)
    (other,) = (server for server in house.servers if server is not writer)
    await writer.kill()
    for path in (address, urlsplit(invited["link"]).path):
        with suppress(httpx.TransportError):
            await investor.http.post(other.url + path, json=body, headers={"Idempotency-Key": "key-of-the-night"})
    await until_logged(other.folder / "log", "bus.away")


async def writing(house: Nodes, name: str) -> Server:
    """Whoever has the lease, once somebody has it again."""
    async with asyncio.timeout(30):
        while (found := house.holder(name)) is None:  # noqa: ASYNC110 - a row tells nobody
            await asyncio.sleep(0.1)
    return found


async def attempted(evening: Evening) -> None:
    """Wait for the first attempts at a webhook and at a letter."""
    async with asyncio.timeout(30):
        while True:
            told = (line["queue"][:4] for line in evening.logged() if line["event"] == "delivery.attempted")
            if {*told} == {"end_", "mail"}:
                return
            await asyncio.sleep(0.1)
