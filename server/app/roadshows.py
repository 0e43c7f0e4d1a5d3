"""Roadshows as a whole: planned in one step with their programme, and listed."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import asdict

from server.app.presets import Presets
from server.app.rooms import Rooms
from server.domain.accounts import Listing, Person, Seat
from server.domain.messages import Actor, Command, Context, Entry, RoadshowId, Role, SeatId
from server.domain.presets import Name, Preset
from server.domain.programme import LIMIT, AddPitch, CardCommand
from server.domain.roadshow import decide, evolve
from server.domain.show import Announcement, PlanRoadshow
from server.domain.state import Roadshow
from server.errors import Forbidden
from server.ports import Catalog, Clock, Ids


class NewRoadshow(Announcement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `roadshow.plan` says, the preset by its id, and the pitches of the programme in order."""

    preset: Name = "internal"
    pitches: Annotated[tuple[CardCommand, ...], Meta(max_length=LIMIT)] = ()


class Roadshows:
    """Plans and lists."""

    def __init__(self, catalog: Catalog, rooms: Rooms, presets: Presets, clock: Clock, ids: Ids) -> None:
        """Take the list, the rooms and the presets."""
        self._catalog = catalog
        self._rooms = rooms
        self._presets = presets
        self._clock = clock
        self._ids = ids

    async def plan(self, person: Person, key: str, wanted: NewRoadshow) -> Seat:
        """Plan a roadshow and return its organizer's seat; the same key leads to the same roadshow, whatever happened.

        Raises Forbidden without an organizer's account, Missing without the preset, and Invalid before anything is on
        record where a part is refused.
        """
        if not person.account:
            raise Forbidden("forbidden")
        card = self._presets.card(wanted.preset)
        commands = _commands(wanted, card.preset)
        self._try(commands, person)
        await self._presets.keep(card)
        return await self.found(person, key, commands)

    async def found(self, person: Person, key: str, commands: Sequence[Command]) -> Seat:
        """Begin a roadshow with these commands and return the seat of its organizer, who may be anybody.

        The same key leads to the same roadshow. Raises what the commands are refused with before anything is recorded.
        """
        self._try(commands, person)
        seat = await self._catalog.found(key, self._seat(person))
        await self._rooms.create(seat.roadshow)
        for number, command in enumerate(commands):
            body = msgspec.json.encode(command)
            await self._rooms.submit(seat.roadshow, _actor(person, seat), f"planning-{number:03d}", body)
        return seat

    async def listing(self, roadshow: RoadshowId) -> Listing | None:
        """One roadshow that has been planned."""
        return await self._catalog.listing(roadshow)

    async def listings(self) -> Sequence[Listing]:
        """Every roadshow that has been planned, the one that starts last first; no rehearsals."""
        return await self._catalog.listings()

    def _seat(self, person: Person) -> Seat:
        made = self._ids.new()
        return Seat(
            id=SeatId(f"sea_{made}"),
            roadshow=RoadshowId(f"rsh_{made}"),
            person=person.id,
            role=Role.organizer,
            project=None,
            created_at=self._clock.now(),
        )

    def _try(self, commands: Sequence[Command], person: Person) -> None:
        """Decide everything on a state that is thrown away, so that a refusal comes before the first record."""
        state, actor = Roadshow(), _actor(person, self._seat(person))
        for command in commands:
            context = Context(actor=actor, at=self._clock.now(), id=self._ids.new())
            for event in decide(state, command, context):
                state = evolve(state, Entry(seq=state.seq + 1, at=context.at, by=actor.person, event=event))


def _commands(wanted: NewRoadshow, preset: Preset) -> list[Command]:
    fields = {**asdict(wanted), "preset": preset}
    pitches: tuple[CardCommand, ...] = fields.pop("pitches")
    return [PlanRoadshow(**fields), *(AddPitch(**asdict(pitch)) for pitch in pitches)]


def _actor(person: Person, seat: Seat) -> Actor:
    return Actor(
        seat=seat.id,
        person=person.id,
        role=seat.role,
        name=person.name,
        organisation=person.organisation,
    )
