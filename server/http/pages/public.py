"""The public page of a roadshow and its calendar entry: what anybody may know, and no terms of a raise."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from immutables import Map
from msgspec import Struct
from msgspec.structs import replace
from starlette.responses import Response

from server.appointments import MEDIA, Appointment
from server.domain.law import Law
from server.domain.ledger import SignedHead
from server.domain.messages import Bilingual, RoadshowId
from server.domain.presets import Shown
from server.domain.state import Phase, Pitch, Plan, Roadshow, Status
from server.errors import Missing
from server.http.bodies import JSON
from server.http.operations import Gives
from server.http.pages import text
from server.http.pages.page import Address, Page, seat_path
from server.http.pages.rounds import said

DESCRIPTION: Final = 160
DURATION: Final = timedelta(hours=1)


class Heads(Struct, frozen=True, kw_only=True):
    """The heads that a house has published of one log, the oldest first."""

    heads: Sequence[SignedHead]


class Slot(Struct, frozen=True, kw_only=True):
    """A pitch in the programme, and when it is planned to start; None where that is not announced, or it is skipped."""

    pitch: Pitch
    starts_at: datetime | None


def slots(state: Roadshow) -> Sequence[Slot]:
    """The programme in order; what is skipped takes no time."""
    found, at = [], state.plan.starts_at
    for pitch in (state.pitches[key] for key in state.order):
        skipped = pitch.phase is Phase.skipped
        found.append(Slot(pitch=pitch, starts_at=None if skipped else at))
        if at is not None and not skipped:
            at = later(at, length(pitch))
    return found


def later(at: datetime, by: timedelta) -> datetime:
    """That much later, or the same where the calendar ends before."""
    try:
        return at + by
    except OverflowError:
        return at


def length(pitch: Pitch) -> timedelta:
    """How long a pitch is planned to take, questions included."""
    return timedelta(minutes=pitch.minutes + pitch.question_minutes)


async def planned(page: Page) -> tuple[RoadshowId, Roadshow]:
    """The roadshow in the address, as far as anybody may know it; raises Missing where none was announced under it."""
    roadshow = RoadshowId(page.request.path_params["roadshow"])
    state = await page.house.rooms.state(roadshow)
    if state.status is Status.blank:
        raise Missing("roadshow_missing")
    return roadshow, published(state)


def published(state: Roadshow) -> Roadshow:
    """The state without what its preset keeps off public pages."""
    shows = state.preset.page
    pitches = {key: _pitch(pitch, shows) for key, pitch in state.pitches.items()} if Shown.projects in shows else {}
    order = state.order if pitches else ()
    law = state.law if Shown.round in shows else Law()
    return replace(state, plan=_plan(state.plan, shows), order=order, pitches=Map(pitches), law=law)


def _plan(plan: Plan, shows: Sequence[Shown]) -> Plan:
    return replace(plan, summary=_kept(plan.summary, Shown.summary, shows), host=_kept(plan.host, Shown.host, shows))


def _pitch(pitch: Pitch, shows: Sequence[Shown]) -> Pitch:
    return replace(
        pitch,
        summary=_kept(pitch.summary, Shown.summary, shows),
        team=_kept(pitch.team, Shown.team, shows),
        field=_kept(pitch.field, Shown.field, shows),
    )


def _kept(text: Bilingual, line: Shown, shows: Sequence[Shown]) -> Bilingual:
    return text if line in shows else Bilingual()


async def public(page: Page) -> Response:
    """What, when, who, and how to take part."""
    roadshow, state = await planned(page)
    viewer = await page.viewer()
    mine = next((place for place in await page.places() if place.seat.roadshow == roadshow), None)
    summary = page.language.pick(state.plan.summary) or page.language.pick(state.plan.host)
    return page.draw(
        "roadshow.html",
        viewer,
        roadshow=roadshow,
        plan=state.plan,
        rehearsal=state.rehearsal,
        status=state.status.value,
        slots=slots(state),
        joined_by=state.preset.joined_by.value,
        rounds={project: said(one, page.language) for project, one in state.law.rounds.items()},
        notice_text=await _notice(page, state),
        seat=seat_path(mine, state.status) if mine else None,
        heads=await page.house.rooms.heads(roadshow),
        description=summary[:DESCRIPTION],
        url=page.house.origin(page.request),
    )


async def _notice(page: Page, state: Roadshow) -> Bilingual | None:
    """The notice, which stands wherever terms of a round do."""
    notice = state.preset.notice
    return (await text.read(page, notice.text)).text if notice and state.law.rounds else None


async def heads(page: Page) -> Response:
    """Where the log ended when the roadshow did, and since; signed, so that whoever keeps it can hold the log to it."""
    roadshow, _ = await planned(page)
    published = msgspec.json.encode(Heads(heads=await page.house.rooms.heads(roadshow)))
    return Response(published, headers={"cache-control": "no-cache"}, media_type=JSON)


async def calendar_file(page: Page) -> Response:
    """The roadshow for a calendar."""
    from server import calendars

    roadshow, state = await planned(page)
    if state.plan.starts_at is None:
        raise Missing("page_missing")
    lasts = sum((length(slot.pitch) for slot in slots(state)), timedelta()) or DURATION
    parts = (state.plan.summary, state.plan.host)
    url = f"{page.house.origin(page.request)}/r/{roadshow}"
    entry = Appointment(
        uid=f"{roadshow}@{page.request.url.hostname}",
        title=page.language.pick(state.plan.title),
        description="\n".join(filter(None, (*map(page.language.pick, parts), url))),
        url=url,
        starts_at=state.plan.starts_at,
        ends_at=later(state.plan.starts_at, lasts),
        sequence=state.seq,
        revised_at=page.house.clock.now(),
    )
    headers = {"content-disposition": 'attachment; filename="roadshow.ics"', "cache-control": "no-cache"}
    return Response(calendars.published(entry, page.house.clock.now()), headers=headers, media_type=calendars.TYPE)


ADDRESSES: Final = (
    Address("/r/{roadshow}", public),
    Address(
        "/r/{roadshow}/calendar.ics",
        calendar_file,
        gives=(Gives(200, MEDIA),),
        refuses="roadshow_missing page_missing",
    ),
    Address("/r/{roadshow}/heads.json", heads, gives=(Gives(200, JSON, Heads),), refuses="roadshow_missing"),
)
