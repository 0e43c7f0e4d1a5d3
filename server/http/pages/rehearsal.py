"""Rehearsals in the set-up: begin one, watch it, read its capacity card beside the one before, and delete it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.responses import Response

from server.app.rehearsals import Begun
from server.domain.messages import RoadshowId
from server.domain.rehearsals import Rehearsal
from server.errors import Malformed, Missing, RoadshowError
from server.http.pages import typed
from server.http.pages.page import Address, Form, Page
from server.http.pages.setup import Desk
from server.http.rehearsals import command_line, view

TAB: Final = "setup/rehearsal"
ROUND: Final = 100
UNMEASURED: Final = frozenset({"first_frame", "back"})
"""What is left out where it is zero, since nobody watched a picture or was dropped."""


class Figure(Struct, frozen=True, kw_only=True):
    """A line of a card: its name, what was measured, and the same of the card before, where there is one."""

    name: str
    value: float
    before: float | None
    unit: str = ""


class Line(Struct, frozen=True, kw_only=True):
    """A rehearsal in the list."""

    roadshow: RoadshowId
    at: datetime
    state: str
    progress: Mapping[str, Any] | None
    figures: Sequence[Figure]
    gave_way: Mapping[str, Any] | None


FIGURES: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("viewers", ("viewers",), ""),
    ("broadcast_p50", ("latency", "p50"), "ms"),
    ("broadcast_p99", ("latency", "p99"), "ms"),
    ("intents", ("intents", "per_second"), "/s"),
    ("recording_p50", ("intents", "p50"), "ms"),
    ("recording_p99", ("intents", "p99"), "ms"),
    ("media", ("media", "count"), ""),
    ("first_frame", ("media", "p50"), "ms"),
    ("back", ("dropped", "seconds"), "s"),
    ("cores", ("server", "cpu"), ""),
    ("memory", ("server", "memory_mib"), "MiB"),
)


def figures(card: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> list[Figure]:
    """The lines of a card; what was not measured, or is no number, is left out."""
    found = []
    for name, path, unit in FIGURES:
        if (value := _at(card, path)) is not None and (value or name not in UNMEASURED):
            found.append(Figure(name=name, value=value, before=_at(before, path), unit=unit))
    return found


def _at(card: Any, path: Sequence[str]) -> float | None:
    for step in path:
        card = card.get(step) if isinstance(card, dict) else None
    if not isinstance(card, int | float) or isinstance(card, bool):
        return None
    return round(card) if card >= ROUND else round(card, 2)


async def rehearsals(page: Page) -> Response:
    """Those there are."""
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
        return await _draw(desk, error)


async def _begin(desk: Desk, form: Form) -> Response:
    return await _draw(desk, made=await desk.page.house.rehearsals.begin(desk.place, typed.key_of(form)))


async def _delete(desk: Desk, form: Form) -> Response:
    roadshow = RoadshowId(form.text("rehearsal"))
    await desk.page.house.rehearsals.delete(desk.place, roadshow)
    if roadshow == desk.place.seat.roadshow:
        return desk.page.go("/")
    return desk.saved(TAB)


ACTIONS: Final = {"begin": _begin, "delete": _delete}


async def card(page: Page) -> Response:
    """A capacity card as JSON, to be kept or compared."""
    desk, wanted = await Desk.of(page), page.request.path_params["rehearsal"]
    found = next((each for each in await page.house.rehearsals.all(desk.place) if each.roadshow == wanted), None)
    if found is None or found.card is None:
        raise Missing("rehearsal_missing")
    headers = {"content-disposition": f'attachment; filename="capacity-{wanted}.json"', "cache-control": "no-store"}
    body = msgspec.json.format(msgspec.json.encode(found.card), indent=2)
    return Response(body, headers=headers, media_type="application/json")


async def _draw(desk: Desk, error: RoadshowError | None = None, made: Begun | None = None) -> Response:
    found = await desk.page.house.rehearsals.all(desk.place)
    origin = desk.page.house.origin(desk.page.request)
    return await desk.draw(
        "setup_rehearsal.html",
        TAB,
        error,
        made=made,
        command=command_line(origin, made) if made else "",
        lines=[_line(each, _card_before(found[number + 1 :])) for number, each in enumerate(found)],
        key=typed.fresh_key(),
    )


def _card_before(older: Sequence[Rehearsal]) -> Mapping[str, Any] | None:
    return next((each.card for each in older if each.card is not None), None)


def _line(one: Rehearsal, before: Mapping[str, Any] | None) -> Line:
    gave = one.card.get("gave_way") if one.card else None
    return Line(
        roadshow=one.roadshow,
        at=one.created_at,
        state=view(one).state,
        progress=one.progress,
        figures=figures(one.card, before),
        gave_way=gave if isinstance(gave, dict) else None,
    )


ADDRESSES: Final = (
    Address(f"/s/{{seat}}/{TAB}", rehearsals),
    Address(f"/s/{{seat}}/{TAB}", change, ("POST",)),
    Address(f"/s/{{seat}}/{TAB}/{{rehearsal}}.json", card),
)
