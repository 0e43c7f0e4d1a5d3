import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from server.domain.messages import Bilingual
from server.errors import SENTENCES
from server.http.language import LOCALES, Languages

LANGUAGES = Languages()
EVENING = datetime(2026, 11, 24, 11, 5, tzinfo=UTC)


def chinese() -> Iterator[Message]:
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "roadshow.po").open("rb") as file:
        yield from (message for message in read_po(file) if message.id)


def test_every_text_has_its_chinese() -> None:
    missing = [message.id for message in chinese() if not all(message.string or ("",)) or message.fuzzy]

    assert missing == []


def test_a_translation_fills_in_what_the_text_fills_in() -> None:
    broken = [message.id for message in chinese() if filled(message.id) != filled(message.string)]

    assert broken == []


def filled(texts: str | Sequence[str] | None) -> set[str]:
    """The places of a text that are filled in, as templates and as browser code write them."""
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", texts if isinstance(texts, str) else " ".join(texts or ())))


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_refusal_is_said_in_chinese(code: str) -> None:
    assert LANGUAGES["zh"].sentence(code) != SENTENCES[code]
    assert LANGUAGES["en"].sentence(code) == SENTENCES[code]


@pytest.mark.parametrize(
    ("cookie", "accepted", "code"),
    [
        ("en", "zh-CN", "en"),
        ("zh", "en", "zh"),
        ("fr", "en", "zh"),
        (None, "", "zh"),
        (None, "fr-FR, de;q=0.5", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, "en;q=0.1, zh-Hant-TW;q=0.8", "zh"),
        (None, "en;q=0, zh;q=0.1", "zh"),
        (None, "en;q=x, *;q=0.5, ;;,,=", "zh"),
    ],
)
def test_the_cookie_decides_then_the_browser_then_chinese(cookie: str | None, accepted: str, code: str) -> None:
    assert LANGUAGES.negotiate(cookie, accepted).code == code


def test_a_number_decides_the_wording() -> None:
    english = LANGUAGES["en"]

    assert english.ngettext("one seat", "many seats", 1) == "one seat"
    assert english.ngettext("one seat", "many seats", 2) == "many seats"


def test_a_reader_without_their_side_of_a_text_gets_the_other() -> None:
    both, only_chinese, none = Bilingual(zh="储能", en="Storage"), Bilingual(zh="储能"), Bilingual()

    assert [LANGUAGES["en"].pick(text) for text in (both, only_chinese, none)] == ["Storage", "储能", ""]
    assert [LANGUAGES["en"].tag_of(text) for text in (both, only_chinese, none)] == ["en", "zh-CN", "en"]
    assert LANGUAGES["zh"].tag_of(Bilingual(en="Storage")) == "en"


def test_times_are_those_of_the_zone_in_the_readers_words() -> None:
    chinese, english = LANGUAGES["zh"], LANGUAGES["en"]

    assert chinese.when(EVENING, "Asia/Shanghai") == "2026年11月24日 星期二"
    assert english.when(EVENING, "Asia/Shanghai") == "Tuesday, 24 November 2026"
    assert english.when(EVENING, "Asia/Shanghai", "time") == "19:05"
    assert english.zone(EVENING, "Asia/Shanghai") == "Shanghai GMT+08:00"
    assert chinese.zone(EVENING, "Asia/Shanghai") == "上海 GMT+08:00"


def test_the_browser_gets_only_the_words_its_code_shows() -> None:
    words = msgspec.json.decode(LANGUAGES["zh"].words)

    assert words["Sign out"] == "退出登录"
    assert "There is no such lead." not in words
    assert msgspec.json.decode(LANGUAGES["en"].words) == {}
    assert LANGUAGES["zh"].version != LANGUAGES["en"].version


@pytest.mark.parametrize("zone", ["", "Mars/Phobos", "../../etc/passwd", "/etc/localtime", "Asia", "zone.tab", "x\0"])
def test_a_zone_that_this_machine_does_not_know_is_shown_in_utc(zone: str) -> None:
    """A roadshow announced through the API in no zone at all once took the first page of the house with it."""
    assert LANGUAGES["en"].when(EVENING, zone, "time") == "11:05"
    assert LANGUAGES["en"].zone(EVENING, zone) == LANGUAGES["en"].zone(EVENING, "UTC")


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_the_ends_of_the_calendar_can_be_shown(at: datetime, zone: str) -> None:
    assert LANGUAGES["zh"].when(at, zone)
    assert LANGUAGES["zh"].zone(at, zone)
