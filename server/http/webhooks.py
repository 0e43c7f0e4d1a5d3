"""Webhooks on the wire: the endpoints of a roadshow, what was sent to them and what they answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.app.webhooks import Made
from server.domain.deliveries import Attempt, DeliveryId, DeliveryState
from server.domain.endpoints import BodyFormat, Endpoint, EndpointChange, EndpointId, EndpointState, NewEndpoint
from server.domain.messages import PersonId
from server.domain.outbox import Fields, MessageId
from server.errors import Malformed, Missing
from server.http.bodies import parsed, told
from server.http.entered import SEAT, entered
from server.http.house import House
from server.ports.outbox import Delivery


class EndpointView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An endpoint; the secret is there once, when it is made."""

    id: EndpointId
    url: str
    types: tuple[str, ...]
    body: BodyFormat
    state: EndpointState
    created_at: datetime
    paused_until: datetime | None
    old_secret_until: datetime | None
    secret: str | None = None


class DeliveryView(Struct, frozen=True, kw_only=True):
    """A delivery with every attempt at it."""

    id: DeliveryId
    message: MessageId
    type: str
    at: datetime
    fields: Fields
    endpoint: EndpointId | None
    recipient: PersonId | None
    state: DeliveryState
    due_at: datetime | None
    attempts: Sequence[Attempt]


class Sent(Struct, frozen=True, kw_only=True):
    """A message that was put into the outbox."""

    message: MessageId


class Replayed(Struct, frozen=True, kw_only=True):
    """How many deliveries are made again."""

    deliveries: int


def endpoint_view(endpoint: Endpoint, at: datetime, secret: str | None = None) -> EndpointView:
    """An endpoint as it stands now."""
    old = [each.ends_at for each in endpoint.live(at) if each.ends_at]
    paused = endpoint.paused_until
    return EndpointView(
        id=endpoint.id,
        url=endpoint.url,
        types=endpoint.types,
        body=endpoint.body,
        state=endpoint.state,
        created_at=endpoint.created_at,
        paused_until=paused if paused and paused > at else None,
        old_secret_until=old[0] if old else None,
        secret=secret,
    )


def delivery_view(delivery: Delivery) -> DeliveryView:
    """A delivery of the log."""
    message = delivery.message
    return DeliveryView(
        id=delivery.id,
        message=message.id,
        type=message.type,
        at=message.at,
        fields=message.fields,
        endpoint=delivery.endpoint,
        recipient=delivery.recipient,
        state=delivery.state,
        due_at=delivery.due_at,
        attempts=delivery.attempts,
    )


async def endpoints(request: Request) -> Response:
    """All endpoints."""
    house, seated = await entered(request)
    at = house.clock.now()
    return told([endpoint_view(each, at) for each in await house.webhooks.endpoints(seated.place)])


async def add(request: Request) -> Response:
    """Add one."""
    house, seated = await entered(request)
    return _made(house, await house.webhooks.add(seated.place, await parsed(request, NewEndpoint)))


async def change(request: Request) -> Response:
    """Change one."""
    house, seated = await entered(request)
    changed = await house.webhooks.change(seated.place, _endpoint(request), await parsed(request, EndpointChange))
    return told(endpoint_view(changed, house.clock.now()))


async def rotate(request: Request) -> Response:
    """A new secret."""
    house, seated = await entered(request)
    return _made(house, await house.webhooks.rotate(seated.place, _endpoint(request)))


async def remove(request: Request) -> Response:
    """Remove one."""
    house, seated = await entered(request)
    await house.webhooks.remove(seated.place, _endpoint(request))
    return Response(status_code=204)


async def test(request: Request) -> Response:
    """Send a test."""
    house, seated = await entered(request)
    return told(Sent(message=await house.webhooks.test(seated.place, _endpoint(request))), 202)


async def deliveries(request: Request) -> Response:
    """The log of deliveries, a page at a time."""
    house, seated = await entered(request)
    state, before = asked(request.query_params)
    return told([delivery_view(each) for each in await house.webhooks.deliveries(seated.place, state, before)])


async def replay(request: Request) -> Response:
    """Make one delivery now."""
    house, seated = await entered(request)
    delivery = number(request.path_params["delivery"])
    if delivery is None:
        raise Missing("delivery_missing")
    await house.webhooks.replay(seated.place, DeliveryId(delivery))
    return told(Replayed(deliveries=1), 202)


async def replay_failed(request: Request) -> Response:
    """Make now what failed."""
    house, seated = await entered(request)
    count = await house.webhooks.replay_failed(seated.place, _endpoint(request))
    return told(Replayed(deliveries=count), 202)


def asked(query: Any) -> tuple[DeliveryState | None, DeliveryId | None]:
    """Which deliveries an address asks for; raises Malformed."""
    state, before = query.get("state", ""), query.get("before", "")
    if (state and state not in {each.value for each in DeliveryState}) or (before and number(before) is None):
        raise Malformed("form_malformed", "state, before")
    return DeliveryState(state) if state else None, DeliveryId(int(before)) if before else None


def number(text: str) -> int | None:
    """A delivery's number; None where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _made(house: House, made: Made) -> Response:
    return told(endpoint_view(made.endpoint, house.clock.now(), made.secret), 201)


def _endpoint(request: Request) -> EndpointId:
    return EndpointId(request.path_params["endpoint"])


ONE: Final = f"{SEAT}/endpoints/{{endpoint}}"

ROUTES: Final = (
    Route(f"{SEAT}/endpoints", endpoints, methods=["GET"]),
    Route(f"{SEAT}/endpoints", add, methods=["POST"]),
    Route(ONE, change, methods=["PATCH"]),
    Route(ONE, remove, methods=["DELETE"]),
    Route(f"{ONE}/secret", rotate, methods=["POST"]),
    Route(f"{ONE}/test", test, methods=["POST"]),
    Route(f"{ONE}/replay", replay_failed, methods=["POST"]),
    Route(f"{SEAT}/deliveries", deliveries, methods=["GET"]),
    Route(f"{SEAT}/deliveries/{{delivery}}/replay", replay, methods=["POST"]),
)
