"""The one entrance for commands: a POST with an Idempotency-Key, answered when its events are on disk."""

import re
from typing import Final

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from server.app.receipts import Acknowledgement
from server.domain.roadshow import AnyCommand
from server.domain.rules import EVERYONE
from server.errors import Malformed
from server.http import auth
from server.http.bodies import JSON, read
from server.http.house import ACCEPTED, house_of
from server.http.limits import Verb
from server.http.operations import Body, Gives, Operation, Operations

LIMIT: Final = 16 * 1024
KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")

logger = structlog.get_logger()


async def command(request: Request) -> Response:
    """Hand the command to its room and pass the acknowledgement on."""
    seated = await auth.seat(request)
    house = house_of(request)
    house.limits.seat(Verb.command, seated.seat.id)
    key = idempotency_key(request)
    logger.debug("request.taken", trace=key, seat=seated.seat.id)
    body = await read(request, JSON, LIMIT)
    acknowledgement = await house.rooms.submit(seated.seat.roadshow, seated.actor, key, body)
    house.tally[ACCEPTED] += 1
    return Response(acknowledgement, headers={"cache-control": "no-store"}, media_type=JSON)


def idempotency_key(request: Request) -> str:
    """What the client calls this one wish of its own."""
    if not (key := key_in(request)):
        raise Malformed("key_missing")
    return key


def key_in(request: HTTPConnection) -> str:
    """The same; empty where there is none that can be taken."""
    key = request.headers.get("idempotency-key", "")
    return key if KEY.fullmatch(key) else ""


# What the rules of the domain say no with.
RULED: Final = """
    muted pitch_missing question_missing intent_missing project_missing person_missing lead_missing meeting_missing
    already_planned not_planned not_live already_live already_paused not_paused show_ended pitch_state window_closed
    window_open question_state own_question already_voted not_voted intent_withdrawn intent_confirmed intent_state
    intent_conditions not_addressed content_stale version_stale lead_there consent_state records_erased person_state
    text_empty name_empty mail_missing title_empty amount_range amount_missing commitment_conditional currency_refused
    not_suitable not_certified certification_expired ground_refused basis_refused round_missing round_state
    recipients_full kind_refused field_refused notice_missing notice_stale invest_only valuation_amount
    condition_twice condition_incomplete dates_order number_taken number_unknown consortium_missing consortium_state
    consortium_full consortium_confirmed consortium_visibility not_leading consent_missing recipient_missing
    kind_fixed project_needed time_range date_past timezone_unknown position_range pitch_asked pitch_met
    meeting_exists meeting_state meeting_early meeting_clash no_common_slot place_taken time_past window_range
    slots_missing ranking_twice timetable_empty timetable_published pitch_limit
"""

ROUTES: Final = (
    Operations(
        "/api/seats/{seat}/commands",
        POST=Operation(
            command,
            EVERYONE,
            own="as each command says",
            body=Body(AnyCommand),
            key=True,
            gives=(Gives(200, JSON, Acknowledgement),),
            refuses=f"{RULED} inbox_full",
        ),
    ),
)
