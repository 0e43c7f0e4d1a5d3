from pathlib import Path

import pytest

from server.config import Settings
from server.doctor import machine
from server.doctor.findings import Mark
from server.doctor.machine import examine, kind_of

MOUNTED = """\
/dev/vda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
server:/export /srv/our\\040house nfs4 rw 0 0
/dev/vdb1 /srv/local xfs rw 0 0
"""


def said(settings: Settings, mark: Mark) -> str:
    return "\n".join(each.words for each in examine(settings) if each.mark is mark)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path / "data"


def test_a_house_that_is_as_it_should_be_has_nothing_bad(folder: Path) -> None:
    assert said(Settings(data=folder), Mark.bad) == ""
    assert "Nobody but its owner may look into" in said(Settings(data=folder), Mark.good)


def test_a_folder_that_others_may_look_into_is_told(folder: Path) -> None:
    folder.chmod(0o755)

    assert f"(mode 755). Set: chmod 700 {folder}" in said(Settings(data=folder), Mark.bad)


def test_a_folder_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert "the first start makes it" in said(Settings(data=tmp_path / "new"), Mark.hint)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("place", "kind"),
    [("/var/lib/roadshow", "ext4"), ("/run/x", "tmpfs"), ("/srv/our house/data", "nfs4"), ("/srv/local", "xfs")],
)
def test_the_kind_of_a_disk_is_that_of_the_nearest_mount(tmp_path: Path, place: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTED)

    assert kind_of(Path(place), mounts) == kind
    assert kind_of(Path(place), tmp_path / "nowhere") == ""


@pytest.mark.parametrize(
    ("kind", "database", "mark", "words"),
    [
        ("nfs4", "", Mark.bad, "SQLite may be corrupted there"),
        ("nfs4", "postgresql://db/roadshow", Mark.good, "nfs4"),
        ("tmpfs", "", Mark.bad, "is in memory"),
        ("ext4", "", Mark.good, "ext4"),
    ],
)
def test_a_disk_on_which_promises_would_break_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str, database: str, mark: Mark, words: str
) -> None:
    mounts = folder / "mounts"
    mounts.write_text(f"somewhere / {kind} rw 0 0\n")
    monkeypatch.setattr(machine, "MOUNTS", mounts)

    assert words in said(Settings(data=folder, database=database), mark)


@pytest.mark.parametrize(("room", "mark"), [("ROOM", Mark.bad), ("LITTLE", Mark.hint)])
def test_too_little_room_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, room: str, mark: Mark) -> None:
    monkeypatch.setattr(machine, room, 2**62)

    assert "MiB are free where the data folder is" in said(Settings(data=folder), mark)


def test_few_open_files_a_large_wal_and_an_old_library_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "roadshow.db-wal").open("wb") as wal:
        wal.truncate(machine.WAL + 1)
    monkeypatch.setattr(machine, "FILES", 2**40)
    monkeypatch.setattr("server.versions.NEEDED", {"uvicorn": ("99", "of what it promises")})

    assert "reads from the database without an end" in said(Settings(data=folder), Mark.hint)
    assert "LimitNOFILE=65536" in said(Settings(data=folder), Mark.hint)
    assert "is older than 99: of what it promises" in said(Settings(data=folder), Mark.bad)


def test_a_secret_that_everybody_may_read_or_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "turn").write_text("north")
    (folder / "turn").chmod(0o644)
    given = Settings(data=folder, turn_secret=str(folder / "turn"), metrics_token="nowhere")

    assert f"chmod o= {folder / 'turn'}" in said(given, Mark.bad)
    assert "--metrics-token nowhere is no file" in said(given, Mark.bad)
    (folder / "turn").chmod(0o640)
    assert "chmod" not in said(given, Mark.bad)
