from pathlib import Path

from server.storage.sqlite import engine, has_reset_bug


def test_commits_are_synced_in_full_and_journaled_ahead(tmp_path: Path) -> None:
    made = engine(tmp_path / "a.db")

    with made.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2}


def test_the_pinned_wheel_brings_an_sqlite_without_the_reset_bug() -> None:
    assert not has_reset_bug()
