import stat
from pathlib import Path

import pytest
import pytest_asyncio

from server.config import BadSetting
from server.offline.export import write
from server.offline.verify import BROKEN, PROVEN, UNDECIDED, exported
from server.storage.keys import FILE
from tests.server.domain.sealing import SHOW
from tests.server.storage.shelf import ROWS, shelve, spoil


@pytest_asyncio.fixture
async def folder(tmp_path: Path) -> Path:
    await shelve(tmp_path)
    return tmp_path


def test_a_log_is_written_with_a_line_for_each_entry(folder: Path) -> None:
    file = folder / "log.jsonl"

    assert write(SHOW, str(file), folder, private=False) == PROVEN

    assert len(file.read_bytes().splitlines()) == len(ROWS) + 2
    assert [one.name for one in folder.glob("*.part")] == []


def test_private_texts_are_for_the_owner_of_the_file(folder: Path) -> None:
    write(SHOW, str(folder / "open.jsonl"), folder, private=False)
    write(SHOW, str(folder / "private.jsonl"), folder, private=True)

    assert b"Name of iris" not in (folder / "open.jsonl").read_bytes()
    assert b"Name of iris" in (folder / "private.jsonl").read_bytes()
    assert stat.S_IMODE((folder / "private.jsonl").stat().st_mode) == 0o600


def test_an_export_may_go_down_a_pipe(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert write(SHOW, "-", folder, private=False) == PROVEN

    assert len(capfdbinary.readouterr().out.splitlines()) == len(ROWS) + 2


def test_a_broken_log_is_not_signed_and_leaves_no_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / "roadshow.db", "UPDATE event SET body = body || ' ' WHERE seq = 7")

    assert write(SHOW, str(folder / "log.jsonl"), folder, private=False) == BROKEN

    assert "BROKEN at entry 7" in capsys.readouterr().err
    assert list(folder.glob("log.jsonl*")) == []


def test_what_is_not_there_is_said_in_one_line(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="no roadshow rsh_9"):
        write("rsh_9", "-", folder, private=False)
    with pytest.raises(BadSetting, match="cannot be written"):
        write(SHOW, str(tmp_path / "none" / "log.jsonl"), folder, private=False)
    (folder / FILE).unlink()
    with pytest.raises(BadSetting, match="no keys"):
        write(SHOW, "-", folder, private=False)


def test_what_was_written_is_proven_with_the_keys_of_the_house_alone(folder: Path, tmp_path: Path) -> None:
    file = str(folder / "log.jsonl")
    write(SHOW, file, folder, private=True)

    assert exported(file, SHOW, "", folder) == PROVEN
    assert exported(file, "", "", tmp_path / "elsewhere") == UNDECIDED
