"""A capacity card as a page of its own and as JSON, for every organizer and auditor of the roadshow that was rehearsed.

Its address names no seat, so that it can be passed on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.responses import Response

from server.domain.accounts import Place
from server.domain.messages import RoadshowId
from server.domain.rehearsals import Rehearsal
from server.errors import Missing, Unauthenticated
from server.http.bodies import JSON
from server.http.pages.page import Address, Page

ROUND: Final = 100
UNMEASURED: Final = frozenset({"presenters", "first_frame", "stood", "back"})
"""What is left out where it is zero, since there was no picture, none that stood still, or nobody was dropped."""


class Figure(Struct, frozen=True, kw_only=True):
    """A line of a card: its name, what was measured, and the same of the card before, where there is one."""

    name: str
    value: float
    before: float | None
    unit: str = ""


FIGURES: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("viewers", ("viewers",), ""),
    ("broadcast_p50", ("latency", "p50"), "ms"),
    ("broadcast_p99", ("latency", "p99"), "ms"),
    ("intents", ("intents", "per_second"), "/s"),
    ("recording_p50", ("intents", "p50"), "ms"),
    ("recording_p99", ("intents", "p99"), "ms"),
    ("presenters", ("media", "shown"), ""),
    ("media", ("media", "count"), ""),
    ("first_frame", ("media", "p50"), "ms"),
    ("stood", ("media", "stood"), "ms"),
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


def first_to_give_way(card: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What gave way first by a card; None where nothing did."""
    gave = card.get("gave_way") if card else None
    return gave if isinstance(gave, dict) else None


class Machine(Struct, frozen=True, kw_only=True):
    """What the audience ran on, as far as its card says so."""

    cores: float | None
    memory: float | None
    system: str


def machine(card: Mapping[str, Any]) -> Machine:
    """Read off a card, which is whatever a program sent."""
    told = card.get("machine")
    system = told.get("system") if isinstance(told, dict) else None
    return Machine(
        cores=_at(card, ("machine", "cores")),
        memory=_at(card, ("machine", "memory_gib")),
        system=system[:100] if isinstance(system, str) else "",
    )


async def capacity(page: Page) -> Response:
    """What was measured, beside the time before, and what gave way first."""
    place, one, before = await _measured(page)
    state = await page.house.rooms.state(place.seat.roadshow)
    at: datetime = one.ended_at or one.created_at
    card = one.card or {}
    return page.draw(
        "capacity.html",
        await page.viewer(place.seat.id),
        title=page.language.pick(state.plan.title),
        roadshow=one.of,
        measured=one.roadshow,
        at=page.language.when(at, state.plan.timezone, "short"),
        figures=figures(card, before),
        gave_way=first_to_give_way(card),
        machine=machine(card),
    )


async def card(page: Page) -> Response:
    """The same as JSON, to be kept or compared."""
    _, one, _ = await _measured(page)
    name = f'attachment; filename="capacity-{one.roadshow}.json"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(msgspec.json.format(msgspec.json.encode(one.card), indent=2), headers=headers, media_type=JSON)


async def _measured(page: Page) -> tuple[Place, Rehearsal, Mapping[str, Any] | None]:
    """The reader's seat, the rehearsal, and the card before; raises Unauthenticated, Forbidden, Missing."""
    if not (places := await page.places()):
        raise Unauthenticated("signed_out")
    wanted = page.request.path_params
    here = next((each for each in places if each.seat.roadshow == wanted["roadshow"]), None)
    if here is None:
        raise Missing("rehearsal_missing")
    one, before = await page.house.rehearsals.measured(here, RoadshowId(wanted["rehearsal"]))
    return here, one, before.card if before else None


ADDRESSES: Final = (
    Address("/r/{roadshow}/capacity/{rehearsal}.json", card),
    Address("/r/{roadshow}/capacity/{rehearsal}", capacity),
)
