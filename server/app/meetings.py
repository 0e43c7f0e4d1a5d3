"""Meetings for people's calendars: one of them, or all that somebody has, under a secret address of theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from server.app.rooms import Rooms
from server.app.secrets import digest
from server.domain.accounts import Place
from server.domain.agenda import Meeting, MeetingStatus, Side
from server.domain.consents import seen_by
from server.domain.messages import Actor, Bilingual, MeetingId, PersonId, RoadshowId, Role
from server.domain.state import Plan, Roadshow
from server.errors import Forbidden, Missing
from server.ports import AccountStore, Clock, Ids
from server.ports.feeds import FeedStore

INVITED: Final = frozenset(
    {MeetingStatus.scheduled, MeetingStatus.held, MeetingStatus.no_show, MeetingStatus.cancelled}
)


class Counterpart(Struct, frozen=True, kw_only=True):
    """Who the reader meets; an investor is a number to who may not know their name."""

    project: Bilingual
    name: str = ""
    organisation: str = ""
    contact: str = ""
    number: int = 0


class Engagement(Struct, frozen=True, kw_only=True):
    """A meeting that has had a time, as one of its parties may see it; `zone` is that party's or the roadshow's."""

    roadshow: RoadshowId
    plan: Plan
    meeting: Meeting
    starts_at: datetime
    side: Side
    zone: str
    reader: Place
    counterpart: Counterpart


class Meetings:
    """Finds meetings for calendars and keeps the secrets under which calendars fetch them."""

    def __init__(self, feeds: FeedStore, accounts: AccountStore, rooms: Rooms, clock: Clock, ids: Ids) -> None:
        """Take where secrets, people and meetings are."""
        self._feeds = feeds
        self._accounts = accounts
        self._rooms = rooms
        self._clock = clock
        self._ids = ids

    async def issue(self, place: Place) -> str:
        """A new secret for all meetings of a person; the last one stops working."""
        secret = self._ids.secret()
        await self._feeds.set_feed(place.person.id, digest(secret), self._clock.now())
        return secret

    async def revoke(self, place: Place) -> None:
        """No secret of this person works any more."""
        await self._feeds.drop_feed(place.person.id)

    async def since(self, place: Place) -> datetime | None:
        """Since when the person's secret works; None where they have none."""
        return await self._feeds.feed_since(place.person.id)

    async def one(self, place: Place, meeting: MeetingId) -> Engagement:
        """A meeting of the reader's with a time; raises Missing where it is not theirs or never had one."""
        for engagement in await self._engagements(place):
            if engagement.meeting.meeting == meeting:
                return engagement
        raise Missing("meeting_missing")

    async def all(self, secret: str) -> tuple[PersonId, list[Engagement]]:
        """Whose secret it is, and their meetings in every roadshow, in order; raises Missing for an unknown one."""
        if (person := await self._feeds.feed(digest(secret))) is None:
            raise Missing("page_missing")
        places = await self._accounts.places_of([person])
        found = [engagement for place in places for engagement in await self._left(place)]
        return person, sorted(found, key=lambda one: (one.starts_at, one.meeting.meeting))

    async def _left(self, place: Place) -> list[Engagement]:
        """None in a roadshow that they were removed from, which takes nothing of those elsewhere."""
        try:
            return await self._engagements(place)
        except Forbidden:
            return []

    async def _engagements(self, place: Place) -> list[Engagement]:
        actor = await self._rooms.acting(place.seat.roadshow, place.actor)
        state = await self._rooms.state(place.seat.roadshow)
        contacts = await self._contacts(place) if actor.role is not Role.investor else {}
        meetings = state.agenda.meetings.values()
        return [found for one in meetings if (found := engagement(state, place, actor, one, contacts))]

    async def _contacts(self, place: Place) -> dict[PersonId, str]:
        return {one.person.id: one.person.contact for one in await self._accounts.places(place.seat.roadshow)}


def engagement(
    state: Roadshow, place: Place, actor: Actor, meeting: Meeting, contacts: Mapping[PersonId, str]
) -> Engagement | None:
    """A meeting as the one at this seat may see it, who acts as `actor`; None where it is not theirs or has no time."""
    side = _side(meeting, actor)
    if side is None or meeting.starts_at is None or meeting.status not in INVITED:
        return None
    zone = meeting.investor_zone if side is Side.investor else meeting.project_zone
    return Engagement(
        roadshow=place.seat.roadshow,
        plan=state.plan,
        meeting=meeting,
        starts_at=meeting.starts_at,
        side=side,
        zone=zone or state.plan.timezone,
        reader=place,
        counterpart=_counterpart(seen_by(state, actor.person), meeting, side, contacts),
    )


def asking(state: Roadshow, actor: Actor, meeting: Meeting) -> tuple[Side, Counterpart] | None:
    """On which side who acts may answer a request, and who asks; None where it is not theirs to answer."""
    side = _side(meeting, actor)
    if side is None or side is meeting.by or meeting.status is not MeetingStatus.proposed:
        return None
    return side, _counterpart(seen_by(state, actor.person), meeting, side, {})


def _side(meeting: Meeting, actor: Actor) -> Side | None:
    if actor.role is Role.presenter and actor.project == meeting.project:
        return Side.project
    return Side.investor if meeting.person == actor.person else None


def _counterpart(state: Roadshow, meeting: Meeting, side: Side, contacts: Mapping[PersonId, str]) -> Counterpart:
    project = state.pitch_of(meeting.project).title
    if side is Side.investor:
        return Counterpart(project=project)
    number = state.number(meeting.person)
    lead = state.lead_of.get((meeting.person, meeting.project))
    named = (meeting.person, meeting.project) in state.consents
    signature = state.leads[lead].signature if lead and named else None
    if signature is None:
        return Counterpart(project=project, number=number)
    return Counterpart(
        project=project,
        name=signature.name,
        organisation=signature.organisation,
        contact=contacts.get(meeting.person, ""),
        number=number,
    )
