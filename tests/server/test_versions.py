import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.config import BadSetting
from server.storage import sqlite
from server.versions import ADVICE, NEEDED, numbers, refuse_old
from tools.sources import ROOT

LOCK = (ROOT / "requirements.lock").read_text()


def test_what_is_locked_is_new_enough() -> None:
    locked = dict(line.split()[0].split("==") for line in LOCK.splitlines() if "==" in line)

    assert {name for name, (oldest, _) in NEEDED.items() if numbers(locked[name]) < numbers(oldest)} == set()
    refuse_old(sqlite=True)


@pytest.mark.parametrize(("name", "older"), [("uvicorn", "0.52.0"), ("starlette", "0.49.0"), ("aioice", "0.9")])
def test_a_server_with_an_older_library_does_not_start(tmp_path: Path, name: str, older: str) -> None:
    """The metadata of another version is found first, as that of one which was left behind would be."""
    metadata = tmp_path / "lib" / f"{name}-{older}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {older}\n")

    done = subprocess.run(
        [sys.executable, "-m", "server", "serve", "--data", str(tmp_path / "data"), "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "lib")},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )

    oldest, reason = NEEDED[name]
    assert done.returncode == 2
    assert done.stderr == f"roadshow: {name} {older} is older than {oldest}: {reason}; {ADVICE}\n"
    assert not (tmp_path / "data").exists()


def test_an_sqlite_that_may_corrupt_is_refused_where_a_newer_one_is_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    here = sqlite.driver().sqlite_version_info
    monkeypatch.setattr(sqlite, "FIXED", (here[0] + 1, 0, 0))
    monkeypatch.setattr("server.versions.BROUGHT", {(sys.platform, os.uname().machine)})

    with pytest.raises(BadSetting, match=r"SQLite .* may corrupt"):
        refuse_old(sqlite=True)
    refuse_old(sqlite=False)
    monkeypatch.setattr("server.versions.BROUGHT", set())
    refuse_old(sqlite=True)


@pytest.mark.parametrize(
    ("older", "newer"), [("0.9", "0.13"), ("1.10", "1.10.1"), ("1.10.0rc1", "1.11"), ("17.3.9", "17.4")]
)
def test_releases_are_compared_as_numbers(older: str, newer: str) -> None:
    assert numbers(older) < numbers(newer)
