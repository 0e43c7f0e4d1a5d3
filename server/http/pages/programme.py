"""The programme in the set-up: add from a paste or a file, change, move, take out."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from msgspec import Struct
from starlette.responses import Response

from server.domain.messages import PitchId
from server.domain.state import Plan
from server.errors import Invalid, Malformed, RoadshowError
from server.http import pasted
from server.http.pages import typed
from server.http.pages.page import Address, Form, Page
from server.http.pages.public import Slot, length, slots
from server.http.pages.setup import Desk

TAB: Final = "setup/programme"
MINUTES: Final = (6, 4)


class Line(Struct, frozen=True, kw_only=True):
    """A pitch as the set-up shows it; `open` shows its form."""

    id: PitchId
    title: str
    team: str
    starts: str
    length: int
    values: typed.Values
    open: bool


async def programme(page: Page) -> Response:
    """The pitches in order."""
    return await _programme(await Desk.of(page))


async def change(page: Page) -> Response:
    """Do what the pressed button says."""
    desk, form = await Desk.of(page), await page.form()
    desk.count()
    if form.text("do") == "preview":
        return await _preview(desk, form)
    try:
        await _action(form)(desk, form)
    except RoadshowError as error:
        return await _programme(desk, form, error)
    return desk.saved(TAB)


def _action(form: Form) -> "Action":
    if (action := ACTIONS.get(form.text("do"))) is None:
        raise Malformed("form_malformed", "do")
    return action


async def _revise(desk: Desk, form: Form) -> None:
    pitch = form.text("pitch")
    there = desk.state.pitches.get(PitchId(pitch))
    stands = (there.target.currency,) if there and there.target else ()
    wanted = typed.target(form, (*desk.state.plan.currencies, *stands))
    fields = {"pitch": pitch, **typed.card(form, f"{pitch}."), "target": wanted}
    await desk.submit(typed.key_of(form), typed.command("pitch.revise", fields))


async def _remove(desk: Desk, form: Form) -> None:
    await desk.submit(typed.key_of(form), typed.command("pitch.remove", {"pitch": form.text("pitch")}))


async def _up(desk: Desk, form: Form) -> None:
    await _move(desk, form, -1)


async def _down(desk: Desk, form: Form) -> None:
    await _move(desk, form, 1)


async def _move(desk: Desk, form: Form, by: int) -> None:
    pitch = desk.state.pitch(PitchId(form.text("pitch"))).pitch
    position = desk.state.order.index(pitch) + by
    if position < 0:
        raise Invalid("position_range")
    await desk.submit(typed.key_of(form), typed.command("pitch.move", {"pitch": pitch, "position": position}))


async def _add(desk: Desk, form: Form) -> None:
    rows = pasted.rows(await pasted_text(form), *MINUTES)
    key = typed.key_of(form)
    for number, row in enumerate(sound(rows)):
        await desk.submit(f"{key}-{number}", typed.command("pitch.add", typed.of_row(row)))


Action = Callable[[Desk, Form], Awaitable[None]]
ACTIONS: Final[dict[str, Action]] = {
    "revise": _revise,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "add": _add,
}


async def pasted_text(form: Form) -> str:
    """What was pasted or, where one was chosen, the content of the file; to be read once."""
    file = await form.file("table")
    return pasted.decoded(file) if file else form.text("programme")


def sound(rows: Sequence[pasted.Row]) -> list[Any]:
    """The cards of rows that are all right; raises Malformed where one is not, or there is none."""
    wrong = [number for number, row in enumerate(rows, start=1) if row.problem]
    if wrong or not rows:
        raise Malformed("form_malformed", ", ".join(f"#{number}" for number in wrong) or "#1")
    return [row.card for row in rows]


async def _preview(desk: Desk, form: Form) -> Response:
    try:
        text = await pasted_text(form)
    except RoadshowError as error:
        return await _programme(desk, form, error)
    return await _draw(desk, None, values={"programme": text}, preview=pasted.rows(text, *MINUTES))


async def _programme(desk: Desk, form: Form | None = None, error: RoadshowError | None = None) -> Response:
    text = form.text("programme") if form else ""
    return await _draw(desk, error, form, values={"programme": text}, preview=None)


async def _draw(desk: Desk, error: RoadshowError | None, form: Form | None = None, **context: Any) -> Response:
    lines = [_line(desk.page, desk.state.plan, slot, form if error else None) for slot in slots(desk.state)]
    return await desk.draw("setup_programme.html", TAB, error, pitches=lines, key=typed.fresh_key(), **context)


def _line(page: Page, plan: Plan, slot: Slot, form: Form | None) -> Line:
    pitch = slot.pitch
    values = typed.of_card(pitch, f"{pitch.pitch}.")
    refused = form is not None and form.text("pitch") == pitch.pitch and form.text("do") == "revise"
    return Line(
        id=pitch.pitch,
        title=page.language.pick(pitch.title),
        team=page.language.pick(pitch.team),
        starts=page.language.when(slot.starts_at, plan.timezone, "time") if slot.starts_at else "",
        length=int(length(pitch).total_seconds() // 60),
        values=typed.again(form, values) if form and refused else values,
        open=refused,
    )


ADDRESSES: Final = (
    Address("/s/{seat}/setup/programme", programme),
    Address("/s/{seat}/setup/programme", change, ("POST",)),
)
