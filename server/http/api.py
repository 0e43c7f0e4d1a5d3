"""The addresses of the API beside commands and media, as docs/protocol.md lists them. Rights are in the use cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from server.app.accounts import Seated
from server.app.attendance import Attendee, Watching
from server.app.invitations import Issued, Wanted
from server.app.recipients import Recipient
from server.app.roadshows import NewRoadshow
from server.domain.accounts import InvitationId
from server.domain.erasure import Personal
from server.domain.ledger import Receipt
from server.domain.messages import IntentId, PersonId, RoadshowId, SeatId
from server.domain.proof import packed
from server.domain.rules import INVESTING, OVERSEEING, PRESENTING, STAFF
from server.errors import RoadshowError
from server.http import audit, auth, invitees, workspace
from server.http.bodies import Created, Done, Json, asked, parsed, read
from server.http.commands import idempotency_key
from server.http.entered import SEAT, entered
from server.http.exports import filing
from server.http.house import House, house_of, language_of
from server.http.imports import addresses
from server.http.limits import Verb
from server.http.operations import Body, Entrance, Gives, Operation, Operations, Reply
from server.http.qr import qr
from server.http.spreadsheets import CSV, download

CSV_LIMIT: Final = 1024 * 1024


class Planned(Struct, frozen=True, kw_only=True):
    """A roadshow that was planned, and its organizer's seat."""

    roadshow: RoadshowId
    seat: SeatId


class DeviceLink(Struct, frozen=True, kw_only=True):
    """A link that brings one more device to a person, and its QR code as SVG."""

    link: str
    qr: str


class ReceiptLink(Struct, frozen=True, kw_only=True):
    """A link that holds a receipt behind its #, and its QR code as SVG."""

    link: str
    qr: str


class Which(Struct, frozen=True, kw_only=True):
    """Of what a receipt is wanted: of the live version, or of the last confirmation or retraction."""

    of: Literal["answer"] | None = None


class EncoderState(Struct, frozen=True, kw_only=True):
    """Where an encoder publishes, and until when the seat's token lasts or lasted; null where it has none."""

    whip: str
    expires_at: datetime | None


class EncoderAccess(EncoderState, frozen=True, kw_only=True):
    """The same with the token, which is shown this once."""

    token: str


async def people(request: Request) -> Json[list[Attendee]]:
    """Everybody with a seat."""
    house, seated = await entered(request)
    return Json(await house.attendance.all(seated.place))


async def personal(request: Request) -> Json[Personal]:
    """What would go if somebody was erased."""
    house, seated = await entered(request)
    return Json(await house.erasures.weigh(seated.place, PersonId(request.path_params["person"])))


async def audience(request: Request) -> Json[list[Watching]]:
    """How everybody who watches gets the picture."""
    house, seated = await entered(request)
    return Json(await house.attendance.watching(seated.place))


async def recipients(request: Request) -> Json[Sequence[Recipient]]:
    """The presenters to whom a name may be passed on."""
    house, seated = await entered(request)
    return Json(await house.recipients.all(seated.place))


async def invitations(request: Request) -> Json[list[invitees.InvitationView]]:
    """The invitations with their state."""
    house, seated = await entered(request)
    at = house.clock.now()
    return Json([invitees.view(one, at) for one in await house.invitations.sent(seated.place)])


async def invite(request: Request) -> Created[invitees.InvitationView]:
    """Invite one person."""
    house, seated = await entered(request)
    issued = await house.invitations.issue(seated.place, await parsed(request, Wanted))
    return Created(_issued(request, issued))


async def invite_many(request: Request) -> Json[list[invitees.RowResult]]:
    """Invite whom a file names, row by row."""
    house, seated = await entered(request)
    results = await invitees.imported(house.invitations, seated.place, await read(request, CSV, CSV_LIMIT))
    return Json([_result(request, number, one) for number, one in enumerate(results, start=1)])


async def invitations_csv(request: Request) -> Response:
    """Who was invited, and whether they came."""
    house, seated = await entered(request)
    sent = await house.invitations.sent(seated.place)
    await house.trail.note(seated.place, "invitations.exported", count=len(sent))
    state = await house.rooms.state(seated.seat.roadshow)
    return download("invitations.csv", invitees.exported(state, sent, house.clock.now()))


async def revoke(request: Request) -> Done:
    """Revoke an open invitation."""
    house, seated = await entered(request)
    await house.invitations.revoke(seated.place, InvitationId(request.path_params["invitation"]))
    return Done()


async def device(request: Request) -> Created[DeviceLink]:
    """A link for a second device of one's own, which changes nothing of a roadshow."""
    house, seated = house_of(request), await auth.seat(request)
    house.limits.seat(Verb.api, seated.seat.id)
    link = house.invitation_link(request, await house.invitations.device(seated.place))
    return Created(DeviceLink(link=link, qr=qr(link)))


async def slip_link(request: Request) -> Created[DeviceLink]:
    """A link for whom the host entered an intent."""
    house, seated = await entered(request)
    token = await house.slips.link(seated.place, IntentId(request.path_params["intent"]))
    link = house.invitation_link(request, token)
    return Created(DeviceLink(link=link, qr=qr(link)))


