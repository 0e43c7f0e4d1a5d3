"""Texts that would like to be script go through every field, and come out on every page as the texts that they are."""

import asyncio
import csv
import re
from collections.abc import Sequence
from io import StringIO
from itertools import islice
from typing import Any, Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from demo.guest import Guest
from tests.browser.chromium import apart, needed
from tests.browser.payloads import PAYLOADS, packed
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, pytest.mark.timeout(180), needed]

LINES: Final = list(packed(PAYLOADS, 180))
PARAGRAPHS: Final = list(packed(PAYLOADS, 1980))

WATCH: Final = """
    window.hits = [];
    window.hit = () => hits.push("hit");
    for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => hits.push(name);
    addEventListener("securitypolicyviolation", (event) =>
        hits.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

# What a reader sees, what stands in fields, and what is only read aloud; scripts hold the page's own words as JSON.
SHOWN: Final = """() => {
    const texts = [document.title, document.body.innerText];
    for (const each of document.querySelectorAll("body *:not(script)")) {
        for (const node of each.childNodes) if (node.nodeType === 3) texts.push(node.data);
        for (const name of ["title", "aria-label", "alt", "placeholder"]) texts.push(each.getAttribute(name) ?? "");
        if (["INPUT", "TEXTAREA", "OPTION"].includes(each.tagName)) texts.push(each.value);
    }
    return texts.join("\\n");
}"""

# No page has these of its own.
MADE: Final = """() => [...document.querySelectorAll("*")].filter((each) =>
    [...each.attributes].some(({name}) => /^on/i.test(name)) ||
    /^(IFRAME|OBJECT|EMBED|BASE|MARQUEE|PORTAL|XMP|PLAINTEXT|XSS)$/i.test(each.tagName) ||
    /^(java|vb)script:|^data:text/i.test(each.getAttribute("href") ?? each.getAttribute("action") ?? "")
).map((each) => each.outerHTML)"""

STATED: Final = ("question", "comment", "condition", "meeting")
SHOWN_BY_NAME: Final = {"visibility": "presenter_named", "consent": True}
DESK: Final = ("1", "2", "3", "4", "5")


class Reader:
    """A browser that goes from page to page and remembers what it was shown, and what happened that should not."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.shown = ""
        self.wrong: list[str] = []
        self._drawn = asyncio.Event()
        page.on("websocket", lambda socket: socket.on("framereceived", self._told))
        page.on("dialog", lambda dialog: self.wrong.append(f"a dialog: {dialog.message}"))
        page.on("pageerror", lambda error: self.wrong.append(f"an error: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    @classmethod
    async def of(cls, context: BrowserContext, guest: Guest) -> "Reader":
        """In the name of a guest."""
        cookies = [{"name": name, "value": value, "url": guest.url} for name, value in guest.http.cookies.items()]
        await context.add_cookies(cookies)  # type: ignore[arg-type]
        await context.add_init_script(WATCH)
        return cls(await context.new_page(), guest.url)

    async def read(self, path: str, *keys: str) -> None:
        """Open a page, turn to each of its parts, and look at all there is."""
        self._drawn.clear()
        await self.page.goto(self.url + path)
        if await self.page.locator("#app").count():
            async with asyncio.timeout(20):
                await self._drawn.wait()
        await self.page.wait_for_load_state("networkidle")
        await self._look(path)
        for key in keys:
            await self.page.keyboard.press(key)
            await self._look(f"{path} {key}")

    async def turn(self) -> None:
        """Turn to every tab of the page, and to every part of a list."""
        for part in await self.page.locator("[role=tab], .piles button").all():
            await part.click()
            await self._look(f"{self.page.url} {await part.inner_text()}")

    async def _look(self, where: str) -> None:
        before, shown = "", str(await self.page.evaluate(SHOWN))
        while shown != before:
            await self.page.wait_for_timeout(100)
            before, shown = shown, str(await self.page.evaluate(SHOWN))
        self.shown += f"\n{shown}"
        happened = [*await self.page.evaluate("hits.splice(0)"), *await self.page.evaluate(MADE)]
        self.wrong += [f"{where}: {each}" for each in happened]

    def _told(self, frame: str | bytes) -> None:
        if '"snapshot"' in str(frame):
            self._drawn.set()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:", "about:")):
            self.wrong.append(f"a request to {url}")

    def fields(self) -> set[str]:
        """The fields whose texts were all to be seen as they are."""
        return {name for name, texts in FIELDS.items() if not self.lacks(texts)}

    def lacks(self, texts: list[str]) -> list[str]:
        """The texts that were nowhere to be seen as they are."""
        seen = plain(self.shown)
        return [text for text in texts if plain(text) not in seen]


def plain(text: str) -> str:
    """A text however its lines are broken."""
    return re.sub(r"\s+", " ", text)


def lines(field: str, by: int = 0) -> list[str]:
    """All of it for a field of one line, under the field's name; `by` another order."""
    return [f"[{field}] {text}" for text in (*LINES[by:], *LINES[:by])]


def paragraphs(field: str) -> list[str]:
    """All of it for a field of several lines."""
    return [f"[{field}] {text}" for text in PARAGRAPHS]


DOCUMENTS: Final = [text.replace("/", "|") for text in islice(packed(PAYLOADS, 90), 12)]
"""A name of a document begins after its last slash."""

FIELDS: Final = {
    **{name: lines(name) for name in ("title", "team", "field", "name", "organisation", "contact")},
    **{
        name: paragraphs(name)
        for name in ("summary", *STATED, "unanswered", "answer", "declined", "no meeting", "note")
    },
    **{name: paragraphs(name)[:1] for name in ("roadshow", "what", "host", "round", "prompt")},
    "document": DOCUMENTS,
}


PUBLIC: Final = {"roadshow", "what", "host", "title", "team", "field", "summary", "question", "answer"}
DESKS: Final = set(FIELDS) - {"prompt", "meeting", "no meeting"}
DOORS: Final = {"prompt", "meeting", "no meeting", "comment", "condition", "declined", "note", "document", "question"}
"""The fields that a reader must have seen all texts of; between them, every one."""


def both(text: str) -> dict[str, str]:
    return {"en": text}


async def planned(server: Server) -> Guest:
    """An organizer, and a live roadshow whose programme is full of it."""
    host = Guest(server.url)
    await host.come_in(f"{server.url}/i/{server.invitation}", "Host")
    cards = zip(lines("title"), lines("team", 9), lines("field", 18), strict=True)
    pitches = [{"title": both(title), "team": both(team), "field": both(field)} for title, team, field in cards]
    for pitch, summary in zip(pitches, paragraphs("summary"), strict=False):
        pitch["summary"] = both(summary)
    [title, summary, inviter] = (paragraphs(name)[0] for name in ("roadshow", "what", "host"))
    plan: dict[str, Any] = {"title": both(title), "summary": both(summary), "host": both(inviter)}
    plan |= {"starts_at": "2026-03-01T08:00:00Z", "moderated": False, "pitches": pitches}
    host.seat = (await host.post("/api/roadshows", plan))["seat"]
    await host.command("roadshow.start")
    return host


async def attended(host: Guest) -> tuple[list[Guest], Guest, dict[str, Any]]:
    """Everybody has a name of it, asks it, and states intents with it; a presenter answers with it."""
    picture = await host.picture()
    pitch = picture["pitch"][picture["programme"]["programme"]["order"][0]]
    await host.command("pitch.start", pitch=pitch["pitch"])
    await host.command("round.describe", project=pitch["project"], terms={"terms": both(paragraphs("round")[0])})
    await host.command("prompt.send", project=pitch["project"], text=paragraphs("prompt")[0])
    people = list(zip(lines("name"), lines("organisation", 13), lines("contact", 26), strict=True))
    presenter, *investors = await invited(host, pitch["project"], [LINES[:3], *people])
    for investor, words in zip(investors, zip(*(paragraphs(name) for name in STATED), strict=True), strict=False):
        asked, comment, condition, note = words
        terms = {"comment": comment, "conditions": [{"kind": "other"}], "condition": condition, "nda": "signed"}
        await investor.command("question.ask", text=asked)
        await investor.command("intent.state", project=pitch["project"], kind="invest", **SHOWN_BY_NAME, **terms)
        await investor.command("meeting.request", project=pitch["project"], note=note)
    return investors, presenter, pitch


async def invited(host: Guest, project: str, people: Sequence[Sequence[str]]) -> list[Guest]:
    """Everybody comes in by a file of invitations; the first presents."""
    table = StringIO()
    rows = csv.writer(table)
    rows.writerow(("role", "project", "name", "organisation", "contact"))
    for number, person in enumerate(people):
        rows.writerow((*(("investor", "") if number else ("presenter", project)), *person))
    address, kind = f"/api/seats/{host.seat}/invitations/csv", {"content-type": "text/csv"}
    answer = await host.http.post(address, headers=kind, content=table.getvalue().encode())
    guests = [Guest(host.url) for _ in people]
    for guest, made, person in zip(guests, answer.json(), people, strict=True):
        await guest.come_in(made["invitation"]["link"], *person)
    return guests


async def answered(presenter: Guest, project: str) -> list[str]:
    """A presenter answers, declines, writes notes and hands out documents."""
    picture = await presenter.picture()
    for question, text in zip(picture["question"], paragraphs("answer"), strict=False):
        await presenter.command("question.answer", question=question, text=text)
    for intent, note in zip(picture["intent"], paragraphs("declined"), strict=False):
        await presenter.command("intent.decline", intent=intent, feedback="benefit_unclear", note=note)
    for meeting, note in zip(picture["meeting"], paragraphs("no meeting"), strict=False):
        await presenter.command("meeting.decline", meeting=meeting, reason="other", note=note)
    base = f"/api/seats/{presenter.seat}/leads"
    for lead, text in zip(picture["lead"], paragraphs("note"), strict=False):
        version = (await presenter.post(f"{base}/{lead}/notes", {"text": text}))["row"]["version"]
        work = {"version": version, "next_step": text[:190].replace("note", "next step"), "tags": [text[:40]]}
        assert (await presenter.http.patch(f"{base}/{lead}", json=work)).status_code == 200
    for number, name in enumerate(DOCUMENTS):
        await presenter.hand_out(project, name, b"%PDF-1.7 " + str(number).encode())
    return list(islice(picture["lead"], len(PARAGRAPHS)))


async def test_what_would_be_script_is_text_on_every_page(server: Server, chromium: Browser) -> None:
    host = await planned(server)
    investors, presenter, pitch = await attended(host)
    leads = await answered(presenter, pitch["project"])
    for investor, text in zip(reversed(investors), paragraphs("unanswered"), strict=False):
        await investor.command("question.ask", text=text)
    pages = [f"leads?lead={lead}" for lead in leads] + [f"report/{pitch['project']}", "leads", "meetings"]

    room = await Reader.of(await apart(chromium), investors[0])
    await room.read(f"/s/{investors[0].seat}/live")
    await room.turn()
    await host.command("pitch.end", pitch=pitch["pitch"])
    for path in ("meetings", "network"):
        await room.read(f"/s/{investors[0].seat}/{path}")
    roadshow = await room.page.get_attribute("a[href^='/r/']", "href")
    for path in (f"{roadshow}", "/", "/sessions"):
        await room.read(path)
    desk = await Reader.of(await apart(chromium), host)
    await desk.read(f"/s/{host.seat}/desk")
    await desk.turn()
    await desk.read(f"/s/{host.seat}/desk", *DESK)
    tabs = ("setup", "setup/programme", "setup/invitations", "setup/rules", "setup/deliveries", "setup/audit")
    for path in (*tabs, *pages, "projector", "device", "mail"):
        await desk.read(f"/s/{host.seat}/{path}")
    door = await Reader.of(await apart(chromium), presenter)
    for path in ("stage", *pages, "leads/import"):
        await door.read(f"/s/{presenter.seat}/{path}")
        await door.turn()

    assert [*desk.wrong, *room.wrong, *door.wrong] == []
    for reader, seen in ((desk, DESKS), (room, PUBLIC), (door, DOORS)):
        assert seen - reader.fields() == set()
    await asyncio.gather(*(guest.close() for guest in (host, presenter, *investors)))
