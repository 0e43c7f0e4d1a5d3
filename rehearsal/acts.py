"""What a synthetic audience does: asks, votes and states intents, at a rate, each by somebody drawn by lot."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from rehearsal.doors import Person
from rehearsal.posts import Answer, Posts
from rehearsal.spread import Spread

REMEMBERED = 200
WAITING = 2000
QUESTIONS = (
    "中试线的良率目前是多少？",
    "Which step would you scale first?",
    "核心专利的权属是否清晰？",
    "How does the cost compare with the incumbent?",
    "有没有可以参观的示范点？",
)


class Acts:
    """Gives commands on behalf of people; `refusals` are counted by code, `late` are those for which patience ended.

    What would be more than WAITING at once is not begun and counted as `unsent`, so that load stays bounded.
    """

    def __init__(self, posts: Posts, preset: dict[str, Any], project: str, dice: Random) -> None:
        """Take what the roadshow asks of investors, and the project they speak to."""
        self._posts = posts
        self._preset = preset
        self._about = project
        self._dice = dice
        self._questions: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)
        self._voted: set[tuple[str, str]] = set()
        self._certified: set[str] = set()
        self._going: set[asyncio.Task[None]] = set()
        self.spreads = {"question": Spread(), "vote": Spread(), "intent": Spread()}
        self.taken: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.late = self.unsent = 0

    async def play(self, people: Sequence[Person], rates: dict[str, float], until: float) -> None:
        """Act at these rates until the loop's clock says so."""
        await asyncio.gather(*(self._at(rate, name, people, until) for name, rate in rates.items() if rate))

    def turn_to(self, project: str) -> None:
        """Have people speak to another project, about which nobody has asked yet."""
        if project != self._about:
            self._about = project
            self._questions.clear()

    async def settle(self) -> None:
        """Wait for what is still on its way."""
        await asyncio.gather(*self._going)

    async def _at(self, rate: float, name: str, people: Sequence[Person], until: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + self._dice.random() / rate
        while due < until:
            await asyncio.sleep(max(0.0, due - loop.time()))
            due += 1 / rate
            if len(self._going) >= WAITING:
                self.unsent += 1
            elif people:
                task = asyncio.create_task(self._one(name, people))
                self._going.add(task)
                task.add_done_callback(self._going.discard)

    async def _one(self, name: str, people: Sequence[Person]) -> None:
        if (found := ACTS[name](self, people)) is None:
            return
        who, command = found
        if name == "intent":
            await self._certify(who)
        if (answer := await self._send(who, command)) is None:
            return
        if not answer.taken:
            self.refusals[_code(answer)] += 1
            return
        self.taken[name] += 1
        self.spreads[name].add(answer.milliseconds)
        if name == "question":
            self._questions.append((json.loads(answer.body)["created"], who.person))

    async def _send(self, who: Person, command: dict[str, Any]) -> Answer | None:
        try:
            return await self._posts.command(who.ticket, json.dumps(command).encode())
        except TimeoutError:
            self.late += 1
            return None

    async def _certify(self, who: Person) -> None:
        """Declare once what the rules of the place ask of investors."""
        wanted = self._preset.get("certification")
        if wanted and who.person not in self._certified:
            self._certified.add(who.person)
            given = {"type": "certificate.give", "basis": wanted["bases"][0], "text": wanted["text"]}
            await self._send(who, given)

    def _ask(self, people: Sequence[Person]) -> tuple[Person, dict[str, Any]] | None:
        text = f"{self._dice.choice(QUESTIONS)} #{self._dice.randrange(10**6):06d}"
        return self._dice.choice(people), {"type": "question.ask", "text": text}

    def _vote(self, people: Sequence[Person]) -> tuple[Person, dict[str, Any]] | None:
        if not self._questions:
            return None
        (question, asker), who = self._dice.choice(self._questions), self._dice.choice(people)
        if who.person == asker or (question, who.person) in self._voted:
            return None
        self._voted.add((question, who.person))
        return who, {"type": "question.vote", "question": question}

    def _state(self, people: Sequence[Person]) -> tuple[Person, dict[str, Any]] | None:
        investors = [one for one in (self._dice.choice(people) for _ in range(20)) if one.ticket.audience == "investor"]
        kinds = [offered["kind"] for offered in self._preset.get("kinds", ())] or ["talk"]
        if not investors:
            return None
        notice = self._preset.get("notice")
        kind = "talk" if "talk" in kinds else kinds[0]
        stated = {"type": "intent.state", "project": self._about, "kind": kind, "visibility": "presenter"}
        return investors[0], stated | {"consent": False, "notice": notice["text"] if notice else ""}


ACTS: dict[str, Callable[[Acts, Sequence[Person]], tuple[Person, dict[str, Any]] | None]] = {
    "question": Acts._ask,
    "vote": Acts._vote,
    "intent": Acts._state,
}


def _code(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["code"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status}"
