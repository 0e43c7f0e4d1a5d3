"""Every page in every state worth a look: who looks, where, and what they do first."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from playwright.async_api import FilePayload, Page

Act = Callable[[Page], Awaitable[None]]


async def nothing(page: Page) -> None:
    """Look at the page as it comes."""


def submit(button: str = "", **typed: str) -> Act:
    """Fill in the first form that has such a field, and send it without the browser's own checks."""

    async def act(page: Page) -> None:
        form = page.locator(f'main form:has([name="{next(iter(typed))}"])' if typed else "main form").first
        for name, text in typed.items():
            await form.locator(f'[name="{name}"]').first.fill(text)
        chosen = form.locator(f'button[value="{button}"]' if button else "button").first
        await form.evaluate("form => { form.noValidate = true; }")
        async with page.expect_navigation():
            await chosen.click()

    return act


def paste(selector: str, text: str) -> Act:
    """Put a text into a field, and wait for what the page says to it."""

    async def act(page: Page) -> None:
        await page.locator(selector).fill(text)
        await page.locator("[data-tone]").first.wait_for()

    return act


def press(selector: str) -> Act:
    """Press the first of these."""

    async def act(page: Page) -> None:
        await page.locator(selector).first.click()

    return act


def tab(number: int) -> Act:
    """Turn to a panel, where the screen is too narrow for all of them."""

    async def act(page: Page) -> None:
        tabs = page.locator('[role="tab"]:visible, main nav a[href^="#"]:visible')
        if await tabs.count() > number:
            await tabs.nth(number).click()

    return act


async def import_leads(page: Page) -> None:
    """A file as a CRM exports it, tried."""
    table = "姓名,阶段,负责人,邮箱,备注,微信\n林知远,已联系,,a@b.cn,周四看产线,lin\nIngrid,Sold,,,,\n"
    file = FilePayload(name="crm.csv", mimeType="text/csv", buffer=table.encode("gb18030"))
    await page.locator("#import-choose").set_input_files(file)
    await page.locator(".import .primary").click()
    await page.locator(".import ins, .import [aria-pressed=true]").first.wait_for()


async def add_document(page: Page) -> None:
    """One that is refused, beside those that are there."""
    await page.locator("#tab-documents").click()
    await page.locator(".drop-input").set_input_files(FilePayload(name="deck.exe", mimeType="", buffer=b"MZ"))
    await page.locator(".materials .error").first.wait_for()


async def lose_the_line(page: Page) -> None:
    """The network goes, as in a tunnel."""
    await page.context.set_offline(True)
    # A browser keeps an open socket through its own offline switch; the page's line is cut where it ends.
    await page.evaluate("() => globalThis.cutLine()")
    await page.locator('[data-tone="warn"]').first.wait_for()


@dataclass(frozen=True)
class Scene:
    """One page in one state. `path` may name what the evening knows, as in `/r/{host_roadshow}`."""

    page: str
    state: str
    path: str
    who: str = ""
    act: Act = nothing
    live: bool = False
    """Whether a script draws it from the live wire; such a page is looked at as far as the screen shows it."""

    @property
    def name(self) -> str:
        """How its pictures begin."""
        return f"{self.page}-{self.state}"


PROGRAMME: Final = (
    "光子芯片 | 光年团队 | 8\nQuantum sensor for mines | Deep Rock | 12\n| 无名 | 8\n太长的项目 | 团队 | 999"
)

ALTERED: Final = json.dumps(
    {"roadshow": "rsh_1", "seq": 1, "at": "2026-11-24T08:30:12.417Z", "by": "per_1", "body": "{}", "digest": ""}
    | {"previous": "0" * 64, "hash": "0" * 64, "key": "0" * 16, "signature": ""}
)

