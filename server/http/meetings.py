"""Meetings as calendar files, and the secret address at which a calendar fetches all of somebody's."""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from server.app.meetings import Counterpart, Engagement
from server.appointments import MEDIA, Appointment, Party
from server.domain.agenda import MeetingStatus, Side
from server.domain.messages import Line, MeetingId
from server.domain.rules import EVERYONE
from server.http.bodies import Created, Done, Json, asked
from server.http.entered import SEAT, entered
from server.http.house import House, house_of, language_of
from server.http.language import Language
from server.http.operations import Gives, Operation, Operations

MAIL: Final = re.compile(r"[^\s@<>:;,]+@[^\s@<>:;,]+\.[^\s@<>:;,]+")
FRESH: Final = 300
"""Seconds for which a calendar need not ask again."""


class FeedState(Struct, frozen=True, kw_only=True):
    """Since when the reader's calendar address works, if it does."""

    since: datetime | None


class FeedLink(Struct, frozen=True, kw_only=True):
    """The address for a calendar; it is told this once."""

    url: str


class Feed(Struct, frozen=True, kw_only=True):
    """In which language a calendar is wanted; another than the house's own ones counts as none."""

    language: Line = ""


async def feed_state(request: Request) -> Json[FeedState]:
    """Whether the reader has a calendar address."""
    house, seated = await entered(request)
    return Json(FeedState(since=await house.meetings.since(seated.place)))


async def issue(request: Request) -> Created[FeedLink]:
    """A new calendar address in place of the last one."""
    house, seated = await entered(request)
    secret = await house.meetings.issue(seated.place)
    return Created(FeedLink(url=feed_address(house, request, secret, language_of(request))))


async def revoke(request: Request) -> Done:
    """No calendar address any more."""
    house, seated = await entered(request)
    await house.meetings.revoke(seated.place)
    return Done()


async def download(request: Request) -> Response:
    """One meeting for the reader's calendar."""
    from server import calendars

    house, seated = await entered(request)
    engagement = await house.meetings.one(seated.place, MeetingId(request.path_params["meeting"]))
    made = appointment(engagement, language_of(request), house.origin(request))
    headers = {"content-disposition": 'attachment; filename="meeting.ics"', "cache-control": "no-store"}
    return Response(calendars.invitation(made, house.clock.now()), headers=headers, media_type=calendars.TYPE)


async def feed(request: Request) -> Response:
    """All meetings of whose secret it is; 304 where the calendar has them already."""
    from server import calendars

    house, language = house_of(request), feed_language(request)
    secret = request.path_params["token"]
    person, engagements = await house.meetings.all(secret)
    made = [appointment(one, language, house.origin(request)) for one in engagements]
    address = feed_address(house, request, secret, language)
    content = calendars.feed(made, language.gettext("Meetings"), address, f"{person}@{_host(house, request)}")
    headers = {"etag": f'"{sha256(content).hexdigest()[:32]}"', "cache-control": f"private, max-age={FRESH}"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=calendars.TYPE)


def feed_language(request: Request) -> Language:
    """The language that stands in the address: calendars do not say what their people read."""
    languages, wanted = house_of(request).languages, asked(request, Feed)
    return languages[wanted.language] if wanted.language in languages else language_of(request)


def feed_address(house: House, request: Request, secret: str, language: Language) -> str:
    """Where a calendar fetches."""
    return f"{house.origin(request)}/c/{secret}/meetings.ics?language={language.code}"


def appointment(engagement: Engagement, language: Language, origin: str) -> Appointment:
    """A meeting as its reader's calendar shows it, in their language and zone."""
    meeting, page = engagement.meeting, "live" if engagement.side is Side.investor else "stage"
    link = f"{origin}/s/{engagement.reader.seat.id}/{page}"
    host = language.pick(engagement.plan.host) or language.pick(engagement.plan.title)
    return Appointment(
        uid=f"{meeting.meeting}@{urlsplit(origin).hostname}",
        title=f"{with_whom(engagement, language)} · {language.pick(engagement.plan.title)}",
        description=language.gettext("A meeting after the roadshow. Move it or call it off here:") + f"\n{link}",
        url=link,
        place=meeting.place,
        zone=engagement.zone,
        starts_at=engagement.starts_at,
        ends_at=engagement.starts_at + timedelta(minutes=meeting.minutes),
        sequence=meeting.sequence,
        revised_at=meeting.at,
        organizer=Party(name=host, address=f"no-reply@{urlsplit(origin).hostname}"),
        parties=_parties(engagement, language),
        cancelled=meeting.status is MeetingStatus.cancelled,
    )


def with_whom(engagement: Engagement, language: Language) -> str:
    """How the other side is called."""
    return called(engagement.side, engagement.counterpart, language)


def called(side: Side, other: Counterpart, language: Language) -> str:
    """How the other side is called by who is on this one."""
    if side is Side.investor:
        return language.pick(other.project)
    name = " · ".join(filter(None, (other.name, other.organisation)))
    return name or language.gettext("No. %(number)s") % {"number": other.number}


def _parties(engagement: Engagement, language: Language) -> tuple[Party, ...]:
    # Who was put into a timetable, or moved, has not said yes to that time.
    meeting, person = engagement.meeting, engagement.reader.person
    accepted = meeting.by is not Side.organizer and meeting.sequence == 0
    return (
        Party(name=person.name, address=_mail(person.contact), accepted=accepted),
        Party(name=with_whom(engagement, language), address=_mail(engagement.counterpart.contact), accepted=accepted),
    )


def _mail(contact: str) -> str:
    return contact if MAIL.fullmatch(contact) and contact.isascii() else ""


def _host(house: House, request: Request) -> str:
    return urlsplit(house.origin(request)).hostname or ""


ROUTES: Final = (
    Operations(
        f"{SEAT}/calendar",
        GET=Operation(feed_state),
        POST=Operation(issue, EVERYONE),
        DELETE=Operation(revoke, EVERYONE),
    ),
    Operations(
        f"{SEAT}/meetings/{{meeting}}.ics",
        GET=Operation(
            download,
            own="its investor and presenters",
            gives=(Gives(200, MEDIA),),
            refuses="meeting_missing",
        ),
    ),
)
