"""`roadshow organizer`: another link for who plans roadshows, when they are signed in nowhere any more."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from server.app.invitations import operators_link
from server.config import BadSetting
from server.domain.accounts import Person
from server.domain.messages import SYSTEM
from server.domain.trail import Deed
from server.offline.data import archive_of, located
from server.ports import Clock, Ids
from server.storage.accounts import DatabaseAccounts
from server.storage.database import Database
from server.storage.location import Location
from server.storage.trail import DatabaseTrail

SAID = """This link lets in {who}, once, within a day. Earlier links of this command stop working.
  {url}/i/{token}
"Where you are signed in" in the menu signs out of browsers that are lost."""


def run(named: str, place: Path | Location, url: str, clock: Clock, ids: Ids) -> int:
    """Print a link for the account of this identity; unnamed for the only one, or for the first that there will be."""
    archive_of(place)
    who, token = asyncio.run(_link(named, place, clock, ids))
    sys.stdout.write(SAID.format(who=who, url=url, token=token) + "\n")
    return 0


async def _link(named: str, place: Path | Location, clock: Clock, ids: Ids) -> tuple[str, str]:
    database = Database(located(place).engine())
    try:
        accounts = DatabaseAccounts(database)
        person = _chosen(await accounts.accounts(), named)
        made = operators_link(person, clock, ids)
        await accounts.relink(made.invitation)
        if person is None:
            return "whoever opens it first, as the house's organizer", made.token
        trail, deed = DatabaseTrail(database), Deed(by=SYSTEM, at=clock.now(), kind="account.link", about=person.id)
        for there in await accounts.places_of([person.id]):
            await trail.note(there.seat.roadshow, deed)
    finally:
        await database.close()
    return f"{person.name} ({person.id})", made.token


def _chosen(accounts: Sequence[Person], named: str) -> Person | None:
    found = [one for one in accounts if named in ("", one.id)]
    if len(found) > 1:
        known = ", ".join(f"{one.id} {one.name}" for one in found)
        raise BadSetting(f"several may plan roadshows, name one: {known}")
    if named and not found:
        raise BadSetting(f"{named} is nobody who may plan roadshows")
    return found[0] if found else None
