"""Synthetic people are counted before they are written, and who is elsewhere too outlives a rehearsal."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from server.domain.accounts import Person, Seat, SessionId
from server.domain.messages import PersonId, RoadshowId, Role, SeatId
from server.domain.rehearsals import Rehearsal
from server.ports import Entrance
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.database import Database
from server.storage.rehearsals import DatabaseRehearsals

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
HERE, REAL = RoadshowId("rsh_rehearsal"), RoadshowId("rsh_real")


def someone(name: str, roadshow: RoadshowId = HERE) -> tuple[Person, Seat, Entrance]:
    person = Person(id=PersonId(f"per_{name}"), name=name, organisation="", contact="", account=False, created_at=AT)
    seat = Seat(
        id=SeatId(f"sea_{name}{roadshow}"), roadshow=roadshow, person=person.id, role=Role.audience, project=None,
        created_at=AT,
    )  # fmt: skip
    entrance = Entrance(
        session=SessionId(f"ses_{name}"), digest=name.encode().ljust(32), expires_at=AT + timedelta(1), person=person,
        new=True, seat=seat, invitation=None,
    )  # fmt: skip
    return person, seat, entrance


async def planned(database: Database) -> DatabaseRehearsals:
    """A rehearsal and what it rehearses, both of Olga, who is a person of the house."""
    store, catalog, accounts = DatabaseRehearsals(database), DatabaseCatalog(database), DatabaseAccounts(database)
    olga, _, entrance = someone("olga")
    await accounts.enter(replace(entrance, person=replace(olga, account=True), seat=None), AT)
    for roadshow in (REAL, HERE):
        await catalog.found(f"key-{roadshow}", replace(someone("olga", roadshow)[1], role=Role.organizer))
    made = Rehearsal(
        roadshow=HERE, of=REAL, by=olga.id, digest=b"t" * 32, created_at=AT, expires_at=AT + timedelta(hours=1)
    )
    await store.add(made)
    return store


@pytest.mark.asyncio
async def test_beyond_the_most_nobody_is_written(database: Database) -> None:
    store = await planned(database)

    assert await store.recruit([someone("a"), someone("b")], 3)
    assert not await store.recruit([someone("c")], 3)

    assert len(await DatabaseAccounts(database).places(HERE)) == 3


@pytest.mark.asyncio
async def test_who_sits_elsewhere_too_stays_and_so_does_their_session(database: Database) -> None:
    store, accounts = await planned(database), DatabaseAccounts(database)
    await store.recruit([someone("alone"), someone("both")], 100)
    both, seat, entrance = someone("both", REAL)
    await accounts.enter(replace(entrance, new=False, seat=seat), AT)

    await store.delete(HERE, AT)

    assert await accounts.person(PersonId("per_alone")) is None
    assert await accounts.session(b"alone".ljust(32), AT) is None
    assert await accounts.person(both.id) == both
    assert await accounts.session(b"both".ljust(32), AT) is not None
    assert await accounts.places(HERE) == []
    assert {place.person.name for place in await accounts.places(REAL)} == {"olga", "both"}


@pytest.mark.asyncio
async def test_a_token_is_spent_once_and_a_card_ends_the_rehearsal(database: Database) -> None:
    store = await planned(database)

    assert await store.enter(HERE, someone("host")[2], AT)
    assert not await store.enter(HERE, someone("other")[2], AT)
    await store.tell(HERE, {"phase": 1}, None, AT)
    await store.tell(HERE, None, {"viewers": 9}, AT)

    (found,) = await store.of(REAL)
    assert (found.progress, found.card, found.ended_at) == ({"phase": 1}, {"viewers": 9}, AT)
    assert await store.of_token(b"t" * 32) == await store.rehearsal(HERE) == found
