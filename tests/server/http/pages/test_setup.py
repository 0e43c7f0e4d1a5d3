import re

import pytest

from server.domain.messages import Role
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import HTML, anybody, field, read, send, words

CHANGED = {
    "title_zh": "新名称",
    "title_en": "New name",
    "date": "2026-05-01",
    "time": "10:00",
    "timezone": "Asia/Shanghai",
    "currencies": ["CNY", "HKD"],
    "moderated": "yes",
    "accept_within": "24",
    "confirm_within": "7",
    "grace": "10",
    "threshold": "5",
    "proxy_within": "21",
}


def test_an_announcement_is_changed_by_its_form(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer)
    shown = read(organizer, f"/s/{seat}/setup")
    assert (field(shown, "date"), field(shown, "time")) == ("2026-03-01", "16:00")

    answer = send(organizer, f"/s/{seat}/setup", {**CHANGED, "key": field(shown, "key")})

    assert answer.headers["location"] == f"/s/{seat}/setup?done=1"
    assert "Saved." in words(read(organizer, answer.headers["location"]))
    assert "Friday, 1 May 2026 10:00" in words(read(anybody(home), f"/r/{roadshow}"))
    again = read(organizer, f"/s/{seat}/setup")
    waits = ("accept_within", "confirm_within", "grace", "threshold", "proxy_within")
    assert [field(again, name) for name in waits] == ["24", "7", "10", "5", "21"]


def test_a_refusal_keeps_what_was_typed(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    key = field(read(organizer, f"/s/{seat}/setup"), "key")

    answer = send(organizer, f"/s/{seat}/setup", {**CHANGED, "key": key, "timezone": "Mars/Phobos"})

    assert answer.status_code == 422
    assert "Asia/Shanghai" in words(answer.text)
    assert field(answer.text, "title_en") == "New name"
    assert field(answer.text, "timezone") == "Mars/Phobos"


def test_the_set_up_is_for_organizers(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    investor, mine = home.invited(seat, Role.investor, "Ivy")

    for page in ("setup", "setup/programme", "setup/invitations"):
        assert investor.get(f"/s/{mine}/{page}", headers=HTML).status_code == 403
        assert send(investor, f"/s/{mine}/{page}", {}).status_code == 403


TABS = ("setup", "setup/programme", "setup/invitations", "setup/rules", "setup/deliveries")


@pytest.mark.parametrize("tab", TABS)
def test_an_auditor_reads_the_set_up_and_finds_nothing_to_press(home: Home, tab: str) -> None:
    organizer = home.organizer()
    _, seat = furnished(home, organizer)
    auditor, mine = home.invited(seat, Role.auditor, "Aud")

    theirs, ours = (main_of(read(*whose)) for whose in ((auditor, f"/s/{mine}/{tab}"), (organizer, f"/s/{seat}/{tab}")))

    assert not re.findall(r"<(?:button|form)\b", theirs)
    assert re.findall(r"<(?:button|form)\b", ours)
    assert "as an auditor" in words(theirs)
    assert "as an auditor" not in words(ours)


def test_an_auditor_reads_what_the_set_up_says(home: Home) -> None:
    organizer = home.organizer()
    _, seat = furnished(home, organizer)
    auditor, mine = home.invited(seat, Role.auditor, "Aud")

    shown = {tab: main_of(read(auditor, f"/s/{mine}/{tab}")) for tab in TABS}

    assert "Demo day" in words(shown["setup"])
    assert "Solar paint" in words(shown["setup/programme"])
    assert "Aud" in words(shown["setup/invitations"])
    assert "internal" in words(shown["setup/rules"])
    assert "https://crm.example.org/hook" in words(shown["setup/deliveries"])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tab", TABS)
def test_an_auditor_who_sends_a_form_is_refused_in_words(home: Home, tab: str, language: str) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    auditor, mine = home.invited(seat, Role.auditor, "Aud")
    key = field(read(organizer, f"/s/{seat}/setup"), "key")
    headers = {**HTML, "accept-language": language}

    answer = auditor.post(f"/s/{mine}/{tab}", headers=headers, data={**CHANGED, "key": key, "do": "add"})

    assert answer.status_code == 403
    assert home.house.languages[language].sentence("forbidden") in words(answer.text)
    assert field(read(organizer, f"/s/{seat}/setup"), "title_en") == "Demo day"


def furnished(home: Home, organizer: Browser) -> tuple[str, str]:
    """A roadshow with an endpoint."""
    roadshow, seat = home.roadshow(organizer)
    types = {"do": "add", "url": "https://crm.example.org/hook", "types": ["intent.stated"], "body": "standard"}
    assert send(organizer, f"/s/{seat}/setup/deliveries", types).status_code == 200
    return roadshow, seat


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_once_it_has_ended_every_page_says_on_which_day_records_are_erased(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer, preset="internal")
    before = words(read(organizer, f"/s/{seat}/setup"))
    for type_ in ("roadshow.start", "roadshow.end"):
        organizer.command(seat, type_)

    after = [words(read(organizer, f"/s/{seat}/{page}")) for page in ("setup", "setup/rules")]

    assert "will be erased" not in before
    day = "Monday, 1 March 2027"
    assert f"will be erased on {day}" in after[0]
    assert f"until {day}, then personal records are erased" in after[1]
