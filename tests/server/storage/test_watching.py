from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import insert

from server.domain.messages import PitchId, RoadshowId
from server.domain.watching import Evidence, Span, Watched
from server.storage.catalog_tables import erasure
from server.storage.database import Database
from server.storage.watching import DatabaseWatching
from tests.contracts.account_store import NOW, ROADSHOW, seat

PITCH, OTHER = PitchId("pit_1"), PitchId("pit_2")


def span(number: int, first: float, last: float, pitch: PitchId | None = PITCH) -> Span:
    return Span(
        seat=seat(number).id,
        person=seat(number).person,
        by=Evidence.picture,
        pitch=pitch,
        started_at=NOW + timedelta(seconds=first),
        ended_at=NOW + timedelta(seconds=last),
    )


@pytest.mark.asyncio
async def test_spans_come_back_as_they_were_in_the_order_they_began(database: Database) -> None:
    store = DatabaseWatching(database)
    first, second = span(2, 0.25, 5), replace(span(1, 1, 9), by=Evidence.page)

    await store.record([(ROADSHOW, second), (ROADSHOW, first), (ROADSHOW, span(1, 10, 12, OTHER))])
    await store.record([(RoadshowId("rsh_2"), span(3, 0, 1))])

    assert await store.spans(ROADSHOW, PITCH) == [first, second]


@pytest.mark.asyncio
async def test_a_span_that_goes_on_is_written_again_in_its_place(database: Database) -> None:
    store = DatabaseWatching(database)
    await store.record([(ROADSHOW, span(1, 0, 5))])

    await store.record([(ROADSHOW, span(1, 0, 15)), (ROADSHOW, span(2, 0, 1))])
    await store.record([])

    assert await store.spans(ROADSHOW, PITCH) == [span(1, 0, 15), span(2, 0, 1)]


@pytest.mark.asyncio
async def test_what_each_person_watched_of_each_pitch_is_added_up(database: Database) -> None:
    store = DatabaseWatching(database)
    await store.record(
        [
            *((ROADSHOW, span(1, first, last)) for first, last in ((0, 2.5), (10, 11.6))),
            (ROADSHOW, span(1, 20, 50, OTHER)),
            (ROADSHOW, span(1, 50, 99, None)),
            (ROADSHOW, span(2, 0, 0.9)),
        ]
    )

    assert await store.watched(ROADSHOW) == {
        (seat(1).person, PITCH): Watched(seconds=4, first_at=NOW, last_at=NOW + timedelta(seconds=11.6)),
        (seat(1).person, OTHER): Watched(
            seconds=30, first_at=NOW + timedelta(seconds=20), last_at=NOW + timedelta(seconds=50)
        ),
    }


@pytest.mark.asyncio
async def test_what_several_processes_saw_at_the_same_time_counts_once(database: Database) -> None:
    store = DatabaseWatching(database, overlapping=True)
    seen = ((0, 10.25), (2, 4), (5, 12.5), (12.5, 13), (20, 21), (20.5, 20.75))
    await store.record([(ROADSHOW, replace(span(1, *each), seat=seat(number).id)) for number, each in enumerate(seen)])
    await store.record([(ROADSHOW, span(1, 0, 30, OTHER)), (ROADSHOW, span(2, 0, 0.9)), (ROADSHOW, span(2, 0.5, 0.95))])

    assert await store.watched(ROADSHOW) == {
        (seat(1).person, PITCH): Watched(seconds=14, first_at=NOW, last_at=NOW + timedelta(seconds=21)),
        (seat(1).person, OTHER): Watched(seconds=30, first_at=NOW, last_at=NOW + timedelta(seconds=30)),
    }


@pytest.mark.asyncio
async def test_of_who_was_erased_nothing_is_recorded_that_was_seen_before(database: Database) -> None:
    store = DatabaseWatching(database)
    values = {"roadshow": ROADSHOW, "person": seat(1).person, "at": ""}
    await database.run(lambda connection: connection.execute(insert(erasure).values(values)))

    await store.record([(ROADSHOW, span(1, 0, 5)), (ROADSHOW, span(2, 0, 5)), (RoadshowId("rsh_2"), span(1, 0, 5))])

    assert await store.spans(ROADSHOW, PITCH) == [span(2, 0, 5)]
    assert await store.spans(RoadshowId("rsh_2"), PITCH) == [span(1, 0, 5)]
