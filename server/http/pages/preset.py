"""The rules in the set-up: what the preset of a roadshow does, and what of it the organizer still has to do."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from msgspec import Struct
from starlette.responses import Response

from server.app.attendance import Attendee
from server.domain import law_views
from server.domain.law_views import SuitabilityView
from server.domain.messages import Bilingual, ProjectId, Role
from server.domain.presets import PresetCard, Text
from server.domain.state import Roadshow, Status
from server.errors import Malformed, Missing, RoadshowError
from server.http.pages import rounds, text, typed
from server.http.pages.page import Address, Form, Page
from server.http.pages.setup import Desk

TAB: Final = "setup/rules"


class Described(Struct, frozen=True, kw_only=True):
    """A project and the form of its round; `open` shows the form."""

    project: ProjectId
    title: Bilingual
    values: typed.Values
    standing: bool
    shown: int
    open: bool


class Investor(Struct, frozen=True, kw_only=True):
    """Somebody whose ground is to be recorded, and what is on record."""

    attendee: Attendee
    suitability: SuitabilityView | None


async def rules(page: Page) -> Response:
    """The preset as the log has it, with the description of the file where that is of the same version."""
    return await _draw(await Desk.of(page))


async def change(page: Page) -> Response:
    """Do what the pressed button says."""
    desk, form = await Desk.of(page), await page.form()
    desk.count()
    try:
        if (action := ACTIONS.get(form.text("do"))) is None:
            raise Malformed("form_malformed", "do")
        await action(desk, form)
    except RoadshowError as error:
        return await _draw(desk, error, form)
    return desk.saved(TAB)


async def _ground(desk: Desk, form: Form) -> None:
    fields = {"person": form.text("person"), "ground": form.text("ground") or None}
    await desk.submit(typed.key_of(form), typed.command("ground.record", fields))


async def _round(desk: Desk, form: Form) -> None:
    project = form.text("project")
    fields = {"project": project, "terms": rounds.typed_round(form, project)}
    await desk.submit(typed.key_of(form), typed.command("round.describe", fields))


async def _no_round(desk: Desk, form: Form) -> None:
    fields = {"project": form.text("project"), "terms": None}
    await desk.submit(typed.key_of(form), typed.command("round.describe", fields))


Action = Callable[[Desk, Form], Awaitable[None]]
ACTIONS: Final[dict[str, Action]] = {"ground": _ground, "round": _round, "no_round": _no_round}


async def _draw(desk: Desk, error: RoadshowError | None = None, form: Form | None = None) -> Response:
    preset = desk.state.preset
    return await desk.draw(
        "setup_rules.html",
        TAB,
        error,
        preset=preset,
        card=_card(desk.page, desk.state),
        newer=_newer(desk.page, desk.state),
        recipients=law_views.recipients(desk.state, "recipients"),
        described=_described(desk.state, form) if preset.round else (),
        investors=await _investors(desk) if preset.admission or preset.certification else (),
        words={**await _words(desk.page, preset.admission), **await _words(desk.page, preset.certification)},
        instruments=rounds.INSTRUMENTS,
        key=typed.fresh_key(),
    )


async def _words(page: Page, part: Any) -> dict[str, Bilingual]:
    """The grounds or bases of the preset in words."""
    found: Text | None = await text.read(page, part.text) if part else None
    return found.parts if found else {}


def _described(state: Roadshow, form: Form | None) -> Sequence[Described]:
    refused = form.text("project") if form and form.text("do") == "round" else ""
    return [_one(state, state.pitches[pitch].project, form if form and refused else None) for pitch in state.order]


def _one(state: Roadshow, project: ProjectId, form: Form | None) -> Described:
    found, whole = state.law.rounds.get(project), law_views.whole_round(state, project)
    values = rounds.values_of(found, project, state.plan.currencies[0])
    again = form if form and form.text("project") == project else None
    return Described(
        project=project,
        title=state.pitch_of(project).title,
        values=typed.again(again, values) if again else values,
        standing=found is not None,
        shown=whole.shown or 0 if whole else 0,
        open=again is not None,
    )


async def _investors(desk: Desk) -> Sequence[Investor]:
    people = await desk.page.house.attendance.all(desk.place)
    return [
        Investor(attendee=one, suitability=law_views.suitability(desk.state, one.person))
        for one in people
        if one.role in (Role.investor, Role.audience) and not one.removed
    ]


def _card(page: Page, state: Roadshow) -> PresetCard | None:
    card = _known(page, state)
    return card if card and card.preset == state.preset else None


def _newer(page: Page, state: Roadshow) -> PresetCard | None:
    """A later edition than the one that a roadshow which is not over was planned under."""
    card = _known(page, state)
    later = card is not None and card.preset.version > state.preset.version
    return card if later and state.status is not Status.ended else None


def _known(page: Page, state: Roadshow) -> PresetCard | None:
    try:
        return page.house.presets.card(state.preset.id)
    except Missing:
        return None


ADDRESSES: Final = (
    Address("/s/{seat}/setup/rules", rules),
    Address("/s/{seat}/setup/rules", change, ("POST",)),
)
