import json
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import SMTP
from typing import Any

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from server.delivery.mime import message
from server.domain.accounts import Invitation
from server.domain.letters import Letter
from server.domain.messages import Amount, Role
from server.domain.outbox import Message, MessageId
from server.http.language import Languages
from server.http.letters import Letters, money
from server.http.rendering import Renderer
from server.storage.accounts import DatabaseAccounts
from server.storage.choices import DatabaseChoices
from server.storage.database import Database
from tests.server.http.home import Home
from tests.server.http.test_meetings import Evening

HOUSE = "https://show.example.org"
AT = datetime(2026, 3, 1, tzinfo=UTC)


class Stated:
    """An investor who stated an intent and chose whether to be mailed."""

    def __init__(self, home: Home, database: Database, language: str = "en", *, wanted: bool = True) -> None:
        organizer = home.organizer()
        self.roadshow, seat = home.roadshow(organizer)
        self.desk = seat
        organizer.command(seat, "roadshow.start")
        state = home.call(home.house.rooms.state, self.roadshow)
        pitch = state.pitches[state.order[0]]
        organizer.command(seat, "pitch.start", pitch=pitch.pitch)
        self.browser, self.seat = home.invited(seat, Role.investor, "Ann <Fund>")
        amount = {"minimum": 100_00, "maximum": 200_00, "currency": "CNY"}
        terms = {"kind": "invest", "amount": amount, "comment": "<b>"}
        answer = self.browser.command(self.seat, "intent.state", project=pitch.project, **terms)
        assert answer.status_code == 200, answer.text
        self.intent, self.receipt = answer.json()["created"], answer.json()["receipt"]
        self.person = home.place(self.seat).person
        home.call(lambda: home.house.mail.choose(self.person.id, language, wanted=wanted))
        self.message = Message(
            id=MessageId("msg_1"),
            roadshow=self.roadshow,  # type: ignore[arg-type]
            type="intent.stated",
            at=AT,
            fields={"intent": self.intent},
        )
        self.letters = Letters(
            Renderer(home.house.languages),
            home.house.rooms,
            home.house.slips,
            DatabaseAccounts(database),
            DatabaseChoices(database),
            HOUSE,
        )
        self.home = home

    def write(self, message: Message | None = None) -> Letter | None:
        return self.home.call(self.letters.write, message or self.message, self.person.id)


def test_a_receipt_is_a_letter_with_the_receipt_itself(home: Home) -> None:
    stated = Stated(home, home.database)

    letter = stated.write()

    assert letter is not None
    assert (letter.to, letter.name) == ("a@b.cn", "Ann <Fund>")
    assert letter.subject == "Receipt of your intent · Demo day"
    assert "Solar paint" in letter.text
    assert "CN¥100.00 – CN¥200.00" in letter.text
    assert f"{HOUSE}/s/{stated.seat}/live" in letter.text
    (file,) = letter.attachments
    assert file.name == f"{stated.intent}.json"
    assert json.loads(file.content)["hash"] == stated.receipt["hash"]


def test_a_letter_is_in_the_readers_language(home: Home) -> None:
    letter = Stated(home, home.database, "zh").write()

    assert letter is not None
    assert letter.subject == "您的意向回执 · 路演日"
    assert "非约束性" in letter.text or "不具约束力" in letter.text
    assert '<html lang="zh-CN">' in letter.html


def test_html_says_the_same_as_the_text_and_runs_nothing(home: Home) -> None:
    letter = Stated(home, home.database).write()

    assert letter is not None
    assert "Receipt of your intent" in letter.html
    assert "CN¥100.00 – CN¥200.00" in letter.html
    assert "<script" not in letter.html
    assert "<link" not in letter.html


def test_whoever_did_not_choose_letters_or_changed_their_mind_gets_none(home: Home) -> None:
    assert Stated(home, home.database, wanted=False).write() is None


def test_what_is_gone_or_somebody_elses_or_unknown_is_no_letter(home: Home) -> None:
    stated = Stated(home, home.database)

    assert stated.write(replace(stated.message, fields={"intent": "int_none"})) is None
    assert stated.write(replace(stated.message, type="question.asked")) is None
    other = home.call(DatabaseAccounts(home.database).organizer)
    assert other is not None
    home.call(lambda: home.house.mail.choose(other.id, "en", wanted=True))
    assert home.call(stated.letters.write, stated.message, other.id) is None


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Amount(minimum=5, maximum=5, currency="JPY"), "¥5"),
        (Amount(minimum=150, maximum=2050, currency="USD"), "$1.50 – $20.50"),
    ],
)
def test_money_is_written_in_its_own_minor_units(amount: Amount, expected: str) -> None:
    assert money(amount, Languages()["en"]) == expected


