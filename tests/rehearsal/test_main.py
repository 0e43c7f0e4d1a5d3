"""A short rehearsal on a real server: it is carried, told while it goes on, measured, and gone when it is cleaned."""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from rehearsal.__main__ import main
from tests.demo.conftest import KEPT, kept
from tests.rehearsal.conftest import House

SCRIPT = """
investors = 0.4
[[phase]]
title = { en = "Doors", zh = "入场" }
seconds = 1
viewers = 0.5
[[phase]]
title = { en = "Pitch", zh = "路演" }
show = "pitch"
seconds = 5
media = 1.0
questions = 4
votes = 10
intents = 10
drop = 0.5
idle = 0.1
[[phase]]
title = { en = "The next", zh = "下一位" }
show = "pitch"
seconds = 3
media = 1.0
intents = 4
"""


def rows(folder: Path) -> dict[str, int]:
    """How many rows each table has, but for what stays of a rehearsal and of each start."""
    base = sqlite3.connect(f"file:{folder / 'roadshow.db'}?mode=ro", uri=True)
    names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [name for name in names if name not in ("rehearsal", "text", "sqlite_sequence")]
    counted = {name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in kept}
    base.close()
    return counted


async def rehearse(*words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rehearsal", *words), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()


@pytest.mark.asyncio
@pytest.mark.timeout(300)
async def test_a_short_rehearsal_is_carried_and_cleaning_leaves_nothing(house: House, tmp_path: Path) -> None:
    await asyncio.to_thread(kept, "vp8")
    before = rows(house.server.folder)
    token, script, file = await house.begin(), tmp_path / "script.toml", tmp_path / "card.json"
    script.write_text(SCRIPT)

    way = (f"--url={house.url}", f"--token={token}")
    audience = ("--viewers=20", "--media=2", f"--script={script}", f"--clips={KEPT}", f"--card={file}")
    status, told = await rehearse(*way, *audience)

    card: dict[str, Any] = json.loads(file.read_text())
    assert status == 0, told
    assert "gave way first" in told
    assert (card["viewers"], card["faults"], card["refused"]) == (20, {}, {})
    assert card["dropped"]["count"] == 5
    assert card["dropped"]["reloads"] == 0
    assert card["intents"]["count"] >= 20
    assert card["media"]["count"] == 2, card["media"]
    assert (card["media"]["presenters"], card["media"]["shown"]) == (2, 2)
    assert card["latency"]["count"] > 100
    (told_of,) = await house.rehearsals()
    assert (told_of["state"], told_of["card"]) == ("ended", card)
    assert told_of["progress"]["viewers"] == 20

    assert (await rehearse(*way, "--clean"))[0] == 0

    assert rows(house.server.folder) == before
    (left,) = await house.rehearsals()
    assert (left["state"], left["card"]) == ("deleted", card)


@pytest.mark.asyncio
async def test_a_server_that_is_no_rehearsal_is_left_alone(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    before = rows(house.server.folder)

    status, _ = await rehearse(f"--url={house.url}", "--token=guessed", "--media=0")

    assert status == 2
    assert "rehearsal_missing" in capfd.readouterr().err
    assert rows(house.server.folder) == before


@pytest.mark.parametrize(
    "words", [("--viewers=0",), ("--viewers=19001",), ("--viewers=2", "--media=3"), ("--minutes=121",)]
)
def test_a_load_beyond_its_bounds_is_refused_before_anybody_is_asked(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("--url=http://127.0.0.1:1", "--token=x", *words)) == 2
    assert "at most" in capsys.readouterr().err


def test_the_script_is_printed_to_be_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("--url=http://127.0.0.1:1", "--print-script")) == 0
    assert "[[phase]]" in capsys.readouterr().out
