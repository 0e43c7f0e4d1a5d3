"""The use cases on a real database, for tests that call them directly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.app.accounts import SignedIn
from server.app.invitations import Wanted
from server.app.roadshows import NewRoadshow
from server.domain.accounts import Introduction, Place
from server.domain.messages import Bilingual, Role
from server.domain.programme import CardCommand
from server.http.house import House
from server.storage.migrate import upgrade
from tests.server.app.house import HandClock
from tests.server.app.test_media import RecordingPlane
from tests.server.http.home import open_house

ANN = Introduction(name="Ann", organisation="Fund", contact="ann@fund.cn")
OLGA = Introduction(name="Olga")


class Desk:
    """An organizer who is signed in, and short ways to do what organizers do."""

    def __init__(self, house: House, clock: HandClock, plane: RecordingPlane) -> None:
        self.house, self.clock, self.plane = house, clock, plane
        self.secret = ""

    async def organizer(self) -> SignedIn:
        signed = await self.house.accounts.accept(await self.house.invitations.organizer(), OLGA, None)
        self.secret = signed.secret
        return signed

    async def roadshow(self, key: str = "plan-it-once", preset: str = "internal") -> Place:
        """A planned roadshow, seen from its organizer's seat."""
        if not self.secret:
            await self.organizer()
        person = await self.house.accounts.account(self.secret)
        wanted = NewRoadshow(
            title=Bilingual(en="Day"),
            starts_at=self.clock.now(),
            preset=preset,
            pitches=(CardCommand(title=Bilingual(en="Solar paint")),),
        )
        return await self.house.accounts.place((await self.house.roadshows.plan(person, key, wanted)).id)

    async def invited(self, place: Place, role: Role = Role.investor, project: str | None = None) -> str:
        issued = await self.house.invitations.issue(place, Wanted(role=role, project=project))
        return issued.token


@asynccontextmanager
async def desk_in(path: Path) -> AsyncIterator[Desk]:
    house, database, clock, plane = open_house(path)
    await database.run(upgrade)
    yield Desk(house, clock, plane)
    await house.rooms.close()
    await database.close()
