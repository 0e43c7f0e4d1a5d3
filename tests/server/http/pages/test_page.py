import io
from typing import Any

import pytest
from starlette.datastructures import FormData, UploadFile

from server.domain.messages import Role
from server.errors import Malformed
from server.http.limits import PER_ADDRESS, Rate, Verb
from server.http.pages.page import Form, seat_path
from tests.server.http.home import Home


def test_a_field_is_text_whatever_was_sent() -> None:
    form = Form(FormData([("a", "1"), ("a", "2"), ("f", UploadFile(io.BytesIO(b"x")))]))

    assert form.text("a") == "2"
    assert form.texts("a") == ["1", "2"]
    assert (form.text("f"), form.text("none")) == ("", "")


def test_half_a_character_is_a_question_mark() -> None:
    """A body with charset=unicode_escape once came as far as the page that repeats what was typed."""
    form = Form(FormData([("a", "x\ud800"), ("a", "\udfff")]))

    assert form.texts("a") == ["x?", "?"]
    assert form.text("a") == "?"


@pytest.mark.parametrize("text", ["", "-1", "1.5", "six", "\uff16", "9999999999"])
def test_a_number_is_a_whole_one(text: str) -> None:
    with pytest.raises(Malformed):
        Form(FormData({"n": text})).number("n")
    assert Form(FormData({"n": " 12 "})).number("n") == 12


@pytest.mark.asyncio
async def test_a_file_that_was_not_chosen_is_empty() -> None:
    assert await Form(FormData({"f": UploadFile(io.BytesIO(b"x"))})).file("f") == b"x"
    assert await Form(FormData({"f": "text"})).file("f") == b""


def test_an_organizer_belongs_to_the_set_up_until_the_show_begins(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    _, presenting = home.invited(seat, Role.presenter, "Pat", "Solar paint")

    assert seat_path(home.place(seat), "planned") == f"/s/{seat}/setup"
    assert seat_path(home.place(seat), "live") == f"/s/{seat}/desk"
    assert seat_path(home.place(presenting), "planned") == f"/s/{presenting}/stage"


def test_pages_are_read_so_often_from_one_address_and_everything_else_goes_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    monkeypatch.setitem(PER_ADDRESS, Verb.page, Rate(1, 2))

    statuses = [home.client.get("/", headers={"accept": "text/html"}).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert home.client.get("/static/favicon.svg").status_code == 200
    assert organizer.command(seat, "pitch.add", title={"en": "More"}).status_code == 200
    home.clock.pass_by(1)
    assert home.client.get("/").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {f"field-{number}": "x" for number in range(51)}},
        {"files": [(f"field-{number}", (None, "x")) for number in range(51)]},
        {"files": [("file", ("a.csv", b"x")), ("file", ("b.csv", b"x"))]},
        {"files": [("file", ("../../etc/passwd", b"x"))] * 200},
    ],
)
def test_a_form_has_so_many_fields_and_one_file(home: Home, sent: dict[str, Any]) -> None:
    organizer = home.organizer()

    answer = organizer.post("/new", **sent)

    fewer = organizer.post("/new", data={f"field-{number}": "x" for number in range(50)})

    assert (answer.status_code, answer.json()["code"]) == (400, "form_malformed")
    assert answer.json()["detail"].startswith("Too many f")
    assert "Too many" not in fewer.text
