"""An evening in Chromium: two presenters, one VP8 and one H.264, two investors, and everything that they do."""

import asyncio
import re
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chromium import needed
from tests.browser.clips import EMBER, TIDE, Clip
from tests.browser.hall import ADA, BEN, ENGINES, TURBINES, Hall, opened
from tests.browser.people import Wish
from tests.browser.spreadsheet import intent, lead, named, rows
from tests.browser.wire import Views

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

HOT, DEEP = "How hot does it get?", "How deep does it stand?"
SECRET, FORMULA = "For your eyes only", "=1+2 and more"
OFFER = Wish("Invest", "500,000", "1m", level="Considering", comment="A first thought")
FROM_AFAR = Wish("Joint R&D", "2m", comment="From the train")
BETTER = Wish("Invest", "80万", "1m", level="Softly committed", comment="Subject to a visit")


@pytest.mark.timeout(240)
async def test_an_evening_with_two_presenters_and_two_investors(tmp_path: Path, record_property: Any) -> None:
    async with opened(tmp_path) as hall:
        await begin(hall)
        await ask_and_vote(hall)
        await state_intents(hall)
        await look_at_boards(hall)
        await say_yes_twice(hall)
        record_property("seconds to switch the stage", await change_the_stage(hall))
        await leave_and_come_back(hall)
        await take_the_leads_home(hall)
        assert [person.complaints for person in (hall.host, *hall.guests)] == [[]] * 5


async def begin(hall: Hall) -> None:
    """Both presenters are ready backstage; the first pitch starts, and its picture comes to both investors."""
    await asyncio.gather(hall.ember.get_ready(), hall.tide.get_ready())
    await hall.host.step("Start the roadshow")
    await switched(hall, EMBER, "VP8", hall.host.step("Next pitch"))


async def switched(hall: Hall, clip: Clip, codec: str, command: Coroutine[Any, Any, float]) -> float:
    """Give a command that changes the stage; how long after its acknowledgement the last investor saw the clip."""
    looking = [asyncio.create_task(investor.sees(clip)) for investor in hall.investors]
    acknowledged = await command
    seen = max(await asyncio.gather(*looking))
    await asyncio.gather(*(investor.advances(codec) for investor in hall.investors))
    return seen - acknowledged


async def ask_and_vote(hall: Hall) -> None:
    """A question and a vote whose first answers are lost are sent again, and count once."""
    async with hall.ada.losing_an_answer():
        await hall.ada.ask(HOT)
    await hall.host.approve(HOT)
    await expect(await hall.ben.question(HOT)).to_have_accessible_name("0 votes. Vote for this question")
    async with hall.ben.losing_an_answer():
        await (await hall.ben.question(HOT)).click()
    for investor in hall.investors:
        await expect(await investor.question(HOT)).to_have_accessible_name("1 vote. Vote for this question")
    await expect(await hall.ben.question(HOT)).to_have_attribute("aria-pressed", "true")
    assert len(hall.host.wire.views["question"]) == 1


async def state_intents(hall: Hall) -> None:
    """Two currencies; one is revised, one is withdrawn, one is for the host alone, one is sent twice."""
    async with hall.ada.losing_an_answer():
        await hall.ada.state(OFFER)
    await expect(await hall.ada.intent("Invest")).to_contain_text("version 1")
    await hall.ben.state(Wish("Invest", "200k", currency="USD", who="Presenter, by name", comment=FORMULA))
    await hall.ben.state(Wish("Pilot", "50000", who="Organizer only", comment=SECRET))
    await hall.ada.state(Wish("Licence", "1m", currency="USD"))
    await hall.ada.revise(BETTER)
    await expect(await hall.ada.intent("Invest")).to_contain_text("version 2")
    await hall.ada.withdraw("Licence")
    await expect(await hall.ada.intent("Licence")).to_contain_text("it counts nowhere")
    await expect(await hall.ben.intent("Pilot")).to_contain_text("version 1")


async def look_at_boards(hall: Hall) -> None:
    """Investors see no sum of two parties, the presenter nothing that is for the host alone, another one nothing."""
    for investor in hall.investors:
        board = await investor.tab("Board")
        await shows(board, "2 parties interested Sums in CNY, USD are shown in steps of 3 parties or more")
        await shows(board, "What for Invest 2")
        await expect(board).not_to_contain_text(re.compile("[¥$]"))
    whole = hall.host.page.get_by_role("table", name="Intents by project").get_by_role("row", name=ENGINES)
    await shows(whole, "2 Invest 2 Pilot 1 ¥850K – ¥1.05M $200K")
    passed = await hall.ember.tab("Intents")
    await passed.get_by_text("Board").click()
    await shows(passed.get_by_role("listitem").nth(0), f"Invest $200,000 Ben · {BEN[1]} {FORMULA}")
    await shows(passed.get_by_role("listitem").nth(1), "Invest ¥800,000 – ¥1,000,000 Investor 1 Subject to a visit")
    await shows(passed, "¥800K – ¥1M CNY · from 1 party $200K USD · from 1 party")
    await expect(passed).not_to_contain_text("Pilot")
    await shows(await hall.tide.tab("Intents"), "Intents towards your project appear here")
    for words, knowing in ((SECRET, {hall.ben}), (BETTER.comment, {hall.ada, hall.ember}), (ADA[2], set())):
        assert {person for person in hall.guests if words in person.wire.told} == knowing


