from pathlib import Path
from random import Random
from typing import Any

import pytest

from demo.__main__ import prepare
from demo.guest import Guest
from demo.investors import CAST, QUESTIONS, Memory, _ask, _state, _vote
from tests.stories.process import Server


class Noting(Guest):
    """Notes commands instead of sending them; test_kills.py and the demo itself send them for real."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.given: list[tuple[str, dict[str, Any]]] = []

    async def command(self, name: str, /, **fields: Any) -> dict[str, Any]:
        self.given.append((name, fields))
        return {}


def test_a_memory_follows_the_wire() -> None:
    memory = Memory()
    memory.take({"type": "snapshot", "views": {"pitch": {"p": {"phase": "pending"}}}})

    memory.take({"type": "changed", "views": {"pitch": {"p": {"phase": "on_air"}}, "question": {"q": {"text": "?"}}}})
    memory.take({"type": "changed", "views": {"question": {"q": None}}})

    assert memory.pitch() == {"phase": "on_air"}
    assert memory.views["question"] == {}


@pytest.mark.asyncio
async def test_nobody_asks_what_was_asked_before() -> None:
    guest, memory = Noting(), Memory()

    for _ in range(len(QUESTIONS) + 3):
        await _ask(guest, memory, CAST[0], Random(1), {})

    assert sorted(fields["text"] for _, fields in guest.given) == sorted(QUESTIONS)
    await guest.close()


@pytest.mark.asyncio
async def test_nobody_votes_twice_or_for_themselves() -> None:
    guest = Noting()
    memory = Memory(views={"question": {"a": {}, "b": {}}, "own_question": {"a": {}}, "vote": {"b": {}}})

    await _vote(guest, memory, CAST[0], Random(1), {})

    assert guest.given == []
    await guest.close()


@pytest.mark.asyncio
async def test_intents_are_stated_only_while_the_window_is_open() -> None:
    guest = Noting()

    await _state(guest, Memory(), CAST[0], Random(1), {"window_open": False})
    await _state(guest, Memory(), CAST[0], Random(1), {"window_open": True, "project": "prj"})

    assert [name for name, _ in guest.given] == ["intent.state"]
    await guest.close()


@pytest.mark.asyncio
async def test_intents_are_stated_under_the_notice_and_presenters_learn_names_by_consent(
    tmp_path: Path,
) -> None:
    async with Server(tmp_path) as server:
        stage = await prepare(server.url, server.invitation)
        presenter, investor = Guest(server.url), Guest(server.url)
        await presenter.come_in(await stage.invite("presenter", stage.projects[0]), "Pat", "Lab", "pat@lab.invalid")
        await investor.come_in(await stage.invite("investor"), "Ivy", "Fund", "ivy@fund.invalid")
        await stage.host.command("roadshow.start")
        await stage.host.command("pitch.start", pitch=stage.pitches[0])
        memory = Memory(views=await investor.picture())
        on = memory.pitch()
        assert on is not None

        await _state(investor, memory, CAST[0], Random(1), on)
        await _state(investor, Memory(views=await investor.picture()), CAST[1], Random(2), on)

        own = (await investor.picture())["own_intent"].values()
        stated = (await presenter.picture())["intent"].values()
        assert {one["terms"]["notice"] for one in own} == {memory.rules()["notice"]["text"]}
        assert {one["name"] for one in stated} == {"Ivy"}
        for guest in (stage.host, presenter, investor):
            await guest.close()