async def encoder(request: Request) -> Json[EncoderState]:
    """Until when the token for an encoder lasts."""
    return Json(await _encoder(request, *await entered(request)))


async def new_encoder(request: Request) -> Created[EncoderAccess]:
    """A new token for an encoder."""
    house, seated = await entered(request)
    token = await house.encoders.issue(seated.place)
    await house.trail.note(seated.place, "encoder.made", seated.seat.id)
    house.studio.renew_encoder(seated.place.seat.id)
    state = await _encoder(request, house, seated)
    return Created(EncoderAccess(whip=state.whip, expires_at=state.expires_at, token=token))


async def extend_encoder(request: Request) -> Json[EncoderState]:
    """Let the token for an encoder last from now."""
    house, seated = await entered(request)
    await house.encoders.extend(seated.place)
    await house.trail.note(seated.place, "encoder.extended", seated.seat.id)
    return Json(await _encoder(request, house, seated))


async def _encoder(request: Request, house: House, seated: Seated) -> EncoderState:
    whip = f"{house.origin(request)}/whip/{seated.seat.id}"
    return EncoderState(whip=whip, expires_at=await house.encoders.until(seated.place))


async def receipt(request: Request) -> Json[Receipt]:
    """The receipt of the live version of one's own intent, or of one's confirmation or retraction."""
    return Json(await _receipt(request))


async def receipt_link(request: Request) -> Json[ReceiptLink]:
    """The same as a link that anybody may check, and its QR code; without the private text, since it is to be shown."""
    link = f"{house_of(request).origin(request)}/verify#{packed(await _receipt(request))}"
    return Json(ReceiptLink(link=link, qr=qr(link, error="l")))


async def plan(request: Request) -> Created[Planned]:
    """Plan a roadshow with its programme."""
    house, person = house_of(request), await auth.account(request)
    seat = await house.roadshows.plan(person, idempotency_key(request), await parsed(request, NewRoadshow))
    return Created(Planned(roadshow=seat.roadshow, seat=seat.id))


async def _receipt(request: Request) -> Receipt:
    house, seated = await entered(request)
    intent, which = IntentId(request.path_params["intent"]), asked(request, Which)
    return await house.rooms.receipt(seated.seat.roadshow, seated.actor, intent, answer=which.of is not None)


def _of_receipts(reply: Reply) -> Operation:
    return Operation(reply, own="who stated it", query=Which, refuses="intent_missing")


def _issued(request: Request, issued: Issued) -> invitees.InvitationView:
    house = house_of(request)
    return invitees.view(issued.invitation, house.clock.now(), house.invitation_link(request, issued.token))


def _result(request: Request, row: int, result: Issued | RoadshowError) -> invitees.RowResult:
    if isinstance(result, Issued):
        return invitees.RowResult(row=row, invitation=_issued(request, result))
    return invitees.refused(row, result, language_of(request).sentence(result.code))


ROUTES: Final = (
    Operations(f"{SEAT}/people", GET=Operation(people, OVERSEEING)),
    Operations(f"{SEAT}/people/{{person}}/personal", GET=Operation(personal, STAFF, refuses="person_missing")),
    Operations(f"{SEAT}/recipients", GET=Operation(recipients, INVESTING)),
    Operations(f"{SEAT}/audience", GET=Operation(audience, OVERSEEING, refuses="plane_unavailable")),
    Operations(
        f"{SEAT}/invitations",
        GET=Operation(invitations, OVERSEEING),
        POST=Operation(invite, STAFF, body=Body(Wanted), refuses="project_missing project_needed"),
    ),
    Operations(f"{SEAT}/invitations/csv", POST=Operation(invite_many, STAFF, body=Body(media=CSV))),
    Operations(f"{SEAT}/invitations.csv", GET=Operation(invitations_csv, OVERSEEING, gives=(Gives(200, CSV),))),
    Operations(f"{SEAT}/invitations/{{invitation}}", DELETE=Operation(revoke, STAFF, refuses="invitation_missing")),
    Operations(f"{SEAT}/device", POST=Operation(device)),
    Operations(
        f"{SEAT}/slips/{{intent}}/link", POST=Operation(slip_link, STAFF, refuses="intent_missing intent_state")
    ),
    Operations(
        f"{SEAT}/encoder",
        GET=Operation(encoder, PRESENTING),
        POST=Operation(new_encoder, PRESENTING),
        PATCH=Operation(extend_encoder, PRESENTING),
    ),
    Operations(f"{SEAT}/receipts/{{intent}}", GET=_of_receipts(receipt)),
    Operations(f"{SEAT}/receipts/{{intent}}/link", GET=_of_receipts(receipt_link)),
    *audit.ROUTES,
    *addresses.ROUTES,
    *workspace.ROUTES,
    *filing.ROUTES,
    Operations(
        "/api/roadshows",
        POST=Operation(
            plan,
            STAFF,
            entrance=Entrance.account,
            body=Body(NewRoadshow),
            key=True,
            refuses="preset_missing title_empty time_range timezone_unknown currency_refused pitch_limit",
        ),
    ),
)
