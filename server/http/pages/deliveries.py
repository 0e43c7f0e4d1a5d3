"""What leaves the house, in the set-up: endpoints with their secrets, and what became of every webhook and letter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from starlette.responses import Response

from server.app.webhooks import PAGE, Made
from server.domain.deliveries import Attempt, DeliveryId, DeliveryState
from server.domain.endpoints import BodyFormat, EndpointChange, EndpointId, NewEndpoint
from server.domain.outbox import TYPES
from server.errors import Malformed, Missing, RoadshowError
from server.http.bodies import meant
from server.http.pages.page import Address, Form, Page
from server.http.pages.setup import Desk
from server.http.webhooks import Listed, endpoint_view, number
from server.ports.outbox import Delivery

TAB: Final = "setup/deliveries"
USUAL: Final = frozenset(each for each in TYPES if each.startswith(("intent.", "lead.", "consent.")))


class Line(Struct, frozen=True, kw_only=True):
    """A delivery in the list; `to` is a host or a person's name, `trace` what the server's log knows it by."""

    id: DeliveryId
    type: str
    mail: bool
    to: str
    state: str
    at: datetime
    due_at: datetime | None
    attempts: Sequence[Attempt]
    active: bool
    trace: str


async def deliveries(page: Page) -> Response:
    """Everything that organizers may know of it."""
    return await _draw(await Desk.of(page))


async def change(page: Page) -> Response:
    """Do what the pressed button says."""
    desk, form = await Desk.of(page), await page.form()
    desk.count()
    try:
        if (action := ACTIONS.get(form.text("do"))) is None:
            raise Malformed("form_malformed", "do")
        return await action(desk, form)
    except RoadshowError as error:
        values = {"url": form.text("url"), "types": form.texts("types"), "body": form.text("body")}
        return await _draw(desk, error, values=values if form.text("do") == "add" else EMPTY)


async def _add(desk: Desk, form: Form) -> Response:
    fields = {"url": form.text("url"), "types": form.texts("types"), "body": form.text("body")}
    try:
        wanted = msgspec.convert(fields, NewEndpoint)
    except msgspec.ValidationError as error:
        raise Malformed("form_malformed", str(error)) from error
    return await _draw(desk, made=await desk.page.house.webhooks.add(desk.place, wanted))


async def _change(desk: Desk, form: Form) -> Response:
    if (body := form.text("body")) not in {each.value for each in BodyFormat}:
        raise Malformed("form_malformed", "body")
    wanted = EndpointChange(types=tuple(form.texts("types")), body=BodyFormat(body))
    await desk.page.house.webhooks.change(desk.place, _endpoint(form), wanted)
    return desk.saved(TAB)


async def _switch(desk: Desk, form: Form) -> Response:
    wanted = EndpointChange(active=form.text("do") == "enable")
    await desk.page.house.webhooks.change(desk.place, _endpoint(form), wanted)
    return desk.saved(TAB)


async def _rotate(desk: Desk, form: Form) -> Response:
    return await _draw(desk, made=await desk.page.house.webhooks.rotate(desk.place, _endpoint(form)))


async def _remove(desk: Desk, form: Form) -> Response:
    await desk.page.house.webhooks.remove(desk.place, _endpoint(form))
    return desk.saved(TAB)


async def _test(desk: Desk, form: Form) -> Response:
    await desk.page.house.webhooks.test(desk.place, _endpoint(form))
    return desk.page.go(f"/s/{desk.place.seat.id}/{TAB}#log")


async def _replay(desk: Desk, form: Form) -> Response:
    if (delivery := number(form.text("delivery"))) is None:
        raise Missing("delivery_missing")
    await desk.page.house.webhooks.replay(desk.place, DeliveryId(delivery))
    return desk.page.go(f"/s/{desk.place.seat.id}/{TAB}#log")


async def _replay_failed(desk: Desk, form: Form) -> Response:
    await desk.page.house.webhooks.replay_failed(desk.place, _endpoint(form))
    return desk.page.go(f"/s/{desk.place.seat.id}/{TAB}#log")


ACTIONS: Final = {
    "add": _add,
    "change": _change,
    "enable": _switch,
    "disable": _switch,
    "rotate": _rotate,
    "remove": _remove,
    "test": _test,
    "replay": _replay,
    "replay-failed": _replay_failed,
}

EMPTY: Final[dict[str, Any]] = {"url": "", "types": USUAL, "body": BodyFormat.standard.value}


def _endpoint(form: Form) -> EndpointId:
    return EndpointId(form.text("endpoint"))


def _groups() -> dict[str, list[str]]:
    """The types by what they are about."""
    found: dict[str, list[str]] = {}
    for each in TYPES:
        found.setdefault(each.partition(".")[0], []).append(each)
    return found


async def _draw(
    desk: Desk, error: RoadshowError | None = None, made: Made | None = None, values: dict[str, Any] = EMPTY
) -> Response:
    page, at = desk.page, desk.page.house.clock.now()
    # A form sends what nobody chose as well.
    wanted = meant({name: text for name, text in page.request.query_params.items() if text}, Listed)
    found = await page.house.webhooks.deliveries(desk.place, wanted.state, wanted.before)
    endpoints = [endpoint_view(each, at) for each in await page.house.webhooks.endpoints(desk.place)]
    hosts = {each.id: (urlsplit(each.url).netloc, each.state.value == "active") for each in endpoints}
    names = await _names(desk, found)
    return await desk.draw(
        "setup_deliveries.html",
        TAB,
        error,
        endpoints=endpoints,
        made=made,
        values=values,
        groups=_groups(),
        sends=page.house.mail.sends,
        shown=wanted.state.value if wanted.state else "",
        states=[each.value for each in DeliveryState],
        lines=[_line(each, hosts, names) for each in found],
        earlier=found[-1].id if len(found) == PAGE else None,
    )


async def _names(desk: Desk, found: Sequence[Delivery]) -> dict[str, str]:
    """Who letters are to; nobody is looked up where there are none."""
    if not any(each.recipient for each in found):
        return {}
    return {each.person: each.name for each in await desk.page.house.attendance.all(desk.place)}


def _line(delivery: Delivery, hosts: dict[EndpointId, tuple[str, bool]], names: dict[str, str]) -> Line:
    host, active = hosts.get(delivery.endpoint, ("", False)) if delivery.endpoint else ("", True)
    return Line(
        id=delivery.id,
        type=delivery.message.type,
        mail=delivery.endpoint is None,
        to=host or names.get(delivery.recipient or "", ""),
        state=delivery.state.value,
        at=delivery.message.at,
        due_at=delivery.due_at,
        attempts=delivery.attempts,
        active=active,
        trace=delivery.message.trace,
    )


ADDRESSES: Final = (
    Address(f"/s/{{seat}}/{TAB}", deliveries),
    Address(f"/s/{{seat}}/{TAB}", change, ("POST",)),
)
