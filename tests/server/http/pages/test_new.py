from tests.server.http.home import Home
from tests.server.http.pages.reading import HTML, anybody, field, read, send, words

WANTED = {
    "kind": "demo_day",
    "preset": "eu_generic",
    "title_en": "Winter demo day",
    "date": "2026-12-01",
    "time": "19:00",
    "timezone": "Asia/Shanghai",
    "programme": "氢能 | 团队 | 6\nTidal power",
    "do": "create",
}


def test_one_form_makes_a_roadshow_with_its_programme_once(home: Home) -> None:
    organizer = home.organizer()
    key = field(read(organizer, "/new"), "key")

    first = send(organizer, "/new", {**WANTED, "key": key})
    again = send(organizer, "/new", {**WANTED, "key": key})

    assert first.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    programme = words(read(organizer, first.headers["location"].replace("invitations", "programme")))
    assert "氢能 团队 19:00 · 9 min" in programme
    assert "Tidal power 19:09 · 8 min" in programme


def test_a_preview_plans_nothing_and_keeps_the_form(home: Home) -> None:
    organizer = home.organizer()
    key = field(read(organizer, "/new"), "key")

    answer = send(organizer, "/new", {**WANTED, "key": key, "do": "preview"})

    assert answer.status_code == 200
    assert "6 + 3" in words(answer.text)
    assert field(answer.text, "title_en") == "Winter demo day"
    assert field(answer.text, "key") == key
    assert "No roadshow has been announced yet" in words(read(anybody(home), "/"))


def test_a_file_comes_back_as_text_since_nobody_can_choose_it_again(home: Home) -> None:
    organizer = home.organizer()
    form = {**WANTED, "key": "some-key-1", "do": "preview", "programme": ""}

    answer = send(organizer, "/new", form, files={"table": ("p.csv", b"title,team\nTidal power,Sea Ltd\n", "text/csv")})

    assert "Tidal power,Sea Ltd" in answer.text


def test_a_refusal_keeps_the_form(home: Home) -> None:
    organizer = home.organizer()

    for wrong in ({"title_en": ""}, {"timezone": "Mars"}, {"kind": "party"}, {"date": ""}, {"programme": "x | y | z"}):
        answer = send(organizer, "/new", {**WANTED, "key": "some-key-1", **wrong})
        assert answer.status_code in (400, 422), wrong
        assert 'role="alert"' in answer.text
        assert field(answer.text, "time") == "19:00"


def test_planning_needs_an_organizers_account(home: Home) -> None:
    assert anybody(home).get("/new", headers=HTML).status_code == 401
    assert send(anybody(home), "/new", WANTED).status_code == 401


def test_the_preset_that_is_chosen_stays_with_the_roadshow(home: Home) -> None:
    organizer = home.organizer()
    key = field(read(organizer, "/new"), "key")

    answer = send(organizer, "/new", {**WANTED, "preset": "us_demo_day", "key": key})

    rules = words(read(organizer, answer.headers["location"].replace("invitations", "rules")))
    assert "United States: demo day" in rules


def test_a_reader_is_offered_what_their_language_suggests(home: Home) -> None:
    organizer = home.organizer()

    for language, preset in (("zh", "cn_technology"), ("en", "eu_generic")):
        assert f'name="preset" value="{preset}" checked' in read(organizer, "/new", language)


def test_a_preset_that_is_not_there_is_refused_and_the_form_kept(home: Home) -> None:
    organizer = home.organizer()

    answer = send(organizer, "/new", {**WANTED, "preset": "atlantis", "key": field(read(organizer, "/new"), "key")})

    assert answer.status_code == 404
    assert field(answer.text, "title_en") == "Winter demo day"
