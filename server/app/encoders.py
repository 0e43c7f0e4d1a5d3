"""Tokens by which an encoder such as OBS publishes from a seat without a browser."""

from collections.abc import Collection, Sequence
from datetime import datetime

from server.app.rooms import Rooms
from server.app.secrets import digest
from server.domain.accounts import ENCODER_LASTS, Place
from server.domain.messages import SeatId
from server.domain.rules import PRESENTING
from server.errors import Unauthenticated
from server.ports import AccountStore, Clock, Ids


class Encoders:
    """Gives a seat its token and recognizes it."""

    def __init__(self, store: AccountStore, rooms: Rooms, clock: Clock, ids: Ids) -> None:
        """Take where tokens are kept."""
        self._store = store
        self._rooms = rooms
        self._clock = clock
        self._ids = ids

    async def issue(self, place: Place) -> str:
        """A new token for the seat of an organizer or presenter, for two weeks; the last one stops working."""
        await self._require(place)
        token = self._ids.secret()
        await self._store.set_encoder(place.seat.id, digest(token), self._clock.now() + ENCODER_LASTS)
        return token

    async def extend(self, place: Place) -> None:
        """Let the seat's token last for two weeks from now, if it has one."""
        await self._require(place)
        await self._store.extend_encoder(place.seat.id, self._clock.now() + ENCODER_LASTS)

    async def until(self, place: Place) -> datetime | None:
        """Until when the seat's token lasts or lasted; None where it has none."""
        await self._require(place)
        return await self._store.encoder_until(place.seat.id)

    async def _require(self, place: Place) -> None:
        await self._rooms.acting(place.seat.roadshow, place.actor, PRESENTING)

    async def place(self, token: str, seat: SeatId) -> Place:
        """The seat whose token this is; raises Unauthenticated where it is not this seat's, or no more."""
        owner = await self._store.encoder(digest(token), self._clock.now())
        found = await self._store.place(seat) if owner == seat else None
        if found is None:
            raise Unauthenticated("signed_out")
        return found

    async def over(self, tokens: Collection[bytes]) -> Sequence[bytes]:
        """Those digests whose tokens let nobody in any more: their time is over, or they were replaced or taken."""
        at = self._clock.now()
        return [each for each in sorted(tokens) if await self._store.encoder(each, at) is None]
