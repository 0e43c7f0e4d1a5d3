"""Rehearsals: begun by an organizer, entered by a synthetic audience with a token, watched, and deleted at one go."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from server.app.roadshows import Roadshows
from server.app.rooms import Rooms
from server.app.secrets import digest
from server.domain.accounts import SESSION_LASTS, Person, Place, Seat, SessionId
from server.domain.messages import PersonId, ProjectId, RoadshowId, Role, SeatId
from server.domain.rehearsals import PEOPLE, TOKEN_LASTS, Recruits, Rehearsal, copied
from server.domain.rules import OVERSEEING, STAFF
from server.errors import Conflict, Invalid, Missing
from server.ports import Clock, Entrance, Ids
from server.ports.rehearsals import RehearsalStore

NAMES: Final = {
    Role.organizer: "Rehearsal host",
    Role.presenter: "Presenter",
    Role.investor: "Investor",
    Role.audience: "Guest",
}


class Begun(Struct, frozen=True, kw_only=True):
    """A rehearsal that waits for its audience; the token is nowhere else and cannot be shown again."""

    roadshow: RoadshowId
    seat: SeatId
    token: str


class Recruit(Struct, frozen=True, kw_only=True):
    """A synthetic person's seat, and the secret of their session."""

    person: PersonId
    seat: SeatId
    secret: str


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a synthetic audience reports: how far it is, and at the end what it measured."""

    progress: dict[str, Any] | None = None
    card: dict[str, Any] | None = None


class Rehearsals:
    """Begins, fills, watches and deletes; `forget` is called with each roadshow that was deleted."""

    def __init__(
        self,
        store: RehearsalStore,
        roadshows: Roadshows,
        rooms: Rooms,
        clock: Clock,
        ids: Ids,
        forget: Sequence[Callable[[RoadshowId], None]] = (),
    ) -> None:
        """Take where rehearsals are kept."""
        self._store = store
        self._roadshows = roadshows
        self._rooms = rooms
        self._clock = clock
        self._ids = ids
        self._forget = forget

    async def begin(self, place: Place, key: str) -> Begun:
        """Copy the organizer's roadshow as a rehearsal; raises Forbidden, and Conflict in a rehearsal itself."""
        state, at = await self._rooms.state(await self._organizing(place)), self._clock.now()
        state.require_real()
        seat = await self._roadshows.found(place.person, f"rehearsal-{key}"[:64], copied(state, at))
        token = self._ids.secret()
        made = Rehearsal(
            roadshow=seat.roadshow,
            of=place.seat.roadshow,
            by=place.person.id,
            digest=digest(token),
            created_at=at,
            expires_at=at + TOKEN_LASTS,
        )
        if await self._store.rehearsal(seat.roadshow) is not None:
            raise Invalid("key_reused")
        await self._store.add(made)
        return Begun(roadshow=seat.roadshow, seat=seat.id, token=token)

    async def enter(self, token: str) -> tuple[Rehearsal, Recruit]:
        """Let the synthetic host in with a token, once; raises Missing."""
        found = await self._store.of_token(digest(token))
        if found is None or not found.lets_in(self._clock.now()):
            raise Missing("rehearsal_missing")
        _, seat, entrance, secret = self._person(found.roadshow, Role.organizer, None, 0)
        if not await self._store.enter(found.roadshow, entrance, self._clock.now()):
            raise Missing("rehearsal_missing")
        return found, Recruit(person=seat.person, seat=seat.id, secret=secret)

    async def recruit(self, place: Place, wanted: Recruits) -> list[Recruit]:
        """Give synthetic people seats in a rehearsal; raises Forbidden, Conflict outside one or where it is full."""
        state = await self._rooms.state(await self._organizing(place))
        if not state.rehearsal:
            raise Conflict("rehearsal_only")
        if (wanted.role is Role.presenter) != (wanted.project is not None):
            raise Invalid("project_needed")
        if wanted.project is not None:
            state.pitch_of(wanted.project)
        made = [self._person(place.seat.roadshow, wanted.role, wanted.project, n) for n in range(wanted.count)]
        if not await self._store.recruit([(who, seat, entrance) for who, seat, entrance, _ in made], PEOPLE):
            raise Conflict("rehearsal_full")
        return [Recruit(person=seat.person, seat=seat.id, secret=secret) for _, seat, _, secret in made]

    async def tell(self, place: Place, told: Told) -> None:
        """Keep what the synthetic audience of this rehearsal reports; raises Forbidden, Conflict."""
        if not (await self._rooms.state(await self._organizing(place))).rehearsal:
            raise Conflict("rehearsal_only")
        await self._store.tell(place.seat.roadshow, told.progress, told.card, self._clock.now())

    async def all(self, place: Place) -> Sequence[Rehearsal]:
        """The rehearsals of the organizer's roadshow, or of the one that theirs rehearses; the latest first."""
        roadshow = await self._organizing(place)
        here = await self._store.rehearsal(roadshow)
        return await self._store.of(here.of if here else roadshow)

    async def measured(self, place: Place, roadshow: RoadshowId) -> tuple[Rehearsal, Rehearsal | None]:
        """One of the roadshow's rehearsals that has a card, and the one with a card before it.

        For organizers and auditors; raises Forbidden, Missing.
        """
        await self._rooms.acting(place.seat.roadshow, place.actor, OVERSEEING)
        cards = [each for each in await self._store.of(place.seat.roadshow) if each.card is not None]
        for number, each in enumerate(cards):
            if each.roadshow == roadshow:
                return each, next(iter(cards[number + 1 :]), None)
        raise Missing("rehearsal_missing")

    async def delete(self, place: Place, roadshow: RoadshowId) -> None:
        """Delete one of these rehearsals, with everything it made; raises Forbidden, Missing."""
        if not any(each.roadshow == roadshow for each in await self.all(place)):
            raise Missing("rehearsal_missing")
        await self._delete(roadshow)

    async def delete_by(self, token: str) -> None:
        """The same for who has the token; raises Missing."""
        if (found := await self._store.of_token(digest(token))) is None:
            raise Missing("rehearsal_missing")
        await self._delete(found.roadshow)

    async def _delete(self, roadshow: RoadshowId) -> None:
        found = await self._store.rehearsal(roadshow)
        if found is None or found.deleted_at is not None:
            return
        if not (await self._rooms.state(roadshow)).rehearsal:
            raise Conflict("rehearsal_only")
        await self._rooms.remove(roadshow)
        await self._store.delete(roadshow, self._clock.now())
        for forget in self._forget:
            forget(roadshow)

    async def _organizing(self, place: Place) -> RoadshowId:
        await self._rooms.acting(place.seat.roadshow, place.actor, STAFF)
        return place.seat.roadshow

    def _person(
        self, roadshow: RoadshowId, role: Role, project: ProjectId | None, number: int
    ) -> tuple[Person, Seat, Entrance, str]:
        at, made, secret = self._clock.now(), self._ids.new(), self._ids.secret()
        person = Person(
            id=PersonId(f"per_{made}"),
            name=f"{NAMES.get(role, role.value)} {made[-6:]}",
            organisation="Rehearsal",
            contact="",
            account=False,
            created_at=at,
        )
        seat = Seat(
            id=SeatId(f"sea_{made}"), roadshow=roadshow, person=person.id, role=role, project=project, created_at=at
        )
        entrance = Entrance(
            session=SessionId(f"ses_{made}"),
            digest=digest(secret),
            expires_at=at + min(SESSION_LASTS, TOKEN_LASTS),
            person=person,
            new=True,
            seat=seat,
            invitation=None,
        )
        return person, seat, entrance, secret
