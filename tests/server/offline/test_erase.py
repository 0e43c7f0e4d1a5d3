from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from server.config import BadSetting
from server.offline.erase import run
from server.offline.verify import PROVEN, logs
from tests.server.app.house import CountingIds, HandClock
from tests.server.domain.story import START
from tests.server.storage.shelf import shelve, spoil

NAME = b"Name of ines"


@pytest_asyncio.fixture
async def folder(tmp_path: Path) -> Path:
    path = await shelve(tmp_path)
    spoil(path, "INSERT INTO person VALUES ('per_ines', 'Name of ines', 'House', 'ines@fund.cn', 0, '')")
    return tmp_path


def at() -> HandClock:
    clock = HandClock()
    clock.at = START + timedelta(days=60)
    return clock


def found(folder: Path) -> bool:
    return any(NAME in file.read_bytes() for file in folder.glob("roadshow.db*"))


def test_nothing_of_the_name_is_left_on_the_disk(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(folder)

    assert run("ines@fund.cn", folder, at(), CountingIds(), sure=True) == 0

    assert not found(folder)
    assert "Erased ines@fund.cn" in capsys.readouterr().out
    assert logs("", "", folder) == PROVEN


def test_without_being_sure_it_is_only_said_what_would_go(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("per_ines", folder, at(), CountingIds(), sure=False) == 0

    assert found(folder)
    out = capsys.readouterr().out
    assert "Would erase per_ines" in out
    assert "--yes" in out


def test_who_is_not_there_or_not_alone_is_said_in_one_line(folder: Path, tmp_path: Path) -> None:
    spoil(folder / "roadshow.db", "INSERT INTO person VALUES ('per_twin', 'Twin', '', 'ines@fund.cn', 0, '')")

    with pytest.raises(BadSetting, match="no person per_none"):
        run("per_none", folder, at(), CountingIds(), sure=True)
    with pytest.raises(BadSetting, match="more than one person: per_ines, per_twin"):
        run("ines@fund.cn", folder, at(), CountingIds(), sure=True)
    with pytest.raises(BadSetting, match="no database"):
        run("per_ines", tmp_path / "none", at(), CountingIds(), sure=True)
    assert found(folder)
