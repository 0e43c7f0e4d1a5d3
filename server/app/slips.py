"""Links for those for whom the host entered an intent: by it they own what the slip says, or take it back."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from server.app.erasures import Erasures
from server.app.rooms import Rooms
from server.app.secrets import digest
from server.domain.accounts import Introduction, Invitation, InvitationId, Place
from server.domain.intents import WithdrawIntent
from server.domain.messages import SYSTEM, IntentId, PersonId, RoadshowId, Role
from server.domain.rules import STAFF
from server.domain.slips import ClaimIntent, unclaimed
from server.domain.state import Intent, Roadshow
from server.errors import Conflict, Missing
from server.ports import AccountStore, Clock, Ids


class Slip(Struct, frozen=True, kw_only=True):
    """What waits for who opens a link, and the roadshow it is in."""

    roadshow: RoadshowId
    state: Roadshow
    intents: tuple[Intent, ...]


class Slips:
    """Makes the links, and does what whoever opens one decides."""

    def __init__(self, store: AccountStore, rooms: Rooms, erasures: Erasures, clock: Clock, ids: Ids) -> None:
        """Take where links and persons are kept, the rooms, and what erases."""
        self._store = store
        self._rooms = rooms
        self._erasures = erasures
        self._clock = clock
        self._ids = ids

    async def link(self, place: Place, intent: IntentId) -> str:
        """The secret of a new link to an intent that was entered; the last one stops working.

        Raises Forbidden for all but organizers, Missing, and Conflict where the intent is owned or over.
        """
        roadshow = place.seat.roadshow
        await self._rooms.acting(roadshow, place.actor, STAFF)
        found = (await self._rooms.state(roadshow)).intents.get(intent)
        if found is None:
            raise Missing("intent_missing")
        if found.claim_by is None or not found.live:
            raise Conflict("intent_state")
        token, made = self._made(roadshow, found, found.claim_by, place.person.id)
        await self._store.relink(made)
        return token

    async def mailed(self, roadshow: RoadshowId, waiting: Intent) -> str:
        """The secret of one more link, for a letter; the others go on working, since a letter may come twice.

        Raises Conflict where the intent is owned or over.
        """
        if waiting.claim_by is None or not waiting.live:
            raise Conflict("intent_state")
        token, made = self._made(roadshow, waiting, waiting.claim_by, SYSTEM)
        await self._store.invite([made])
        return token

    def _made(self, roadshow: RoadshowId, of: Intent, until: datetime, by: PersonId) -> tuple[str, Invitation]:
        token = self._ids.secret()
        return token, Invitation(
            id=InvitationId(f"inv_{self._ids.new()}"),
            digest=digest(token),
            roadshow=roadshow,
            role=Role.investor,
            project=None,
            introduction=Introduction(),
            person=of.person,
            created_at=self._clock.now(),
            created_by=by,
            expires_at=until,
        )

    async def of(self, invitation: Invitation) -> Slip | None:
        """What waits at a link; None where it is another sort of link, or nothing waits any more."""
        if invitation.person is None or invitation.roadshow is None:
            return None
        state = await self._rooms.state(invitation.roadshow)
        waiting = tuple(unclaimed(state, invitation.person))
        return Slip(roadshow=invitation.roadshow, state=state, intents=waiting) if waiting else None

    async def own(self, invitation: Invitation, slip: Slip, notice: str = "") -> None:
        """Make what waits theirs, under the notice they accepted; safe to repeat. Raises Invalid without the notice."""
        await self._each(invitation, [ClaimIntent(intent=one.intent, notice=notice) for one in slip.intents])

    async def take_back(self, invitation: Invitation, slip: Slip) -> None:
        """Take back what waits, erase what was written and who wrote it, and make the link worthless."""
        await self._each(invitation, [WithdrawIntent(intent=one.intent) for one in slip.intents])
        if invitation.person is not None:
            await self._erasures.forget(slip.roadshow, invitation.person)

    async def _each(self, invitation: Invitation, commands: Sequence[ClaimIntent | WithdrawIntent]) -> None:
        for place in await self._store.places_of([invitation.person] if invitation.person else []):
            if place.seat.roadshow != invitation.roadshow:
                continue
            for command in commands:
                body = msgspec.json.encode(command)
                await self._rooms.submit(place.seat.roadshow, place.actor, f"slip-{command.intent}", body)
