import pytest
from msgspec.structs import replace

from server.domain.accounts import Listing
from server.domain.ledger import Head, genesis, seal
from server.domain.messages import Bilingual, Entry, Event, RoadshowId, Role, SeatId
from server.domain.show import RoadshowEnded, RoadshowPlanned, RoadshowRevised, RoadshowStarted
from server.domain.state import Plan
from server.ports import Batch, Key, Stored
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.database import Database
from server.storage.log import DatabaseLog
from tests.contracts.account_store import NOW, ROADSHOW, founded, seat

PLANNED = RoadshowPlanned(plan=Plan(title=Bilingual(en="Day", zh="日"), starts_at=NOW, timezone="Europe/Berlin"))


async def recorded(database: Database, roadshow: RoadshowId, *events: Event) -> None:
    """Append these to a new log, with the rows that follow from them."""
    log, head = DatabaseLog(database), genesis(roadshow)
    await log.create(roadshow, "epoch")
    for event in events:
        entry = Entry(seq=head.seq + 1, at=NOW, by=seat(1).person, event=event)
        row = seal(roadshow, head, entry, b"salt" * 4)
        stored = Stored(key=Key(seat(1).id, f"key-{row.seq}"), digest=b"", result=b"{}")
        await log.append(roadshow, head, Batch(entries=[entry], rows=[row], results=[stored]))
        head = Head(seq=row.seq, hash=row.hash)


@pytest.mark.asyncio
async def test_the_same_key_of_a_person_founds_once(database: Database) -> None:
    catalog = DatabaseCatalog(database)
    await founded(DatabaseAccounts(database), catalog)
    first = seat(1, Role.organizer)
    second = replace(first, id=SeatId("sea_9"), roadshow=RoadshowId("rsh_9"))

    again = await catalog.found("key", second)
    other = await catalog.found("another-key", second)

    assert (again.id, again.roadshow) == (first.id, first.roadshow)
    assert other == second


@pytest.mark.asyncio
async def test_a_roadshow_is_listed_once_its_log_has_begun(database: Database) -> None:
    catalog = DatabaseCatalog(database)
    await founded(DatabaseAccounts(database), catalog)
    before = await catalog.listings(), await catalog.listing(ROADSHOW)

    await recorded(database, ROADSHOW, PLANNED)

    listing = Listing(
        id=ROADSHOW, title_zh="日", title_en="Day", starts_at=NOW, timezone="Europe/Berlin", status="planned"
    )
    assert before == ([], None)
    assert await catalog.listings() == [listing]
    assert await catalog.listing(ROADSHOW) == listing


@pytest.mark.asyncio
async def test_the_list_follows_the_log(database: Database) -> None:
    catalog = DatabaseCatalog(database)
    await founded(DatabaseAccounts(database), catalog)

    revised = RoadshowRevised(plan=Plan(title=Bilingual(en="Night")))
    await recorded(database, ROADSHOW, PLANNED, RoadshowStarted(), revised, RoadshowEnded())

    (listing,) = await catalog.listings()
    assert (listing.title_en, listing.title_zh, listing.starts_at, listing.status) == ("Night", "", None, "ended")
