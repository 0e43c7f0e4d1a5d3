import asyncio
import re
from pathlib import Path

import pytest

from server.app.accounts import Accounts
from server.config import BadSetting
from server.domain.accounts import Introduction, Place
from server.domain.messages import SYSTEM
from server.domain.trail import Asked, Stint
from server.errors import Conflict
from server.offline.organizer import run
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.database import Database
from server.storage.sqlite import engine
from server.storage.trail import DatabaseTrail
from server.system import RandomIds, SystemClock
from tests.server.app.home import desk_in
from tests.server.app.house import HandClock
from tests.server.storage.shelf import spoil

URL = "https://roadshow.example.org"
OTHER = "INSERT INTO person VALUES ('per_other', 'Otto', '', '', 1, '2026-03-01T08:00:00+00:00')"
OLGA = Introduction(name="Olga")


async def founded(folder: Path) -> tuple[Place, HandClock]:
    """A house with an organizer and a roadshow of theirs, whose server has gone."""
    async with desk_in(folder) as desk:
        return await desk.roadshow(), desk.clock


async def entered(folder: Path, token: str, clock: HandClock) -> str:
    """Who comes in by a link at a server that starts later."""
    database = Database(engine(folder / "roadshow.db"))
    accounts = Accounts(DatabaseAccounts(database), DatabaseCatalog(database), clock, RandomIds(SystemClock()))
    try:
        return (await accounts.accept(token, OLGA, None)).person
    finally:
        await database.close()


async def ran(named: str, folder: Path, clock: HandClock) -> int:
    return await asyncio.to_thread(run, named, folder, URL, clock, RandomIds(SystemClock()))


@pytest.mark.asyncio
async def test_the_link_lets_the_organizer_in_although_they_are_signed_in_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, clock = await founded(tmp_path)

    for _ in range(2):
        assert await ran("", tmp_path, clock) == 0
    earlier, later = re.findall(rf"{URL}/i/(\S+)", capsys.readouterr().out)

    with pytest.raises(Conflict):
        await entered(tmp_path, earlier, clock)
    assert await entered(tmp_path, later, clock) == place.person.id


@pytest.mark.asyncio
async def test_it_is_in_the_trail_of_the_organizers_roadshows(tmp_path: Path) -> None:
    place, clock = await founded(tmp_path)
    await ran(place.person.id, tmp_path, clock)

    database = Database(engine(tmp_path / "roadshow.db"))
    (line,) = await DatabaseTrail(database).lines(
        place.seat.roadshow, [Stint(person=SYSTEM)], Asked(kind="account."), 9
    )
    await database.close()

    assert (line.kind, line.about) == ("account.link", place.person.id)


@pytest.mark.asyncio
async def test_on_a_house_without_an_account_it_makes_the_first_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with desk_in(tmp_path) as desk:
        clock = desk.clock
    await ran("", tmp_path, clock)
    out = capsys.readouterr().out

    assert "whoever opens it first" in out
    found = re.search(rf"{URL}/i/(\S+)", out)
    assert found
    assert (await entered(tmp_path, found[1], clock)).startswith("per_")


@pytest.mark.asyncio
async def test_of_several_accounts_one_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await founded(tmp_path)
    spoil(tmp_path / "roadshow.db", OTHER)
    clock = HandClock()

    with pytest.raises(BadSetting, match=r"several may plan roadshows, name one: .*per_other Otto"):
        await ran("", tmp_path, clock)
    with pytest.raises(BadSetting, match="per_none is nobody"):
        await ran("per_none", tmp_path, clock)
    assert await ran("per_other", tmp_path, clock) == 0
    assert "lets in Otto (per_other)" in capsys.readouterr().out
