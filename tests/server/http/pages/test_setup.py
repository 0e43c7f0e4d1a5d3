from server.domain.messages import Role
from tests.server.http.home import Home
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