class OnSite:
    """Somebody for whom the host entered an intent, and who agreed to a letter."""

    def __init__(self, home: Home, language: str) -> None:
        self.stated = Stated(home, home.database)
        self.home, self.language = home, language
        organizer, state = home.organizer(), home.call(home.house.rooms.state, self.stated.roadshow)
        slip = {"project": state.pitches[state.order[0]].project, "kind": "pilot", "name": "Bo", "letter": language}
        told = organizer.command(self.stated.desk, "intent.enter", contact="bo@site.cn", **slip)
        assert told.status_code == 200, told.text
        self.intent = told.json()["created"]

    def letter(self) -> Letter | None:
        found = self.home.call(self.home.house.rooms.state, self.stated.roadshow).intents[self.intent]
        message = replace(
            self.stated.message,
            type="intent.entered",
            fields={"intent": self.intent, "letter": self.language},
        )
        return self.home.call(self.stated.letters.write, message, found.person)


def opened(home: Home, letter: Letter | None) -> tuple[Invitation, Any]:
    """What the link in a letter leads to."""
    assert letter is not None
    link = next(line for line in letter.text.splitlines() if line.startswith(f"{HOUSE}/i/"))
    invitation = home.call(home.house.accounts.invitation, link.removeprefix(f"{HOUSE}/i/"))
    return invitation, home.call(home.house.slips.of, invitation)


def test_by_each_letter_about_a_slip_its_person_owns_what_the_host_entered(home: Home) -> None:
    on_site = OnSite(home, "en")

    first, again = on_site.letter(), on_site.letter()

    assert first is not None
    assert (first.to, first.subject) == ("bo@site.cn", "What you wrote down on site · Demo day")
    for letter in (again, first):
        _, slip = opened(home, letter)
        assert slip is not None
        assert [one.intent for one in slip.intents] == [on_site.intent]
    home.call(home.house.slips.own, *opened(home, first))
    assert on_site.letter() is None


def test_the_letter_about_a_slip_is_in_the_language_that_its_person_agreed_to(home: Home) -> None:
    letter = OnSite(home, "zh").letter()

    assert letter is not None
    assert '<html lang="zh-CN">' in letter.html


def meeting_letter(evening: Evening, seat: str, type_: str = "meeting.scheduled", **fields: str) -> Letter | None:
    """What the one at a seat is mailed of the evening's meeting."""
    home = evening.home
    letters = Letters(
        Renderer(home.house.languages),
        home.house.rooms,
        home.house.slips,
        DatabaseAccounts(home.database),
        DatabaseChoices(home.database),
        HOUSE,
    )
    place = home.place(seat)
    home.call(lambda: home.house.mail.choose(place.person.id, "en", wanted=False))
    message = Message(
        id=MessageId("msg_1"),
        roadshow=place.seat.roadshow,
        type=type_,
        at=AT,
        fields={"meeting": evening.meeting, **fields},
    )
    return home.call(letters.write, message, place.person.id)


def test_both_sides_are_mailed_an_invitation_that_calendars_take_without_having_asked_for_letters(home: Home) -> None:
    evening = Evening(home)
    evening.schedule()

    theirs, ours = (meeting_letter(evening, seat) for seat in (evening.seat, evening.stage))

    assert theirs is not None
    assert theirs.calendar is not None
    assert ours is not None
    assert ours.calendar is not None
    calendar = Calendar.from_ical(theirs.calendar.content)
    [event] = calendar.events
    assert theirs.calendar.method == calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event.stamp) == (f"{evening.meeting}@show.example.org", AT)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert theirs.subject == "Meeting with Solar paint · Demo day"
    assert "Thursday, 5 March 2026, 09:00 · Berlin GMT+01:00" in theirs.text
    assert "Table 1" in theirs.text
    assert f"{HOUSE}/s/{evening.seat}/meetings" in theirs.text
    assert "No. 1" in ours.subject
    assert "王" not in ours.text + ours.html + ours.calendar.content


def test_a_change_and_a_cancellation_are_mailed_as_such(home: Home) -> None:
    evening = Evening(home)
    evening.schedule()
    later = {"version": 3, "starts_at": "2026-03-06T08:00:00Z"}
    evening.investor.command(evening.seat, "meeting.move", meeting=evening.meeting, **later)
    moved = meeting_letter(evening, evening.seat, "meeting.moved")
    evening.presenter.command(evening.stage, "meeting.cancel", meeting=evening.meeting)
    off = meeting_letter(evening, evening.seat, "meeting.cancelled")

    assert moved is not None
    assert off is not None
    assert moved.subject.startswith("Moved: meeting with Solar paint")
    assert off.subject.startswith("Called off: meeting with Solar paint")
    assert off.calendar is not None
    assert Calendar.from_ical(off.calendar.content)["METHOD"] == off.calendar.method == "CANCEL"


def test_a_request_is_mailed_to_the_side_that_has_to_answer_without_a_name_that_it_may_not_know(home: Home) -> None:
    evening = Evening(home)

    ours, theirs, strangers = (
        meeting_letter(evening, seat, "meeting.requested", by="investor")
        for seat in (evening.stage, evening.seat, evening.desk)
    )

    assert ours is not None
    assert ours.subject == "No. 1 asks for a meeting · Demo day"
    assert "Answer by: " in ours.text
    assert f"{HOUSE}/s/{evening.stage}/meetings" in ours.text
    assert "王" not in ours.text + ours.html
    assert (theirs, strangers) == (None, None)


