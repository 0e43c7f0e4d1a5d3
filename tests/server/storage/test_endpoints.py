from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from server.domain.endpoints import BodyFormat, EndpointId, EndpointState
from server.domain.messages import RoadshowId
from server.storage.database import Database
from server.storage.endpoints import DatabaseEndpoints
from server.storage.outbox_tables import attempt, delivery
from tests.contracts.account_store import NOW, ROADSHOW
from tests.server.storage.test_deliveries import settled_once
from tests.server.storage.test_outbox import FIRST, SECOND


@pytest.mark.asyncio
async def test_an_endpoint_comes_back_whole(database: Database) -> None:
    store = DatabaseEndpoints(database)
    rotated = FIRST.rotated(b"n" * 32, NOW)
    changed = replace(
        rotated, body=BodyFormat.cloudevents, state=EndpointState.gone, paused_until=NOW + timedelta(hours=1)
    )

    await store.add(FIRST, 10)
    before = await store.endpoints(ROADSHOW)
    await store.replace(changed)

    assert list(before) == [FIRST]
    assert list(await store.endpoints(ROADSHOW)) == [changed]
    assert list(await store.endpoints(RoadshowId("rsh_other"))) == []


@pytest.mark.asyncio
async def test_a_roadshow_has_no_more_endpoints_than_it_may(database: Database) -> None:
    store = DatabaseEndpoints(database)
    added = [await store.add(replace(FIRST, id=EndpointId(f"end_{number}")), 3) for number in range(5)]
    elsewhere = replace(FIRST, id=EndpointId("end_9"), roadshow=RoadshowId("rsh_other"))

    assert added == [True, True, True, False, False]
    assert await store.add(elsewhere, 3)


@pytest.mark.asyncio
async def test_an_endpoint_that_is_removed_takes_its_deliveries_along(database: Database) -> None:
    store = DatabaseEndpoints(database)
    await store.add(SECOND, 10)
    await settled_once(database)

    elsewhere = await store.remove(RoadshowId("rsh_other"), FIRST.id)
    removed = await store.remove(ROADSHOW, FIRST.id)
    again = await store.remove(ROADSHOW, FIRST.id)

    assert (elsewhere, removed, again) == (False, True, False)
    for table in (delivery, attempt):
        rows = await database.run(lambda connection, table=table: connection.execute(select(table)).all())  # type: ignore[misc]
        assert [row for row in rows if getattr(row, "endpoint", FIRST.id) == FIRST.id] == []