async def say_yes_twice(hall: Hall) -> None:
    """The presenter accepts what was stated, its investor confirms it, and everybody concerned sees each step."""
    await shows(await hall.ben.intent("Invest"), "On record, version 1 · seen")
    await hall.ember.accept(hall.ember.page.get_by_role("listitem").filter(has_text="Ben"))
    await shows(await hall.ben.intent("Invest"), "Accepted")
    await hall.ben.confirm("Invest")
    await shows(await hall.ben.intent("Invest"), "Confirmed by both sides")
    await shows(await hall.ember.tab("Intents"), "1 waits for your answer")
    await shows(hall.ember.page.get_by_role("listitem").filter(has_text="Ben"), "Confirmed")


async def shows(part: Locator, text: str) -> None:
    """Wait for words as they stand there, whatever they are made of."""
    await expect(part).to_contain_text(text, use_inner_text=True)


async def change_the_stage(hall: Hall) -> list[float]:
    """From VP8 to H.264 and back, and on with the next pitch, all on one connection; how many seconds each took."""
    connections = [await investor.connections() for investor in hall.investors]
    took = [
        await switched(hall, TIDE, "H264", hall.host.put_on_stage(TURBINES)),
        await switched(hall, EMBER, "VP8", hall.host.put_on_stage(ENGINES)),
    ]
    await hall.host.step("Begin questions")
    took.append(await switched(hall, TIDE, "H264", hall.host.step("Next pitch")))
    assert connections == [1, 1] == [await investor.connections() for investor in hall.investors]
    return took


async def leave_and_come_back(hall: Hall) -> None:
    """What an investor writes without a network is sent with the first of it; what happened meanwhile is all there."""
    ada, network = hall.ada, hall.ada.page.context
    await network.set_offline(True)
    await expect(ada.page.get_by_text("Reconnecting.")).to_be_visible()
    left = ada.wire.seq
    await ada.state(FROM_AFAR)
    await expect(ada.page.get_by_text("Kept here; sent as soon as the network is back")).to_be_visible()
    await hall.ben.ask(DEEP)
    await hall.host.approve(DEEP)
    assert ada.wire.seq == left

    await network.set_offline(False)
    await expect(await ada.intent("Joint R&D")).to_contain_text("version 1")
    await expect(await ada.question(DEEP)).to_be_visible()
    await ada.sees(TIDE)
    await ada.advances("H264")

    assert [hello.get("seq") for hello in ada.wire.hellos] == [None, left]
    assert (ada.wire.snapshots, ada.wire.gaps) == (1, [])
    carried = ada.wire.views
    await ada.page.reload()
    await expect(await ada.question(DEEP)).to_be_visible()
    assert ada.wire.snapshots == 2
    assert filled(ada.wire.views) == filled(carried)


def filled(views: Views) -> Views:
    """Without the kinds of which there is nothing."""
    return {kind: some for kind, some in views.items() if some}


async def take_the_leads_home(hall: Hall) -> None:
    """The organizer has every lead and all of it, a presenter their own, without a consent under a number."""
    await hall.host.step("Begin questions")
    await hall.host.step("End this pitch")
    await hall.host.end()
    whole = rows(await hall.host.leads(hall.host.page.get_by_role("link", name="Go to the leads")))
    own = rows(await hall.ember.leads(hall.ember.page.get_by_role("link", name="See your leads")))

    ada, ben = (named(name, f"'{organisation}", contact) for name, organisation, contact in (ADA, BEN))
    passed = {**ben, "consented": "yes"}
    firm = intent("invest", "seen", "soft_committed", (800_000, 1_000_000), "CNY", BETTER.comment)
    loose = intent("invest", "confirmed", "interested", (200_000, 200_000), "USD", f"'{FORMULA}")
    pilot = intent("pilot", "submitted", "interested", (50_000, 50_000), "CNY", SECRET)
    research = intent("joint_rd", "seen", "interested", (2_000_000, 2_000_000), "CNY", FROM_AFAR.comment)
    assert whole == [
        lead(ENGINES, 1, ada, (1, 0, 1), firm),
        lead(ENGINES, 2, passed, (0, 1, 2), loose, pilot),
        lead(TURBINES, 2, ben, (1, 0, 0)),
        lead(TURBINES, 1, ada, (0, 0, 1), research),
    ]
    assert own == [lead(ENGINES, 1, {}, (0, 0, 1), firm), lead(ENGINES, 2, passed, (0, 1, 1), loose)]
