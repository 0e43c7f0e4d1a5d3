"""Rehearsals in the set-up: begin one, watch it, read its capacity card beside the one before, and delete it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from starlette.responses import Response

from server.app.rehearsals import Begun
from server.domain.messages import RoadshowId
from server.domain.rehearsals import Rehearsal
from server.errors import Malformed, RoadshowError
from server.http.pages import typed
from server.http.pages.capacity import Figure, figures, first_to_give_way
from server.http.pages.page import Address, Form, Page
from server.http.pages.setup import Desk
from server.http.rehearsals import command_line, view

TAB: Final = "setup/rehearsal"


class Line(Struct, frozen=True, kw_only=True):
    """A rehearsal in the list."""

    roadshow: RoadshowId
    of: RoadshowId
    at: datetime
    state: str
    progress: Mapping[str, Any] | None
    figures: Sequence[Figure]
    gave_way: Mapping[str, Any] | None


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
    return Line(
        roadshow=one.roadshow,
        of=one.of,
        at=one.created_at,
        state=view(one).state,
        progress=one.progress,
        figures=figures(one.card, before),
        gave_way=first_to_give_way(one.card),
    )


ADDRESSES: Final = (
    Address(f"/s/{{seat}}/{TAB}", rehearsals),
    Address(f"/s/{{seat}}/{TAB}", change, ("POST",)),
)
