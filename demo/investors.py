"""Synthetic investors: each comes in, watches, and now and then asks, votes, or states and revises an intent."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.exceptions import WebSocketException

from demo.guest import Guest, Refused

PACE = (12.0, 40.0)
"""Seconds between two acts of one investor."""

BACK = 2.0
"""Seconds before an investor whose connection broke comes back."""


@dataclass(frozen=True)
class Person:
    """Who an investor is, and what they care for."""

    name: str
    organisation: str
    contact: str
    kinds: Sequence[str]
    currency: str
    unit: int
    """The step of their amounts, in minor units."""


CAST = (
    Person("林知远", "江川创投", "lin@demo.invalid", ("invest", "talk"), "CNY", 100_000_000),
    Person("Maya Brandt", "Northlight Ventures", "maya@demo.invalid", ("invest", "pilot"), "USD", 10_000_000),
    Person("周以宁", "恒岳产业基金", "zhou@demo.invalid", ("invest", "joint_rd"), "CNY", 200_000_000),
    Person("Tomás Rey", "Rey Industrial", "rey@demo.invalid", ("pilot", "license", "purchase"), "USD", 5_000_000),
)

QUESTIONS = (
    "中试线的良率目前是多少？有第三方检测吗？",
    "Which step would you scale first with the new money?",
    "核心专利的权属是否清晰？有没有共有人？",
    "How does the cost compare with the incumbent at 10,000 units a year?",
    "有没有可以参观的示范点？",
    "What would make you choose a licence over an investment?",
    "团队里谁全职投入？",
    "Which certification is still missing, and by when?",
    "供应链里哪一环最难替代？",
    "What did your first pilot customer complain about?",
)


@dataclass
class Memory:
    """What an investor sees and has done."""

    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def take(self, message: dict[str, Any]) -> None:
        """Keep the picture, as docs/protocol.md says."""
        if message["type"] == "snapshot":
            self.views = message["views"]
        elif message["type"] == "changed":
            for kind, changes in message["views"].items():
                kept = self.views.setdefault(kind, {})
                kept.update(changes)
                for key in [key for key, view in kept.items() if view is None]:
                    del kept[key]

    def rules(self) -> dict[str, Any]:
        """What the roadshow's preset asks."""
        found: dict[str, Any] = self.views.get("preset", {}).get("preset", {})
        return found

    def pitch(self) -> dict[str, Any] | None:
        """The pitch of the moment."""
        on = (pitch for pitch in self.views.get("pitch", {}).values() if pitch["phase"] in ("on_air", "questions"))
        return next(on, None)


async def attend(url: str, link: str, person: Person, *, seed: int) -> None:
    """Come in and take part until cancelled; a server that restarts is come back to."""
    guest, dice, memory = Guest(url), random.Random(seed), Memory()  # noqa: S311 - not a secret
    await guest.come_in(link, person.name, person.organisation, person.contact)
    while True:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_watch(guest, memory))
                group.create_task(_act(guest, memory, person, dice))
        except* (httpx.TransportError, WebSocketException, OSError, Refused):
            await asyncio.sleep(BACK)


async def _watch(guest: Guest, memory: Memory) -> None:
    async with guest.watching() as messages:
        async for message in messages:
            memory.take(message)
    raise Refused("the socket was closed")


async def _act(guest: Guest, memory: Memory, person: Person, dice: random.Random) -> None:
    while True:
        await asyncio.sleep(dice.uniform(*PACE))
        if pitch := memory.pitch():
            act = dice.choices((_ask, _vote, _state), weights=(2, 3, 3))[0]
            await act(guest, memory, person, dice, pitch)


async def _ask(guest: Guest, memory: Memory, person: Person, dice: random.Random, pitch: dict[str, Any]) -> None:
    known = {question["text"] for question in memory.views.get("question", {}).values()} | memory.asked
    if fresh := [question for question in QUESTIONS if question not in known]:
        text = dice.choice(fresh)
        memory.asked.add(text)
        await guest.command("question.ask", text=text)


async def _vote(guest: Guest, memory: Memory, person: Person, dice: random.Random, pitch: dict[str, Any]) -> None:
    own = memory.views.get("own_question", {}).keys() | memory.views.get("vote", {}).keys()
    if others := sorted(memory.views.get("question", {}).keys() - own):
        await guest.command("question.vote", question=dice.choice(others))


async def _state(guest: Guest, memory: Memory, person: Person, dice: random.Random, pitch: dict[str, Any]) -> None:
    if not pitch["window_open"]:
        return
    low = person.unit * dice.randint(1, 4)
    amount = {"minimum": low, "maximum": low + person.unit * dice.randint(0, 3), "currency": person.currency}
    kind = dice.choice(person.kinds)
    level = dice.choice(("interested", "considering"))
    fields = {"project": pitch["project"], "kind": kind, "level": level, "amount": amount if kind == "invest" else None}
    await guest.command("intent.state", **fields, **_noticed(memory), **await _named(guest, memory, pitch["project"]))


def _noticed(memory: Memory) -> dict[str, Any]:
    """The notice, accepted, where the preset has one."""
    notice = memory.rules().get("notice")
    return {"notice": notice["text"]} if notice else {}


async def _named(guest: Guest, memory: Memory, project: str) -> dict[str, Any]:
    """Who learns the name: the project's presenters, each by a consent of its own where the preset wants that."""
    if not (text := memory.rules().get("consent")):
        return {"visibility": "presenter_named", "consent": True}
    found = [one["person"] for one in await guest.read("recipients") if one["project"] == project]
    passed = memory.views.get("consent", {}).get(project, {}).get("passed", ())
    for recipient in set(found) - {one["recipient"] for one in passed}:
        await guest.command("consent.give", project=project, recipient=recipient, text=text)
    return {"visibility": "presenter_named" if found else "presenter"}
