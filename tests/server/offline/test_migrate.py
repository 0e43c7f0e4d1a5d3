from pathlib import Path

import pytest
from sqlalchemy import inspect

from server.offline.migrate import run
from server.storage.location import Location
from tests.cluster import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    if request.param == "sqlite":
        return Location(folder=tmp_path / "new")
    postgres: Cluster = request.getfixturevalue("postgres")
    return Location(folder=tmp_path, address=postgres.blank())


def tables(house: Location) -> list[str]:
    with house.engine().connect() as connection:
        return inspect(connection).get_table_names()


def test_a_dry_run_tells_each_migration_in_words_and_sql_and_changes_nothing(
    house: Location, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(house, dry=True) == 0

    said = capsys.readouterr().out
    assert "would run 0001: The log: its end, its events, their private texts" in said
    assert "CREATE TABLE event (" in said
    assert said.endswith("nothing was changed\n")
    assert tables(house) == []


def test_what_is_missing_is_run_once(house: Location, capsys: pytest.CaptureFixture[str]) -> None:
    run(house, dry=False)
    run(house, dry=False)

    said = capsys.readouterr().out
    assert said.count("runs 0001:") == 1
    assert said.endswith("the schema is up to date\n")
    assert "event" in tables(house)
