from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import func, insert, select
from sqlalchemy.sql import Executable

from server.domain.materials import Download, MaterialId
from server.domain.messages import PersonId, PitchId, RoadshowId
from server.storage.database import Database
from server.storage.materials import PART, DatabaseMaterials, material_part, sweep
from server.storage.rehearsals import DatabaseRehearsals
from tests.contracts.account_store import NOW, ROADSHOW
from tests.server.domain.test_materials import DECK

ELSEWHERE = RoadshowId("rsh_2")


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [1, PART, PART + 1, 3 * PART])
async def test_a_document_comes_back_byte_for_byte_in_parts(database: Database, size: int) -> None:
    store, content = DatabaseMaterials(database), bytes(range(256)) * (size // 256 + 1)

    await store.add(ROADSHOW, DECK, content[:size])
    parts = [part async for part in store.content(DECK.material)]

    assert b"".join(parts) == content[:size]
    assert max(map(len, parts)) <= PART
    assert [part async for part in store.content(MaterialId("mat_2"))] == []


@pytest.mark.asyncio
async def test_a_roadshow_has_its_own_and_what_is_known_of_them_can_change(database: Database) -> None:
    store, second = DatabaseMaterials(database), replace(DECK, material=MaterialId("mat_2"))
    await store.add(ROADSHOW, DECK, b"1")
    await store.add(ROADSHOW, second, b"2")

    await store.put(ROADSHOW, replace(DECK, name="new.pdf", removed=True))
    await store.put(ELSEWHERE, replace(second, name="taken.pdf"))

    assert await store.all(ROADSHOW) == [replace(DECK, name="new.pdf", removed=True), second]
    assert await store.all(ELSEWHERE) == []


@pytest.mark.asyncio
async def test_downloads_come_back_in_the_order_of_time(database: Database) -> None:
    store = DatabaseMaterials(database)
    late = Download(material=DECK.material, person=PersonId("per_1"), at=NOW + timedelta(seconds=2))
    early = Download(material=DECK.material, person=PersonId("per_2"), at=NOW, pitch=PitchId("pit_1"), second=12)

    await store.record(ROADSHOW, late)
    await store.record(ROADSHOW, early)
    await store.record(ROADSHOW, late)
    await store.record(ELSEWHERE, early)

    assert await store.downloads(ROADSHOW) == [early, late, late]


async def parts(database: Database) -> int:
    query = select(func.count()).select_from(material_part)
    return await database.run(lambda connection: connection.execute(query).scalar_one())


async def leave_parts(database: Database, material: MaterialId) -> None:
    """As a server does that is killed before it writes the document's row."""
    part = {"material": material, "number": 0, "roadshow": ROADSHOW, "content": b"1"}
    await database.run(lambda connection: connection.execute(insert(material_part).values(part)))


@pytest.mark.asyncio
async def test_what_a_crash_left_is_swept_and_documents_stay(database: Database) -> None:
    store = DatabaseMaterials(database)
    await store.add(ROADSHOW, DECK, b"1" * (PART + 1))
    await leave_parts(database, MaterialId("mat_2"))

    assert await database.run(sweep) == 1

    assert await parts(database) == 2
    assert await database.run(sweep) == 0


class Swept(DatabaseMaterials):
    """Another server starts, and sweeps, just after the first part was written."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.database, self.swept = database, 0

    async def _do(self, statement: Executable) -> None:
        await super()._do(statement)
        self.swept = self.swept or await self.database.run(sweep)


@pytest.mark.asyncio
async def test_a_document_whose_parts_are_swept_while_it_is_added_is_whole_all_the_same(database: Database) -> None:
    store, content = Swept(database), bytes(range(256)) * 4096

    await store.add(ROADSHOW, DECK, content)

    assert store.swept == 1
    assert b"".join([part async for part in store.content(DECK.material)]) == content


@pytest.mark.asyncio
async def test_deleting_a_rehearsal_deletes_documents_their_parts_and_downloads(database: Database) -> None:
    store = DatabaseMaterials(database)
    await store.add(ROADSHOW, DECK, b"1")
    await store.record(ROADSHOW, Download(material=DECK.material, person=PersonId("per_1"), at=NOW))

    await DatabaseRehearsals(database).delete(ROADSHOW, NOW)

    assert (await store.all(ROADSHOW), await store.downloads(ROADSHOW), await parts(database)) == ([], [], 0)
