"""Workers: each sends one command at a time, and the same again until it is answered, and notes every attempt."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from random import Random
from time import monotonic
from typing import Any, Final, Protocol

from msgspec.structs import replace

from bench.soak.history import Attempt, History, Outcome
from bench.soak.wire import Answer

Fields = dict[str, Any]
Ask = Callable[[str, bytes], Awaitable[Answer]]
"""Send a body under a key; whatever it raises leaves unknown what came of it."""

KINDS: Final = ("invest", "pilot", "license", "buy", "talk")
REPEATED: Final = 0.05
"""How many of the acknowledged commands are sent once more, to be answered as before."""

NOBODY: Final = 500
"""The status that stands for no answer at all."""


class Temper(Protocol):
    """What a worker sends next, and what it learns from an acknowledgement."""

    def next(self) -> Fields:
        """The next command."""
        ...

    def note(self, body: Fields, told: Fields) -> None:
        """It is on record."""
        ...


class Investor:
    """States, revises and withdraws intents."""

    def __init__(self, random: Random, projects: list[str]) -> None:
        """Take towards what."""
        self._random = random
        self._projects = projects
        self._live: dict[tuple[str, str], str] = {}

    def next(self) -> Fields:
        """One intent more, another version of one, or one less."""
        kind, project = self._random.choice(KINDS), self._random.choice(self._projects)
        if (kind, project) in self._live and self._random.random() < 0.3:
            return {"type": "intent.withdraw", "intent": self._live[(kind, project)]}
        low = self._random.randint(1, 10**6)
        amount = {"minimum": low, "maximum": low * 2, "currency": self._random.choice(("CNY", "USD"))}
        return {"type": "intent.state", "project": project, "kind": kind, "amount": amount, "comment": f"意向 {low}"}

    def note(self, body: Fields, told: Fields) -> None:
        """Remember what is live."""
        if body["type"] == "intent.withdraw":
            self._live = {claim: intent for claim, intent in self._live.items() if intent != body["intent"]}
        else:
            self._live[(body["kind"], body["project"])] = told["created"]


class Voter:
    """Asks now and then, and votes for what others asked."""

    def __init__(self, random: Random, asked: list[str]) -> None:
        """Take the questions that all voters know of."""
        self._random = random
        self._asked = asked
        self._own: set[str] = set()
        self._voted: set[str] = set()

    def next(self) -> Fields:
        """A vote, one taken back, or a question."""
        others = [question for question in self._asked[-20:] if question not in self._own]
        if not others or self._random.random() < 0.1:
            return {"type": "question.ask", "text": f"问题 {self._random.getrandbits(40)}?"}
        question = self._random.choice(others)
        kind = "question.unvote" if question in self._voted else "question.vote"
        return {"type": kind, "question": question}

    def note(self, body: Fields, told: Fields) -> None:
        """Remember the question or the vote."""
        if body["type"] == "question.ask":
            self._own.add(told["created"])
            self._asked.append(told["created"])
        elif body["type"] == "question.vote":
            self._voted.add(body["question"])
        else:
            self._voted.discard(body["question"])


class Worker:
    """One seat at work; `pause` is between two commands, in seconds."""

    def __init__(self, seat: str, ask: Ask, temper: Temper, history: History, random: Random, pause: float) -> None:
        """Take whose seat it is, how it sends and what."""
        self.seat = seat
        self.resent = 0
        self.sending: Attempt | None = None
        self._ask = ask
        self._temper = temper
        self._history = history
        self._random = random
        self._pause = pause

    async def work(self, stop: asyncio.Event) -> None:
        """Until it is told to stop, and then until the command at hand is answered."""
        while not stop.is_set():
            await self.settle(f"key-{self._random.getrandbits(80):x}", self._temper.next())
            await asyncio.sleep(self._pause * self._random.uniform(0.5, 1.5))

    async def settle(self, key: str, body: Fields) -> Attempt:
        """Send until there is an answer that stays; an acknowledged one is sometimes sent once more."""
        while (attempt := await self._attempt(key, body)).outcome == "unknown" or attempt.answer == "too_many":
            self.resent += 1
            await asyncio.sleep(self._random.uniform(0.05, 0.25))
        if attempt.outcome == "ok":
            self._temper.note(body, json.loads(attempt.answer))
            if self._random.random() < REPEATED:
                await self._attempt(key, body)
        return attempt

    async def _attempt(self, key: str, body: Fields) -> Attempt:
        begun = monotonic()
        self.sending = Attempt(seat=self.seat, key=key, body=body, invoked=begun, ended=float("inf"), outcome="unknown")
        try:
            answer = await self._ask(key, json.dumps(body).encode())
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError):
            answer = Answer(NOBODY, "")
        outcome, told = outcome_of(answer)
        attempt = replace(self.sending, ended=monotonic(), outcome=outcome, answer=told)
        self.sending = None
        self._history.attempts.append(attempt)
        return attempt


def outcome_of(answer: Answer) -> tuple[Outcome, str]:
    """What an answer says came of a command: a server that failed or is leaving may have recorded it."""
    if answer.status == 200:
        return "ok", answer.body
    if answer.status >= NOBODY:
        return "unknown", answer.body
    return "fail", str(json.loads(answer.body)["code"])
