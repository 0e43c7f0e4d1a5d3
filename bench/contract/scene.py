"""A live roadshow on a real server, with one of each role at its own seat, and the names of what there is in it."""

import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

from bench.soak.process import Server
from bench.soak.scene import data_of
from demo.guest import Guest, Refused

ROLES: Final = ("nobody", "audience", "investor", "presenter", "organizer", "auditor")
SPARE: Final = ("audience", "investor", "investor", "presenter", "organizer")
OPTIONS: Final = ("--media-workers", "1", "--webhook-allow-private", "127.0.0.0/8")
IDENTITY: Final = re.compile(rb"\b([a-z]{3})_[0-9a-zA-Z]{20,40}\b")
OTHERS: Final = {
    "digest": re.compile(rb"\b([0-9a-f]{64})\b"),
    "token": re.compile(rb"/c/([\w-]{43})/"),
    "session": re.compile(rb"^/wh[ei]p/\w+/([\w-]+)$"),
}
REMEMBERED: Final = 30

PLANNED: Final = {
    "title": {"en": "Demo day"},
    "starts_at": "2026-11-24T08:00:00Z",
    "pitches": [{"title": {"en": "Solar paint", "zh": "光伏涂料"}}, {"title": {"en": "Quiet drone"}}],
}
WINDOW: Final = {"starts_at": "2036-11-24T08:00:00Z", "ends_at": "2036-11-24T12:00:00Z"}
MONITOR: Final = "a-monitors-token-of-some-length"
DOCUMENT: Final = b"%PDF-1.7 a document"
RECEIVER: Final[dict[str, Any]] = {"url": "http://127.0.0.1:9/hook", "types": ["intent.stated", "question.asked"]}


class Scene:
    """Who sends, from which seat, and what they may name: never the cast itself, or it would soon be gone."""

    def __init__(self, url: str) -> None:
        """Take the server's address."""
        self.url = url
        self.cookies: dict[str, str] = {"nobody": ""}
        self.seats: dict[str, str] = {}
        self.rehearsal: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self._host = Guest(url)
        self._guests: list[Guest] = [self._host]
        self._cast: set[str] = set()
        self._known: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=REMEMBERED))

    def hear(self, answer: bytes) -> None:
        """Remember what an answer names."""
        for found in IDENTITY.finditer(answer):
            identity, kind = found.group().decode(), found.group(1).decode()
            if identity not in self._known[kind] and identity not in self._cast:
                self._known[kind].append(identity)
        for kind, pattern in OTHERS.items():
            self._known[kind].extend(found.decode() for found in pattern.findall(answer))

    def some(self, kind: str, random: Random) -> str | None:
        """One of a kind that was heard of lately."""
        known = self._known[kind]
        return random.choice(list(known)) if known else None

    async def open(self, invitation: str) -> None:
        """Come in as the organizer, and bring a roadshow to where everything is possible."""
        await self._host.come_in(f"{self.url}/i/{invitation}", "Olga")
        self._host.seat = (await self._host.post("/api/roadshows", PLANNED))["seat"]
        self._take("organizer", self._host)
        project = next(iter((await self._get("leads"))["projects"]))
        for role in ("audience", "investor", "presenter", "auditor"):
            self._take(role, await self._invited(role, project))
        self.seats["nobody"] = self.seats["investor"]
        self.rehearsal = await self._host.post(f"/api/seats/{self._host.seat}/rehearsals", {})
        self._cast |= {one[kind] for one in await self._get("people") for kind in ("person", "seat")}
        self._cast.add(self.rehearsal["roadshow"])
        again = await self._host.post(f"/api/seats/{self._host.seat}/rehearsals", {})
        self.tokens = {"rehearsal": again["token"], "monitor": MONITOR}
        self._known.clear()
        spares = [await self._invited(role, project) for role in SPARE]
        await self.heal()
        for investor in (spares[1], self._guests[2]):
            await self._fill(project, investor)

    async def contract(self) -> dict[str, Any]:
        """The document that the server gives to anybody."""
        document: dict[str, Any] = (await self._host.http.get("/api/openapi.json")).json()
        return document

    async def heal(self) -> None:
        """Bring back what makes the rest possible: a live roadshow with a pitch on, things to name."""
        for name in ("roadshow.start", "roadshow.resume"):
            await self._try(self._host.command(name))
        for kind, views in (await self._host.picture()).items():
            self.hear(f"{kind} {views}".encode())
            if kind == "pitch":
                for pitch in views:
                    await self._try(self._host.command("pitch.start", pitch=pitch))
        await self._try(self._host.post(f"/api/seats/{self._host.seat}/endpoints", RECEIVER))
        await self._try(self._host.post(f"/api/seats/{self._host.seat}/invitations", {"role": "audience"}))
        for name in ("invitations", "endpoints", "deliveries", "people", "materials", "leads", "leads/changes"):
            await self._get(name)

    async def close(self) -> None:
        """Leave."""
        for guest in self._guests:
            await guest.close()

    async def _fill(self, project: str, investor: Guest) -> None:
        await self._host.command("meeting.configure", windows=[WINDOW])
        await self._host.hand_out(project, "paper.pdf", DOCUMENT)
        stated = {"project": project, "kind": "talk", "visibility": "presenter"}
        await investor.command("intent.state", **stated)
        await investor.command("question.ask", text="How much?")
        await investor.command("meeting.request", project=project)
        await self.heal()

    async def _invited(self, role: str, project: str) -> Guest:
        wanted = {"role": role, "project": project if role == "presenter" else None}
        link = (await self._host.post(f"/api/seats/{self._host.seat}/invitations", wanted))["link"]
        self._guests.append(guest := Guest(self.url))
        await guest.come_in(link, role.title(), "Fund", f"{role}@fund.invalid")
        return guest

    def _take(self, role: str, guest: Guest) -> None:
        self.seats[role] = guest.seat
        self.cookies[role] = "; ".join(f"{name}={value}" for name, value in guest.http.cookies.items())

    async def _get(self, name: str) -> Any:
        answer = await self._host.http.get(f"/api/seats/{self._host.seat}/{name}")
        self.hear(answer.content)
        return answer.json()

    async def _try(self, asked: Awaitable[dict[str, Any]]) -> None:
        with suppress(Refused):
            self.hear(repr(await asked).encode())


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Scene]:
    """A scene on a server of its own, which ends with it."""
    (token := folder / "token").write_text(MONITOR)
    options = (*OPTIONS, "--metrics-token", str(token))
    server = Server(data_of(folder), options=options, log=folder / "server.log")
    await server.start("-m", "bench.contract.hurried")
    scene = Scene(server.url)
    try:
        await scene.open(server.invitation)
        yield scene
    finally:
        await scene.close()
        await server.stop()
