"""Webhooks on the wire: the endpoints of a roadshow, what was sent to them and what they answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct
from starlette.requests import Request

from server.app.webhooks import Made
from server.domain.deliveries import Attempt, DeliveryId, DeliveryState
from server.domain.endpoints import BodyFormat, Endpoint, EndpointChange, EndpointId, EndpointState, NewEndpoint
from server.domain.messages import PersonId
from server.domain.outbox import Fields, MessageId
from server.domain.rules import OVERSEEING, STAFF
from server.errors import Missing
from server.http.bodies import Accepted, Created, Done, Json, asked, parsed
from server.http.entered import SEAT, entered
from server.http.house import House
from server.http.operations import Body, Operation, Operations
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


class Listed(Struct, frozen=True, kw_only=True):
    """Which deliveries are wanted: in one state, and from before one of them."""

    state: DeliveryState | None = None
    before: Annotated[DeliveryId, Meta(ge=0, le=10**18)] | None = None


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


async def endpoints(request: Request) -> Json[list[EndpointView]]:
    """All endpoints."""
    house, seated = await entered(request)
    at = house.clock.now()
    return Json([endpoint_view(each, at) for each in await house.webhooks.endpoints(seated.place)])


async def add(request: Request) -> Created[EndpointView]:
    """Add one."""
    house, seated = await entered(request)
    return _made(house, await house.webhooks.add(seated.place, await parsed(request, NewEndpoint)))


async def change(request: Request) -> Json[EndpointView]:
    """Change one."""
    house, seated = await entered(request)
    changed = await house.webhooks.change(seated.place, _endpoint(request), await parsed(request, EndpointChange))
    return Json(endpoint_view(changed, house.clock.now()))


async def rotate(request: Request) -> Created[EndpointView]:
    """A new secret."""
    house, seated = await entered(request)
    return _made(house, await house.webhooks.rotate(seated.place, _endpoint(request)))


async def remove(request: Request) -> Done:
    """Remove one."""
    house, seated = await entered(request)
    await house.webhooks.remove(seated.place, _endpoint(request))
    return Done()


async def test(request: Request) -> Accepted[Sent]:
    """Send a test."""
    house, seated = await entered(request)
    return Accepted(Sent(message=await house.webhooks.test(seated.place, _endpoint(request))))


async def deliveries(request: Request) -> Json[list[DeliveryView]]:
    """The log of deliveries, a page at a time."""
    house, seated = await entered(request)
    wanted = asked(request, Listed)
    found = await house.webhooks.deliveries(seated.place, wanted.state, wanted.before)
    return Json([delivery_view(each) for each in found])


async def replay(request: Request) -> Accepted[Replayed]:
    """Make one delivery now."""
    house, seated = await entered(request)
    delivery = number(request.path_params["delivery"])
    if delivery is None:
        raise Missing("delivery_missing")
    await house.webhooks.replay(seated.place, DeliveryId(delivery))
    return Accepted(Replayed(deliveries=1))


async def replay_failed(request: Request) -> Accepted[Replayed]:
    """Make now what failed."""
    house, seated = await entered(request)
    count = await house.webhooks.replay_failed(seated.place, _endpoint(request))
    return Accepted(Replayed(deliveries=count))


def number(text: str) -> int | None:
    """A delivery's number; None where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _made(house: House, made: Made) -> Created[EndpointView]:
    return Created(endpoint_view(made.endpoint, house.clock.now(), made.secret))


def _endpoint(request: Request) -> EndpointId:
    return EndpointId(request.path_params["endpoint"])


ONE: Final = f"{SEAT}/endpoints/{{endpoint}}"

ROUTES: Final = (
    Operations(
        f"{SEAT}/endpoints",
        GET=Operation(endpoints, OVERSEEING),
        POST=Operation(
            add,
            STAFF,
            body=Body(NewEndpoint),
            refuses="form_malformed url_refused address_refused endpoint_limit rehearsal_shut",
        ),
    ),
    Operations(
        ONE,
        PATCH=Operation(change, STAFF, body=Body(EndpointChange), refuses="endpoint_missing form_malformed"),
        DELETE=Operation(remove, STAFF, refuses="endpoint_missing"),
    ),
    Operations(f"{ONE}/secret", POST=Operation(rotate, STAFF, refuses="endpoint_missing")),
    Operations(f"{ONE}/test", POST=Operation(test, STAFF, refuses="endpoint_missing")),
    Operations(f"{ONE}/replay", POST=Operation(replay_failed, STAFF, refuses="endpoint_missing")),
    Operations(f"{SEAT}/deliveries", GET=Operation(deliveries, OVERSEEING, query=Listed)),
    Operations(f"{SEAT}/deliveries/{{delivery}}/replay", POST=Operation(replay, STAFF, refuses="delivery_missing")),
)
