"""People are erased while the server runs: on the people list of the desk, and by the command line beside it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stories.process import Server
from tests.stories.test_proof import NAME, WORDS, Evening


async def until_without(messages: AsyncIterator[dict[str, Any]], word: str) -> dict[str, Any]:
    """The first whole picture that does not hold the word."""
    async with asyncio.timeout(20):
        async for message in messages:
            if message["type"] == "snapshot" and word not in json.dumps(message):
                return message
    raise AssertionError("the socket closed")


async def until_gone(folder: Path, *words: str) -> None:
    """Wait until the files of the database hold none of them any more."""
    async with asyncio.timeout(30):
        while any(word.encode() in bytes_of(folder) for word in words):  # noqa: ASYNC110 - a disk tells nobody
            await asyncio.sleep(0.05)


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("roadshow.db*"))


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_a_running_server_forgets_at_once_whoever_is_erased(tmp_path: Path) -> None:
    async with Server(tmp_path / "data") as server:
        evening = Evening(server)
        await evening.hold()
        host, ada, person = evening.host, evening.ada, evening.receipt["by"]
        async with host.watching() as messages:
            weighed = (await host.http.get(f"/api/seats/{host.seat}/people/{person}/personal")).json()
            await host.command("person.erase", person=person)
            seen = await until_without(messages, NAME)

        listed = (await host.http.get(f"/api/seats/{host.seat}/people")).json()
        refused = await ada.http.get(f"/api/seats/{ada.seat}/receipts/x")
        await until_gone(evening.folder, NAME, WORDS)
        left = bytes_of(evening.folder)
        await evening.host.close()
        await evening.ada.close()
        status, said = await evening.roadshow_command("verify", "--log")

    assert (weighed["texts"], weighed["leads"], weighed["elsewhere"]) == (2, 1, False)
    assert WORDS not in json.dumps(seen)
    [intent] = seen["views"]["intent"].values()
    assert (intent["state"], intent["name"], intent["comment"]) == ("submitted", None, None)
    assert [one["name"] for one in listed] == ["Host"]
    assert refused.status_code == httpx.codes.UNAUTHORIZED
    assert NAME.encode() not in left
    assert WORDS.encode() not in left
    assert (status, "0 texts as recorded, 2 erased" in said) == (0, True)


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_what_the_command_line_erases_a_running_server_forgets_within_seconds(tmp_path: Path) -> None:
    async with Server(tmp_path / "data") as server:
        evening = Evening(server)
        await evening.hold()
        async with evening.host.watching() as messages:
            status, said = await evening.roadshow_command("erase", "ada@engines.invalid", "--yes")
            seen = await until_without(messages, NAME)
        refused = await evening.ada.http.get(f"/api/seats/{evening.ada.seat}/receipts/x")
        told = await evening.host.command("roadshow.end")
        await evening.host.close()
        await evening.ada.close()
        checked = await evening.roadshow_command("verify", "--log")

    assert (status, "A server that runs forgets them within seconds" in said) == (0, True), said
    assert seen["views"]["standing"][evening.receipt["by"]]["erased"]
    assert refused.status_code == httpx.codes.UNAUTHORIZED
    assert told["seq"] > seen["seq"]
    assert checked[0] == 0
