"""Texts that would like to be script stand in every part of a letter, and are shown as the texts that they are."""

import pytest
from playwright.async_api import Browser

from server.http.language import DEFAULT, Languages
from server.http.letters import WRITERS, Draft
from server.http.rendering import Renderer
from tests.browser.chromium import apart, needed
from tests.browser.test_payloads import LINES, MADE, SHOWN, WATCH, plain

pytestmark = [pytest.mark.browser, needed]

HOUSE = "https://show.example.org"


def letter(text: str) -> str:
    """A letter that has the text in every place that a writer fills."""
    renderer = Renderer(Languages())
    draft = Draft(subject=text, paragraphs=[text, text], facts=[(text, text)], link=(text, f"{HOUSE}/{text}"))
    context = {"draft": draft, "title": text, "name": text}
    return renderer.letter(renderer.languages[DEFAULT], "letter.html", context)


@pytest.mark.asyncio
async def test_what_would_be_script_is_text_in_a_letter_without_any_policy(chromium: Browser) -> None:
    context = await apart(chromium)
    await context.add_init_script(WATCH)
    page = await context.new_page()
    asked, wrong = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    await page.goto("about:blank")

    for text in LINES:
        await page.set_content(letter(text))
        shown = plain(str(await page.evaluate(SHOWN)))
        if shown.count(plain(text).strip()) < 6:
            wrong.append(f"not shown as it is: {text}")
        wrong += [*await page.evaluate("hits.splice(0)"), *await page.evaluate(MADE)]

    assert wrong == []
    assert [url for url in asked if not url.startswith("about:")] == []
    await context.close()


def test_every_letter_is_laid_out_by_the_one_template() -> None:
    assert WRITERS
    assert all("Draft" in str(write.__annotations__["return"]) for write in WRITERS.values())
