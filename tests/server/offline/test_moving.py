import json
import stat
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import inspect, select

from server.config import BadSetting
from server.offline.moving import backup, carry, restore
from server.storage.copying import counts
from server.storage.keys import FILE
from server.storage.location import Location
from server.storage.presence import alone_in
from server.storage.tables import log
from tests.cluster import Cluster
from tests.server.storage.shelf import shelve, spoil


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> Location:
    (tmp_path / "house").mkdir()
    await shelve(tmp_path / "house")
    return Location(folder=tmp_path / "house")


@pytest.fixture
def database(postgres: Cluster, tmp_path: Path) -> Location:
    return Location(folder=tmp_path / "house", address=postgres.blank())


@pytest.fixture
def new() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"epoch-{next(numbers)}"


def rows(house: Location) -> dict[str, int]:
    with house.reader().connect() as connection, connection.begin():
        return dict(counts(connection))


def epochs(house: Location) -> list[str]:
    with house.reader().connect() as connection, connection.begin():
        return list(connection.scalars(select(log.c.epoch)))


def test_a_house_moves_to_postgresql_with_its_logs_as_they_were(
    house: Location, database: Location, capsys: pytest.CaptureFixture[str]
) -> None:
    assert carry(house, database) == 0

    assert rows(database) == rows(house)
    assert epochs(database) == epochs(house)
    assert ": whole," in capsys.readouterr().out


def test_what_is_not_empty_is_not_copied_to(house: Location, database: Location) -> None:
    carry(house, database)

    with pytest.raises(BadSetting, match="not empty"):
        carry(house, database)


def test_while_a_server_runs_on_it_nothing_is_copied(house: Location, database: Location) -> None:
    with alone_in(house.folder), pytest.raises(BadSetting, match="stop it first"):
        carry(house, database)

    with database.engine().connect() as connection:
        assert inspect(connection).get_table_names() == []


def test_while_a_server_is_connected_nothing_is_restored(
    house: Location, database: Location, tmp_path: Path, new: Callable[[], str]
) -> None:
    backup(house, tmp_path / "file", with_keys=False)

    with database.engine().connect() as serving:
        serving.exec_driver_sql("SELECT 1")
        with pytest.raises(BadSetting, match="stop it first"):
            restore(tmp_path / "file", database, new, force=True)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_is_restored_under_new_epochs_with_every_row_and_a_whole_log(
    kind: str,
    house: Location,
    database: Location,
    tmp_path: Path,
    new: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, goal = tmp_path / "file", database if kind == "postgresql" else Location(folder=tmp_path / "new")
    with alone_in(house.folder):
        assert backup(house, file, with_keys=False) == 0

    assert restore(file, goal, new, force=False) == 0

    assert rows(goal) == rows(house)
    assert epochs(house) == ["epoch"]
    assert epochs(goal) == ["epoch-1"]
    assert capsys.readouterr().out.count(": whole,") == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_postgresql_is_backed_up_to_the_same_kind_of_file(
    house: Location, database: Location, tmp_path: Path, new: Callable[[], str]
) -> None:
    carry(house, database)
    with database.engine().connect() as serving:
        serving.exec_driver_sql("SELECT 1")
        backup(database, tmp_path / "file", with_keys=False)

    restore(tmp_path / "file", Location(folder=tmp_path / "new"), new, force=False)

    assert rows(Location(folder=tmp_path / "new")) == rows(house)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_there_is_replaced_only_by_force(
    kind: str, house: Location, database: Location, tmp_path: Path, new: Callable[[], str]
) -> None:
    file, goal = tmp_path / "file", house
    backup(house, file, with_keys=False)
    if kind == "postgresql":
        carry(house, database)
        goal = database

    with pytest.raises(BadSetting, match="--force"):
        restore(file, goal, new, force=False)
    assert epochs(goal) == ["epoch"]

    assert restore(file, goal, new, force=True) == 0
    assert epochs(goal) == ["epoch-1"]
    assert [one.name for one in house.folder.glob("restoring*")] == []


def test_the_private_key_goes_along_only_when_asked_for_and_with_a_warning(
    house: Location, tmp_path: Path, new: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    private = json.loads((house.folder / FILE).read_bytes())["private"].encode()
    backup(house, tmp_path / "without", with_keys=False)
    backup(house, tmp_path / "with", with_keys=True)
    goal = Location(folder=tmp_path / "new")

    restore(tmp_path / "with", goal, new, force=False)

    assert "in clear" in capsys.readouterr().err
    assert not Path(f"{tmp_path / 'without'}.keys.json").exists()
    assert private not in (tmp_path / "with").read_bytes()
    assert (goal.folder / FILE).read_bytes() == (house.folder / FILE).read_bytes()
    assert stat.S_IMODE((goal.folder / FILE).stat().st_mode) == 0o600


def test_a_backup_of_a_log_that_was_changed_says_so(
    house: Location, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(house.file, "UPDATE event SET body = CAST(body || ' ' AS BLOB) WHERE seq = 7")

    assert backup(house, tmp_path / "file", with_keys=False) == 1
    assert "BROKEN at entry 7" in capsys.readouterr().out


def test_a_backup_overwrites_nothing_and_leaves_nothing_half_done(house: Location, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(BadSetting, match="there already"):
        backup(house, tmp_path / "file", with_keys=False)
    with pytest.raises(BadSetting, match="cannot be written"):
        backup(house, tmp_path / "none" / "file", with_keys=False)

    assert (tmp_path / "file").read_text() == "mine"
    assert [one.name for one in tmp_path.glob("*.part*")] == []


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000])
def test_a_file_that_is_no_backup_is_refused_and_touches_nothing(
    house: Location, tmp_path: Path, new: Callable[[], str], content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)

    with pytest.raises(BadSetting, match="no backup"):
        restore(tmp_path / "file", house, new, force=True)

    assert epochs(house) == ["epoch"]
