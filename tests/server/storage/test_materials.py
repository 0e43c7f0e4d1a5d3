from datetime import timedelta

import pytest
from msgspec.structs import replace

from server.domain.materials import Download, MaterialId
from server.domain.messages import PersonId, PitchId, RoadshowId
from server.storage.database import Database
from server.storage.materials import PART, DatabaseMaterials
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
