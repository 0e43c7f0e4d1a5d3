import json
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

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

HOUSE = "https://show.example.org"
AT = datetime(2026, 3, 1, tzinfo=UTC)


class Stated:
    """An investor who stated an intent and chose whether to be mailed."""

    def __init__(self, home: Home, database: Database, language: str = "en", *, wanted: bool = True) -> None:
        organizer = home.organizer()
        self.roadshow, seat = home.roadshow(organizer)
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
