import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from server.offline.retention import run
from server.offline.verify import PROVEN, logs
from tests.server.app.house import CountingIds, HandClock
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import START
from tests.server.storage.shelf import shelve, spoil


def clock(days: int) -> HandClock:
    made = HandClock()
    made.at = START + timedelta(days=days)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    asyncio.run(shelve(tmp_path))
    spoil(tmp_path / "roadshow.db", "UPDATE roadshow SET retention_days = 90")
    return tmp_path


def test_it_is_said_until_when_records_are_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, clock(60), CountingIds(), dry=False) == 0

    out = capsys.readouterr().out
    assert "Nothing is past its time." in out
    assert f"{SHOW}: kept until 2027-" in out


def test_a_dry_run_says_what_would_go_and_only_the_other_takes_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, clock(365), CountingIds(), dry=True)
    dry = capsys.readouterr().out
    run(folder, clock(365), CountingIds(), dry=True)
    again = capsys.readouterr().out

    with capture_logs():
        run(folder, clock(365), CountingIds(), dry=False)
    wet = capsys.readouterr().out

    assert f"{SHOW}: would erase" in dry
    assert dry == again
    assert wet == dry.replace("would erase", "erased")
    assert not any(b"Name of ines" in file.read_bytes() for file in folder.glob("roadshow.db*"))
    assert logs("", "", folder) == PROVEN