PLAIN: Final = (
    Scene("home", "full", "/"),
    Scene("home", "organizer", "/", "organizer"),
    Scene("roadshow", "full", "/r/{host_roadshow}"),
    Scene("roadshow", "empty", "/r/{blank_roadshow}"),
    Scene("roadshow", "ended", "/r/{over_roadshow}"),
    Scene("roadshow", "seated", "/r/{host_roadshow}", "investor0"),
    Scene("roadshow", "menu", "/r/{host_roadshow}", "investor0", press("details.menu summary")),
    Scene("verify", "empty", "/verify"),
    Scene("verify", "altered", "/verify", "", paste("textarea", ALTERED)),
    Scene("join", "empty", "/r/{host_roadshow}/join"),
    Scene("join", "refused", "/r/{host_roadshow}/join", "", submit(name=" ")),
    Scene("invitation", "investor", "/i/{invitation}"),
    Scene("invitation", "presenter", "/i/{presenting}"),
    Scene("invitation", "refused", "/i/{invitation}", "", submit(name=" ", organisation="江川创投")),
    Scene("invitation", "spent", "/i/{spent}"),
    Scene("slip", "waiting", "/i/{slip}"),
    Scene("new", "empty", "/new", "organizer"),
    Scene("new", "preview", "/new", "organizer", submit("preview", programme=PROGRAMME)),
    Scene("new", "refused", "/new", "organizer", submit("create", title_en="Only a title")),
    Scene("setup", "full", "/s/{host}/setup", "host"),
    Scene("setup", "empty", "/s/{blank}/setup", "blank"),
    Scene("setup", "saved", "/s/{host}/setup?done=1", "host"),
    Scene("setup", "refused", "/s/{host}/setup", "host", submit(timezone="Mars/Olympus")),
    Scene("programme", "full", "/s/{host}/setup/programme", "host"),
    Scene("programme", "open", "/s/{host}/setup/programme", "host", press(".rundown summary")),
    Scene("programme", "empty", "/s/{blank}/setup/programme", "blank"),
    Scene("programme", "preview", "/s/{host}/setup/programme", "host", submit("preview", programme=PROGRAMME)),
    Scene("rules", "full", "/s/{host}/setup/rules", "host"),
    Scene("rules", "round", "/s/{host}/setup/rules", "host", press(".round-card summary")),
    Scene("deliveries", "empty", "/s/{host}/setup/deliveries", "host", press(".fold summary")),
    Scene("invitations", "full", "/s/{host}/setup/invitations", "host"),
    Scene("invitations", "empty", "/s/{over}/setup/invitations", "over"),
    Scene("invitations", "made", "/s/{blank}/setup/invitations", "blank", submit("invite", name="Priya Raghunathan")),
    Scene("setup", "auditor", "/s/{auditor}/setup", "auditor"),
    Scene("programme", "auditor", "/s/{auditor}/setup/programme", "auditor", press(".rundown summary")),
    Scene("rules", "auditor", "/s/{auditor}/setup/rules", "auditor", press(".round-card summary")),
    Scene("deliveries", "auditor", "/s/{auditor}/setup/deliveries", "auditor"),
    Scene("invitations", "auditor", "/s/{auditor}/setup/invitations", "auditor"),
    Scene("report", "full", "/s/{host}/report/{host_project0}", "host"),
    Scene("report", "table", "/s/{host}/report/{host_project0}", "host", press(".report details.fold summary")),
    Scene("report", "presenter", "/s/{done}/report/{over_project0}", "done"),
    Scene("report", "early", "/s/{host}/report/{host_project2}", "host"),
    Scene("device", "empty", "/s/{investor0}/device", "investor0"),
    Scene("device", "made", "/s/{investor0}/device", "investor0", submit()),
    Scene("error", "missing", "/nowhere"),
    Scene("error", "roadshow", "/r/nowhere"),
    Scene("error", "signed-out", "/s/{host}/desk"),
    Scene("error", "forbidden", "/s/{investor0}/setup", "investor0"),
    Scene("error", "removed", "/s/{audience4}/live", "audience4"),
)

