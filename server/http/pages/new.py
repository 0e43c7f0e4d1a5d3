"""A new roadshow in five minutes: one form with what it cannot be without, the preset of its law among it."""

from typing import Any, Final

import msgspec
from starlette.responses import Response

from server.app.roadshows import NewRoadshow
from server.domain.accounts import Person
from server.errors import Malformed, RoadshowError
from server.http import auth, pasted
from server.http.pages import typed
from server.http.pages.page import Address, Form, Page
from server.http.pages.programme import pasted_text, sound

# The kinds to begin from: minutes to present, minutes for questions, and whether questions wait for review.
KINDS: Final[dict[str, tuple[int, int, bool]]] = {
    "technology": (8, 7, True),
    "demo_day": (5, 3, True),
    "rehearsal": (3, 2, False),
}
# What a reader of each language most likely plans under; the form says what each preset does.
PRESETS: Final = {"zh": "cn_technology", "en": "eu_generic"}
TEXTS: Final = ("title_zh", "title_en", "summary_zh", "summary_en", "host_zh", "host_en")


async def new_form(page: Page) -> Response:
    """An empty form."""
    person = await auth.account(page.request)
    return await _form(page, _empty(page, person), typed.fresh_key())


async def new(page: Page) -> Response:
    """Show what was pasted, or plan the roadshow and go on to the invitations."""
    person, form = await auth.account(page.request), await page.form()
    try:
        if form.text("do") == "preview":
            return await _preview(page, person, form)
        seat = await page.house.roadshows.plan(person, typed.key_of(form), await _wanted(form))
    except RoadshowError as error:
        return await _form(page, typed.again(form, _empty(page, person)), form.text("key"), error)
    return page.go(f"/s/{seat.id}/setup/invitations")


async def _preview(page: Page, person: Person, form: Form) -> Response:
    text = await pasted_text(form)
    minutes, question_minutes, _ = _kind(form)
    values = {**typed.again(form, _empty(page, person)), "programme": text}
    return await _form(page, values, typed.key_of(form), preview=pasted.rows(text, minutes, question_minutes))


async def _wanted(form: Form) -> NewRoadshow:
    minutes, question_minutes, moderated = _kind(form)
    rows = pasted.rows(await pasted_text(form), minutes, question_minutes)
    pitches = [typed.of_row(card) for card in (sound(rows) if rows else ())]
    fields = {**typed.announced(form), "moderated": moderated, "preset": form.text("preset"), "pitches": pitches}
    try:
        return msgspec.convert(fields, NewRoadshow)
    except msgspec.ValidationError as error:
        raise Malformed("form_malformed", str(error)) from error


def _kind(form: Form) -> tuple[int, int, bool]:
    if (kind := KINDS.get(form.text("kind"))) is None:
        raise Malformed("form_malformed", "kind")
    return kind


def _empty(page: Page, person: Person) -> dict[str, Any]:
    host = pasted.bilingual(person.organisation)
    return {
        **dict.fromkeys(TEXTS, ""),
        "host_zh": host.zh,
        "host_en": host.en,
        "kind": "technology",
        "preset": PRESETS[page.language.code],
        "date": "",
        "time": "",
        "timezone": "Asia/Shanghai",
        "programme": "",
    }


async def _form(
    page: Page,
    values: dict[str, Any],
    key: str,
    error: RoadshowError | None = None,
    preview: Any = None,
) -> Response:
    return page.draw(
        "new.html",
        await page.viewer(),
        error.status if error else 200,
        values=values,
        key=key,
        kinds=KINDS,
        cards=page.house.presets.cards,
        zones=typed.zones(),
        preview=preview,
        problem=page.problem(error) if error else None,
    )


ADDRESSES: Final = (
    Address("/new", new_form),
    Address("/new", new, ("POST",)),
)
