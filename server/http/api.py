"""The addresses of the API beside commands and media, as docs/protocol.md lists them. Rights are in the use cases."""

from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.app.invitations import Issued, Wanted
from server.app.roadshows import NewRoadshow
from server.domain.accounts import InvitationId
from server.domain.ledger import Receipt
from server.domain.messages import IntentId, PersonId, RoadshowId, SeatId
from server.domain.proof import packed
from server.errors import RoadshowError
from server.http import audit, auth, invitees, workspace
from server.http.bodies import parsed, read, told
from server.http.commands import idempotency_key
from server.http.entered import SEAT, entered
from server.http.exports import filing
from server.http.house import house_of, language_of
from server.http.imports import addresses
from server.http.limits import Verb
from server.http.qr import qr
from server.http.spreadsheets import download

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


class EncoderAccess(Struct, frozen=True, kw_only=True):
    """Where an encoder publishes, and with which bearer token."""

    whip: str
    token: str


async def people(request: Request) -> Response:
    """Everybody with a seat."""
    house, seated = await entered(request)
    return told(await house.attendance.all(seated.place))


async def personal(request: Request) -> Response:
    """What would go if somebody was erased."""
    house, seated = await entered(request)
    return told(await house.erasures.weigh(seated.place, PersonId(request.path_params["person"])))


async def audience(request: Request) -> Response:
    """How everybody who watches gets the picture."""
    house, seated = await entered(request)
    return told(await house.attendance.watching(seated.place))


async def recipients(request: Request) -> Response:
    """The presenters to whom a name may be passed on."""
    house, seated = await entered(request)
    return told(await house.recipients.all(seated.place))


async def invitations(request: Request) -> Response:
    """The invitations with their state."""
    house, seated = await entered(request)
    at = house.clock.now()
    return told([invitees.view(one, at) for one in await house.invitations.sent(seated.place)])


async def invite(request: Request) -> Response:
    """Invite one person."""
    house, seated = await entered(request)
    issued = await house.invitations.issue(seated.place, await parsed(request, Wanted))
    return told(_issued(request, issued), 201)


async def invite_many(request: Request) -> Response:
    """Invite whom a file names, row by row."""
    house, seated = await entered(request)
    results = await invitees.imported(house.invitations, seated.place, await read(request, "text/csv", CSV_LIMIT))
    return told([_result(request, number, one) for number, one in enumerate(results, start=1)])


async def invitations_csv(request: Request) -> Response:
    """Who was invited, and whether they came."""
    house, seated = await entered(request)
    sent = await house.invitations.sent(seated.place)
    await house.trail.note(seated.place, "invitations.exported", count=len(sent))
    state = await house.rooms.state(seated.seat.roadshow)
    return download("invitations.csv", invitees.exported(state, sent, house.clock.now()))


async def revoke(request: Request) -> Response:
    """Revoke an open invitation."""
    house, seated = await entered(request)
    await house.invitations.revoke(seated.place, InvitationId(request.path_params["invitation"]))
    return Response(status_code=204)


async def device(request: Request) -> Response:
    """A link for a second device of one's own, which changes nothing of a roadshow."""
    house, seated = house_of(request), await auth.seat(request)
    house.limits.seat(Verb.api, seated.seat.id)
    link = house.invitation_link(request, await house.invitations.device(seated.place))
    return told(DeviceLink(link=link, qr=qr(link)), 201)


async def slip_link(request: Request) -> Response:
    """A link for whom the host entered an intent."""
    house, seated = await entered(request)
    token = await house.slips.link(seated.place, IntentId(request.path_params["intent"]))
    link = house.invitation_link(request, token)
    return told(DeviceLink(link=link, qr=qr(link)), 201)


async def encoder(request: Request) -> Response:
    """A new token for an encoder."""
    house, seated = await entered(request)
    token = await house.encoders.issue(seated.place)
    house.studio.renew_encoder(seated.place.seat.id)
    return told(EncoderAccess(whip=f"{house.origin(request)}/whip/{seated.seat.id}", token=token), 201)


async def receipt(request: Request) -> Response:
    """The receipt of the live version of one's own intent, or of one's confirmation or retraction."""
    return told(await _receipt(request))


async def receipt_link(request: Request) -> Response:
    """The same as a link that anybody may check, and its QR code; without the private text, since it is to be shown."""
    link = f"{house_of(request).origin(request)}/verify#{packed(await _receipt(request))}"
    return told(ReceiptLink(link=link, qr=qr(link, error="l")))


async def plan(request: Request) -> Response:
    """Plan a roadshow with its programme."""
    house, person = house_of(request), await auth.account(request)
    seat = await house.roadshows.plan(person, idempotency_key(request), await parsed(request, NewRoadshow))
    return told(Planned(roadshow=seat.roadshow, seat=seat.id), 201)


async def _receipt(request: Request) -> Receipt:
    house, seated = await entered(request)
    intent, answer = IntentId(request.path_params["intent"]), request.query_params.get("of") == "answer"
    return await house.rooms.receipt(seated.seat.roadshow, seated.actor, intent, answer=answer)


def _issued(request: Request, issued: Issued) -> invitees.InvitationView:
    house = house_of(request)
    return invitees.view(issued.invitation, house.clock.now(), house.invitation_link(request, issued.token))


def _result(request: Request, row: int, result: Issued | RoadshowError) -> invitees.RowResult:
    if isinstance(result, Issued):
        return invitees.RowResult(row=row, invitation=_issued(request, result))
    return invitees.refused(row, result, language_of(request).sentence(result.code))


ROUTES: Final = (
    Route(f"{SEAT}/people", people, methods=["GET"]),
    Route(f"{SEAT}/people/{{person}}/personal", personal, methods=["GET"]),
    Route(f"{SEAT}/recipients", recipients, methods=["GET"]),
    Route(f"{SEAT}/audience", audience, methods=["GET"]),
    Route(f"{SEAT}/invitations", invitations, methods=["GET"]),
    Route(f"{SEAT}/invitations", invite, methods=["POST"]),
    Route(f"{SEAT}/invitations/csv", invite_many, methods=["POST"]),
    Route(f"{SEAT}/invitations.csv", invitations_csv, methods=["GET"]),
    Route(f"{SEAT}/invitations/{{invitation}}", revoke, methods=["DELETE"]),
    Route(f"{SEAT}/device", device, methods=["POST"]),
    Route(f"{SEAT}/slips/{{intent}}/link", slip_link, methods=["POST"]),
    Route(f"{SEAT}/encoder", encoder, methods=["POST"]),
    Route(f"{SEAT}/receipts/{{intent}}", receipt, methods=["GET"]),
    Route(f"{SEAT}/receipts/{{intent}}/link", receipt_link, methods=["GET"]),
    *audit.ROUTES,
    *workspace.ROUTES,
    *filing.ROUTES,
    *addresses.ROUTES,
    Route("/api/roadshows", plan, methods=["POST"]),
)