def test_who_was_removed_meanwhile_gets_no_letter(home: Home) -> None:
    evening = Evening(home)
    evening.schedule()
    person = home.place(evening.stage).person.id
    evening.host.command(evening.desk, "person.remove", person=person)

    assert meeting_letter(evening, evening.stage) is None
    assert meeting_letter(evening, evening.stage, "meeting.requested", by="investor") is None


def test_a_request_that_was_answered_is_no_letter(home: Home) -> None:
    evening = Evening(home)
    evening.schedule()

    assert meeting_letter(evening, evening.stage, "meeting.requested", by="investor") is None


def test_strangers_and_meetings_without_a_time_get_no_letter(home: Home) -> None:
    evening = Evening(home)
    assert meeting_letter(evening, evening.seat) is None
    evening.schedule()

    assert meeting_letter(evening, evening.desk) is None


def test_an_invitation_arrives_as_a_part_that_calendars_act_upon(home: Home) -> None:
    evening = Evening(home)
    evening.schedule()
    letter = meeting_letter(evening, evening.seat)
    assert letter is not None

    sender = Address(display_name="Roadshow", addr_spec="roadshow@show.example.org")
    read = message_from_bytes(message(letter, sender, "msg_1.abc", AT).as_bytes(policy=SMTP), policy=SMTP)

    [part] = [part for part in read.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert Calendar.from_ical(part.get_content()).events[0]["SEQUENCE"] == 0


def answer(stated: Stated, command: str, **fields: object) -> None:
    """What the project's presenter says to the intent."""
    home = stated.home
    intent = home.call(home.house.rooms.state, stated.roadshow).intents[stated.intent]
    presenter, stage = home.invited(stated.desk, Role.presenter, "Pia", intent.project)
    told = presenter.command(stage, command, intent=stated.intent, **fields)
    assert told.status_code == 200, told.text


def accept(stated: Stated) -> None:
    home = stated.home
    intent = home.call(home.house.rooms.state, stated.roadshow).intents[stated.intent]
    answer(stated, "intent.accept", version=intent.version, content=intent.content)


def about(stated: Stated, type_: str, **fields: object) -> Letter | None:
    return stated.write(replace(stated.message, type=type_, fields={"intent": stated.intent, **fields}))


def test_a_confirmation_says_what_was_accepted_by_its_hash_and_until_when_it_may_be_confirmed(home: Home) -> None:
    stated = Stated(home, home.database)
    accept(stated)
    intent = home.call(home.house.rooms.state, stated.roadshow).intents[stated.intent]

    letter = about(stated, "intent.accepted", version=1)

    assert letter is not None
    assert letter.subject == "Your intent was accepted · Demo day"
    assert intent.content in letter.text
    assert "Confirm by: 11 Mar" in letter.text
    assert "CN¥100.00 – CN¥200.00" in letter.html


def test_an_acceptance_that_was_overtaken_is_no_letter(home: Home) -> None:
    stated = Stated(home, home.database)
    assert about(stated, "intent.accepted", version=1) is None

    accept(stated)

    assert about(stated, "intent.accepted", version=2) is None
    assert about(stated, "intent.declined") is None


def test_a_refusal_says_why(home: Home) -> None:
    stated = Stated(home, home.database)
    answer(stated, "intent.decline", feedback="too_early", note="Next year <perhaps>")

    letter = about(stated, "intent.declined")

    assert letter is not None
    assert "Reason: Too early for us" in letter.text
    assert "Next year <perhaps>" in letter.text
    assert "Next year &lt;perhaps&gt;" in letter.html


def wait(stated: Stated, hours: int) -> None:
    stated.home.clock.pass_by(hours * 3600)
    stated.browser.command(stated.seat, "question.ask", text="Is it over?")


@pytest.mark.parametrize(("hours", "accepts"), [(49, False), (24 * 11, True)])
def test_word_that_an_intent_has_expired_is_given_only_where_it_has(home: Home, hours: int, *, accepts: bool) -> None:
    stated = Stated(home, home.database)
    assert about(stated, "intent.expired") is None
    if accepts:
        accept(stated)

    wait(stated, hours)

    letter = about(stated, "intent.expired")
    assert letter is not None
    assert letter.subject == "Your intent has expired · Demo day"
    assert about(stated, "intent.lapsed") is None


def test_word_that_a_confirmed_intent_has_lapsed_is_given_once_its_day_is_over(home: Home) -> None:
    stated = Stated(home, home.database)
    terms = {"kind": "invest", "close_by": "2026-03-04"}
    stated.browser.command(stated.seat, "intent.revise", intent=stated.intent, version=1, **terms)
    accept(stated)
    (intent,) = home.call(home.house.rooms.state, stated.roadshow).intents.values()
    exactly = {"intent": stated.intent, "version": intent.version, "content": intent.content}
    answered = stated.browser.command(stated.seat, "intent.confirm", **exactly)
    assert answered.status_code == 200, answered.text

    wait(stated, 24 * 5)

    letter = about(stated, "intent.lapsed")
    assert letter is not None
    assert letter.subject == "Your intent has lapsed · Demo day"
