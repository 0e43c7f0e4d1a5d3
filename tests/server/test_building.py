from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from server.app.turn import Turn
from server.building import Basis, house_on
from server.config import Settings
from server.domain.presets import PresetCard
from server.http.house import House
from server.outgoing import courier_of
from server.storage.database import Database
from server.storage.keys import FILE, KeyRing
from server.storage.location import Location
from server.storage.migrate import upgrade
from server.storage.presets import SHIPPED, read_presets
from tests.server.app.test_media import RecordingPlane
from tests.server.domain.test_endpoints import AT


def built(folder: Path, store: Database, **settings: Any) -> House:
    given = replace(Settings(data=folder), **settings)
    plane: Any = RecordingPlane()
    cards: dict[str, PresetCard] = dict(read_presets([SHIPPED]))
    _, leaving = courier_of(given, store)
    signer = KeyRing.at(folder / FILE, AT)
    return house_on(Basis(given, Location(folder=folder), store, signer, plane, Turn(), cards, leaving, None))


@pytest.mark.asyncio
async def test_a_house_of_one_process_on_sqlite_has_no_neighbours_and_knows_how_long_its_log_is(tmp_path: Path) -> None:
    database = Database(Location(folder=tmp_path).engine())
    await database.run(upgrade)

    house = built(tmp_path, database)

    assert house.nodes is None
    assert house.wal is not None
    assert house.wal() > 0
    assert not house.mail.sends
    assert await house.invitations.first() is not None
    await database.close()


@pytest.mark.asyncio
async def test_whoever_is_erased_is_forgotten_by_everything_that_remembers_people(tmp_path: Path) -> None:
    database = Database(Location(folder=tmp_path).engine())

    house = built(tmp_path, database)

    forgets = house.erasures._forgets
    assert {house.accounts.forget, house.watching.forget, house.leads._workbook.forget} == set(forgets)
    await database.close()


@pytest.mark.asyncio
async def test_with_a_mail_server_letters_are_sent_and_on_another_database_there_is_no_log_of_sqlites(
    tmp_path: Path,
) -> None:
    database = Database(Location(folder=tmp_path).engine())

    house = built(tmp_path, database, smtp_url="smtp://mail.example.org", database="postgresql://a@b/c")

    assert house.mail.sends
    assert house.wal is None
    await database.close()
