"""A synthetic audience acts at its rate, votes once for what others asked, and tells refusals by their code."""

import asyncio
import json
from random import Random
from typing import Any

from rehearsal.acts import Acts
from rehearsal.doors import Person
from rehearsal.posts import Answer
from rehearsal.viewers import Ticket
from tests.haste import without_waiting

PEOPLE = [
    Person(f"per_{number}", Ticket(seat=f"sea_{number}", cookie="", audience="investor" if number % 2 else "audience"))
    for number in range(10)
]


class Desk:
    """Answers in place of posts."""

    def __init__(self, status: int = 200, code: str = "") -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self._status, self._code = status, code

    async def command(self, ticket: Ticket, body: bytes) -> Answer:
        self.sent.append((ticket.seat, json.loads(body)))
        told = {"code": self._code} if self._code else {"created": f"que_{len(self.sent)}"}
        return Answer(self._status, json.dumps(told).encode(), 12.0)

    def of(self, type_: str) -> list[tuple[str, dict[str, Any]]]:
        return [(seat, body) for seat, body in self.sent if body["type"] == type_]


async def played(desk: Desk, rates: dict[str, float], preset: dict[str, Any], seconds: float = 0.5) -> Acts:
    acts = Acts(desk, preset, "prj_1", Random(3))  # type: ignore[arg-type]
    await acts.play(PEOPLE, rates, asyncio.get_running_loop().time() + seconds)
    await acts.settle()
    return acts


@without_waiting
async def test_votes_are_for_what_others_asked_and_once_each() -> None:
    desk = Desk()

    acts = await played(desk, {"question": 40, "vote": 200}, {})

    votes = [(seat, body["question"]) for seat, body in desk.of("question.vote")]
    asked = {f"que_{n}": seat for n, (seat, body) in enumerate(desk.sent, 1) if body["type"] == "question.ask"}
    assert len(votes) == len(set(votes)) > 20
    assert all(asked[question] != seat for seat, question in votes)
    assert 15 <= acts.taken["question"] <= 25


@without_waiting
async def test_investors_state_what_the_rules_allow_and_declare_what_they_ask() -> None:
    desk = Desk()
    preset = {
        "kinds": [{"kind": "invest"}, {"kind": "talk"}],
        "notice": {"text": "a" * 64},
        "certification": {"bases": ["income"], "text": "b" * 64},
    }

    acts = await played(desk, {"intent": 40}, preset)

    stated, given = desk.of("intent.state"), desk.of("certificate.give")
    assert acts.spreads["intent"].count == len(stated) > 10
    assert {int(seat.removeprefix("sea_")) % 2 for seat, _ in stated} == {1}
    assert {(body["kind"], body["notice"], body["project"]) for _, body in stated} == {("talk", "a" * 64, "prj_1")}
    assert [seat for seat, _ in given] == list(dict.fromkeys(seat for seat, _ in stated))


@without_waiting
async def test_refusals_are_counted_by_their_code() -> None:
    acts = await played(Desk(409, "window_closed"), {"intent": 40}, {})

    assert acts.refusals["window_closed"] > 10
    assert not acts.taken
