import re
from typing import Any

import pytest

from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import field, read, send, words


@pytest.fixture
def organizer(home: Home) -> Browser:
    return home.organizer()


@pytest.fixture
def seat(home: Home, organizer: Browser) -> str:
    return home.roadshow(organizer)[1]


def page_of(seat: str) -> str:
    return f"/s/{seat}/setup/programme"


def order(organizer: Browser, seat: str) -> list[str]:
    _, _, rundown = read(organizer, page_of(seat)).partition('class="rundown"')
    return [words(title).strip() for title in re.findall(r"<strong>(.*?)</strong>", rundown)]


def press(organizer: Browser, seat: str, do: str, **fields: Any) -> Any:
    key = field(read(organizer, page_of(seat)), "key")
    return send(organizer, page_of(seat), {"key": key, "do": do, **fields})


def first_pitch(organizer: Browser, seat: str) -> str:
    return field(read(organizer, page_of(seat)), "pitch")


def test_projects_are_added_from_a_paste_once_however_often_it_is_sent(organizer: Browser, seat: str) -> None:
    form = {"key": "the-same-key", "do": "add", "programme": "氢能 | 团队 | 6\nTidal power"}

    for _ in range(2):
        assert send(organizer, page_of(seat), form).headers["location"].endswith("?done=1")

    assert order(organizer, seat) == ["Solar paint", "Quiet drone", "氢能", "Tidal power"]


def test_projects_are_added_from_a_file(organizer: Browser, seat: str) -> None:
    file = {"table": ("programme.csv", "项目,分钟\n氢能,6\n".encode("gb18030"), "text/csv")}

    answer = send(organizer, page_of(seat), {"key": "another-key", "do": "add"}, files=file)

    assert answer.status_code == 303
    assert order(organizer, seat)[-1] == "氢能"


def test_a_preview_adds_nothing_and_says_what_is_wrong(organizer: Browser, seat: str) -> None:
    answer = press(organizer, seat, "preview", programme="氢能 | 团队 | 6\n潮汐 | 团队 | never")

    assert answer.status_code == 200
    assert "Minutes are a whole number from 1 to 240." in words(answer.text)
    assert "潮汐 | 团队 | never" in words(answer.text)
    assert order(organizer, seat) == ["Solar paint", "Quiet drone"]


def test_nothing_is_added_where_a_row_is_wrong(organizer: Browser, seat: str) -> None:
    answer = press(organizer, seat, "add", programme="氢能 | 团队 | 6\n潮汐 | 团队 | never")

    assert answer.status_code == 400
    assert "#2" in words(answer.text)
    assert "氢能 | 团队 | 6" in answer.text
    assert order(organizer, seat) == ["Solar paint", "Quiet drone"]


def test_a_pitch_is_moved_and_taken_out(organizer: Browser, seat: str) -> None:
    press(organizer, seat, "down", pitch=first_pitch(organizer, seat))
    assert order(organizer, seat) == ["Quiet drone", "Solar paint"]

    press(organizer, seat, "remove", pitch=first_pitch(organizer, seat))
    assert order(organizer, seat) == ["Solar paint"]


@pytest.mark.parametrize("do", ["up", "dance", ""])
def test_what_cannot_be_done_is_refused_on_the_page(organizer: Browser, seat: str, do: str) -> None:
    answer = press(organizer, seat, do, pitch=first_pitch(organizer, seat))

    assert answer.status_code in (400, 422)
    assert 'role="alert"' in answer.text


def test_a_card_is_changed_and_a_refused_change_stays_open_with_what_was_typed(organizer: Browser, seat: str) -> None:
    pitch = first_pitch(organizer, seat)
    card = {f"{pitch}.title_en": "Better paint", f"{pitch}.field_zh": "能源", "minutes": "9", "question_minutes": "5"}

    refused = press(organizer, seat, "revise", pitch=pitch, **{**card, "minutes": "500"})
    taken = press(organizer, seat, "revise", pitch=pitch, **card)

    assert refused.status_code == 400
    assert '<details class="rundown-card" open>' in refused.text
    assert field(refused.text, f"{pitch}.title_en") == "Better paint"
    assert taken.status_code == 303
    assert order(organizer, seat)[0] == "Better paint"


def test_what_a_project_wants_to_raise_is_typed_in_whole_units(organizer: Browser, seat: str) -> None:
    pitch = first_pitch(organizer, seat)
    card = {f"{pitch}.title_en": "Solar paint", "minutes": "9", "question_minutes": "5", "target_currency": "USD"}

    taken = press(organizer, seat, "revise", pitch=pitch, **card, target="5,000,000.50")
    shown = read(organizer, page_of(seat))
    refused = press(organizer, seat, "revise", pitch=pitch, **card, target="a lot")
    gone = press(organizer, seat, "revise", pitch=pitch, **card)

    assert (taken.status_code, refused.status_code, gone.status_code) == (303, 400, 303)
    assert field(shown, "target") == "5000000.50"
    assert '<option value="USD" selected>' in shown
    assert field(read(organizer, page_of(seat)), "target") == ""
