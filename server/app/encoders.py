"""Tokens by which an encoder such as OBS publishes from a seat without a browser."""

from server.app.rooms import Rooms
from server.app.secrets import digest
from server.domain.accounts import Place
from server.domain.messages import Role, SeatId
from server.errors import Forbidden, Unauthenticated
from server.ports import AccountStore, Ids


class Encoders:
    """Gives a seat its token and recognizes it."""

    def __init__(self, store: AccountStore, rooms: Rooms, ids: Ids) -> None:
        """Take where tokens are kept."""
        self._store = store
        self._rooms = rooms
        self._ids = ids

    async def issue(self, place: Place) -> str:
        """A new token for the seat of an organizer or presenter; the last one stops working."""
        actor = await self._rooms.acting(place.seat.roadshow, place.actor)
        if actor.role not in (Role.organizer, Role.presenter):
            raise Forbidden("forbidden")
        token = self._ids.secret()
        await self._store.set_encoder(place.seat.id, digest(token))
        return token

    async def place(self, token: str, seat: SeatId) -> Place:
        """The seat whose token this is; raises Unauthenticated where it is not this seat's."""
        found = await self._store.place(seat) if await self._store.encoder(digest(token)) == seat else None
        if found is None:
            raise Unauthenticated("signed_out")
        return found