LIVE: Final = (
    Scene("room", "investor", "/s/{investor0}/live", "investor0", live=True),
    Scene("room", "investor-tab2", "/s/{investor0}/live", "investor0", tab(1), live=True),
    Scene("room", "investor-tab3", "/s/{investor0}/live", "investor0", tab(2), live=True),
    Scene("room", "investor-tab4", "/s/{investor0}/live", "investor0", tab(3), live=True),
    Scene("room", "documents", "/s/{investor0}/live", "investor0", press("#tab-documents"), live=True),
    Scene("room", "newcomer", "/s/{investor5}/live", "investor5", live=True),
    Scene("room", "audience", "/s/{audience0}/live", "audience0", live=True),
    Scene("room", "muted", "/s/{audience3}/live", "audience3", live=True),
    Scene("room", "offline", "/s/{investor1}/live", "investor1", lose_the_line, live=True),
    Scene("room", "early", "/s/{early}/live", "early", live=True),
    Scene("room", "paused", "/s/{patient}/live", "patient", live=True),
    Scene("room", "ended", "/s/{late}/live", "late", live=True),
    Scene("door", "on-air", "/s/{presenter0}/stage", "presenter0", live=True),
    Scene("door", "documents", "/s/{presenter0}/stage", "presenter0", add_document, live=True),
    Scene("door", "host-documents", "/s/{cohost}/stage", "cohost", press("#tab-documents"), live=True),
    Scene("door", "called", "/s/{presenter1}/stage", "presenter1", live=True),
    Scene("door", "waiting", "/s/{presenter2}/stage", "presenter2", live=True),
    Scene("door", "camera", "/s/{presenter2}/stage", "presenter2", press("#app .button.primary"), live=True),
    Scene("door", "paused", "/s/{stopped}/stage", "stopped", live=True),
    Scene("door", "done", "/s/{done}/stage", "done", live=True),
    Scene("door", "host", "/s/{cohost}/stage", "cohost", live=True),
    Scene("desk", "full", "/s/{host}/desk", "host", live=True),
    Scene("desk", "tab2", "/s/{host}/desk", "host", tab(1), live=True),
    Scene("desk", "tab3", "/s/{host}/desk", "host", tab(2), live=True),
    Scene("desk", "tab4", "/s/{host}/desk", "host", tab(3), live=True),
    Scene("desk", "tab5", "/s/{host}/desk", "host", tab(4), live=True),
    Scene("desk", "auditor", "/s/{auditor}/desk", "auditor", live=True),
    Scene("desk", "auditor-tab2", "/s/{auditor}/desk", "auditor", tab(1), live=True),
    Scene("desk", "auditor-tab5", "/s/{auditor}/desk", "auditor", tab(4), live=True),
    Scene("desk", "empty", "/s/{blank}/desk", "blank", live=True),
    Scene("desk", "paused", "/s/{paused}/desk", "paused", live=True),
    Scene("desk", "ended", "/s/{over}/desk", "over", live=True),
    Scene("network", "tried", "/s/{investor0}/network", "investor0", live=True),
    Scene("leads", "full", "/s/{host}/leads", "host", live=True),
    Scene("leads", "one", "/s/{host}/leads", "host", press("#app tbody a"), live=True),
    Scene("leads", "export", "/s/{host}/leads", "host", press("#lead-export"), live=True),
    Scene("import", "report", "/s/{host}/leads/import", "host", import_leads, live=True),
    Scene("leads", "presenter", "/s/{presenter0}/leads", "presenter0", live=True),
    Scene("leads", "auditor", "/s/{auditor}/leads", "auditor", press("#app tbody a"), live=True),
    Scene("leads", "changes", "/s/{auditor}/leads?view=changes", "auditor", live=True),
    Scene("leads", "empty", "/s/{blank}/leads", "blank", live=True),
    Scene("meetings", "timetable", "/s/{host}/meetings", "host", live=True),
    Scene("meetings", "picked", "/s/{host}/meetings", "host", press("#app button.chip"), live=True),
    Scene("meetings", "all", "/s/{host}/meetings", "host", tab(1), live=True),
    Scene("meetings", "rules", "/s/{host}/meetings", "host", tab(2), live=True),
    Scene("meetings", "empty", "/s/{blank}/meetings", "blank", live=True),
    Scene("meetings", "investor", "/s/{investor1}/meetings", "investor1", live=True),
    Scene("meetings", "ranking", "/s/{investor1}/meetings", "investor1", tab(1), live=True),
    Scene("meetings", "ask", "/s/{investor2}/meetings", "investor2", press("#app .ask"), live=True),
    Scene("meetings", "presenter", "/s/{presenter0}/meetings", "presenter0", live=True),
    Scene(
        "meetings",
        "accept",
        "/s/{presenter0}/meetings",
        "presenter0",
        press("#app .meeting .button.primary"),
        live=True,
    ),
    Scene("projector", "full", "/s/{host}/projector", "host", live=True),
    Scene("projector", "empty", "/s/{blank}/projector", "blank", live=True),
)

FRESH: Final = (Scene("home", "fresh", "/"), Scene("invitation", "organizer", "/i/{spent}"))
"""A house in which nothing has happened yet."""

FIRST: Final = frozenset({scene.page: scene for scene in reversed((*PLAIN, *LIVE))}.values())
"""Each page's main state."""
