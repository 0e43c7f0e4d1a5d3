import os
from pathlib import Path

import pytest
from sqlalchemy import text

from server.cli import main
from server.doctor.backups import HOUR, NIGHTLY, WEEK, examine
from server.doctor.findings import Mark
from server.storage import sqlite
from server.storage.migrate import upgrade

NOW = 2_000_000_000.0


def said(mark: Mark, folder: Path | None, data: Path = Path("nowhere")) -> str:
    return "\n".join(each.words for each in examine(folder, data, NOW) if each.mark is mark)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Backups of a house, as they are made, of an hour ago."""
    with sqlite.engine(tmp_path / "roadshow.db").connect() as connection, connection.begin():
        upgrade(connection)
    (tmp_path / "backups").mkdir()
    assert main(["backup", str(tmp_path / "backups" / "night"), "--data", str(tmp_path)]) == 0
    aged(tmp_path / "backups" / "night", HOUR)
    return tmp_path / "backups"


def aged(file: Path, seconds: float) -> None:
    os.utime(file, (NOW - seconds, NOW - seconds))


def test_a_backup_of_this_night_is_good(folder: Path) -> None:
    assert "night is 1 hours old." in said(Mark.good, folder)
    assert "It can be read" in said(Mark.good, folder)
    assert said(Mark.bad, folder) == said(Mark.hint, folder) == ""


@pytest.mark.parametrize(("age", "mark"), [(NIGHTLY + HOUR, Mark.hint), (WEEK + HOUR, Mark.bad)])
def test_an_old_one_is_told_and_what_is_no_whole_backup_makes_it_no_younger(
    folder: Path, age: float, mark: Mark
) -> None:
    aged(folder / "night", age)
    (folder / "night.keys.json").write_text("{}")
    (folder / "next.part").write_bytes((folder / "night").read_bytes())

    assert "Does what makes them every night still run?" in said(mark, folder)


def test_the_newest_of_several_counts(folder: Path) -> None:
    (folder / "before").write_bytes((folder / "night").read_bytes())
    aged(folder / "before", WEEK * 2)

    assert "night is 1 hours old." in said(Mark.good, folder)


def test_one_that_is_cut_off_or_overwritten_is_told(folder: Path) -> None:
    whole = (folder / "night").read_bytes()
    for spoilt in (whole[: len(whole) // 2], whole[:4096] + b"\xff" * (len(whole) - 4096)):
        (folder / "night").write_bytes(spoilt)

        assert "It cannot be read" in said(Mark.bad, folder)


def test_one_of_a_newer_version_is_told(folder: Path) -> None:
    with sqlite.engine(folder / "night").connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert "9999 is newer than this version knows" in said(Mark.bad, folder)


def test_where_there_is_none_or_no_folder_is_named_that_is_told(tmp_path: Path) -> None:
    assert f"Make one: roadshow backup {tmp_path}/FILE" in said(Mark.bad, tmp_path)
    assert "cannot be read by this user" in said(Mark.bad, tmp_path / "missing")
    assert "(--backups)" in said(Mark.hint, None)


def test_one_on_the_disk_of_the_house_is_told(folder: Path) -> None:
    assert "is lost with it" in said(Mark.hint, folder, data=folder.parent)
