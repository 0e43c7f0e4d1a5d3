from typing import Any

import pytest

from server.domain.materials import LIMIT
from server.domain.messages import RoadshowId, Role
from server.storage.erasure import erase
from tests.server.http.home import ROADSHOW, Browser, Home

PDF = b"%PDF-1.7 deck"
PLAN = {**ROADSHOW, "pitches": [{"title": {"en": "Solar paint"}}, {"title": {"en": "Quiet drone"}}]}


class Show:
    """A roadshow with a presenter of its first project, an investor and a viewer, each with their seat."""

    def __init__(self, home: Home) -> None:
        self.home, self.organizer = home, home.organizer()
        self.roadshow, self.host = home.roadshow(self.organizer)
        pitches = home.call(home.house.rooms.state, self.roadshow).pitches.values()
        self.project, self.other = [pitch.project for pitch in pitches]
        self.pitches = {pitch.project: pitch.pitch for pitch in pitches}
        self.presenter = home.invited(self.host, Role.presenter, "Pia", self.project)
        self.investor = home.invited(self.host, Role.investor, "Ines")
        self.viewer = home.invited(self.host, Role.audience, "Avi")

    def add(self, who: tuple[Browser, str], content: bytes = PDF, name: str = "deck.pdf", **query: str) -> Any:
        browser, seat = who
        params = {"project": self.project, "name": name, **query}
        headers = {"content-type": "application/octet-stream"}
        return browser.post(f"/api/seats/{seat}/materials", params=params, headers=headers, content=content)

    def change(self, who: tuple[Browser, str], material: str, **change: object) -> Any:
        return who[0].send("PATCH", f"/api/seats/{who[1]}/materials/{material}", json=change)

    def names(self, who: tuple[Browser, str]) -> list[str]:
        return [one["name"] for one in who[0].get(f"/api/seats/{who[1]}/materials").json()]

    def get(self, who: tuple[Browser, str], material: str, method: str = "GET", **headers: str) -> Any:
        return who[0].send(method, f"/api/seats/{who[1]}/materials/{material}/content", headers=headers)


@pytest.fixture
def show(home: Home) -> Show:
    return Show(home)


def test_a_presenter_adds_a_document_and_everybody_can_have_it(show: Show) -> None:
    added = show.add(show.presenter, name="路演 deck.pdf")

    assert added.status_code == 201
    for who in (show.presenter, show.investor, show.viewer):
        assert show.names(who) == ["路演 deck.pdf"]
        assert show.get(who, added.json()["material"]).content == PDF


def test_a_document_is_sent_as_an_attachment_in_which_nothing_runs(show: Show) -> None:
    material = show.add(show.presenter, name='a"; x=\r\n"路.pdf').json()["material"]

    headers = show.get(show.investor, material).headers

    assert headers["content-disposition"].isascii()
    assert headers["content-disposition"].startswith("attachment; filename=\"document.pdf\"; filename*=UTF-8''")
    assert headers["content-type"] == "application/pdf"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]


def test_who_has_a_document_already_is_not_sent_it_again_nor_recorded(show: Show) -> None:
    material = show.add(show.presenter).json()["material"]
    tag = show.get(show.investor, material).headers["etag"]

    again = show.get(show.investor, material, **{"if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")
    (taken,) = show.home.call(show.home.house.materials.taken, show.roadshow).values()
    assert len(taken) == 1


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"", b"MZ"])
def test_what_is_no_document_is_refused_whatever_it_is_called(show: Show, content: bytes) -> None:
    answer = show.add(show.presenter, content)

    assert (answer.status_code, answer.json()["code"]) == (422, "material_refused")


def test_a_document_beyond_the_limit_is_refused_with_its_own_code(show: Show) -> None:
    answer = show.add(show.presenter, PDF + b" " * LIMIT)

    assert (answer.status_code, answer.json()["code"]) == (413, "material_too_large")
    assert show.names(show.presenter) == []


def test_the_same_once_more_is_the_one_that_is_there(show: Show) -> None:
    assert show.add(show.presenter).json() == show.add(show.presenter, name="other.pdf").json()


def test_nobody_else_adds_or_changes_a_projects_documents(show: Show) -> None:
    material = show.add((show.organizer, show.host)).json()["material"]

    assert show.add(show.investor).status_code == 403
    assert show.add(show.presenter, project=show.other).status_code == 403
    assert show.change(show.investor, material, removed=True).status_code == 403
    assert show.add((show.organizer, show.host), project="prj_none").status_code == 404


def test_a_document_is_removed_and_brought_back(show: Show) -> None:
    material = show.add(show.presenter).json()["material"]

    show.change(show.presenter, material, removed=True)
    assert show.names(show.investor) == []
    assert show.get(show.investor, material).json()["code"] == "material_missing"

    show.change(show.presenter, material, removed=False, name="plan")
    assert show.names(show.investor) == ["plan.pdf"]


def test_what_is_for_investors_is_not_for_the_audience(show: Show) -> None:
    material = show.add(show.presenter, investors="true").json()["material"]

    assert show.names(show.viewer) == []
    assert show.get(show.viewer, material).status_code == 404
    assert show.get(show.investor, material).status_code == 200


def test_another_roadshow_has_none_of_it(show: Show) -> None:
    material = show.add(show.presenter).json()["material"]
    _, elsewhere = show.home.roadshow(show.organizer)

    assert show.get((show.organizer, elsewhere), material).status_code == 404
    assert show.change((show.organizer, elsewhere), material, removed=True).status_code == 404


def lead(show: Show) -> Any:
    (row,) = show.organizer.get(f"/api/seats/{show.host}/leads").json()["rows"]
    return show.organizer.get(f"/api/seats/{show.host}/leads/{row['lead']}").json()


def test_a_download_is_a_signal_of_a_lead_with_its_second_of_the_stream(show: Show) -> None:
    material, (browser, seat) = show.add(show.presenter).json()["material"], show.investor
    show.organizer.command(show.host, "roadshow.start")
    show.organizer.command(show.host, "pitch.start", pitch=show.pitches[show.project])
    browser.command(seat, "question.ask", text="How long does it last?", anonymous=False)

    show.home.clock.pass_by(192)
    show.get(show.investor, material)
    show.get(show.presenter, material)
    show.get(show.investor, material, "HEAD")

    told = lead(show)
    last = told["story"][-1]
    assert (last["signal"], last["about"], last["pitch"]) == ("download", "deck.pdf", show.pitches[show.project])
    assert last["second"] == 192
    assert [one["signal"] for one in told["story"]].count("download") == 1
    assert told["row"]["downloads"] == 1
    assert told["row"]["score"]["engagement"] == 4 + 2


def test_a_presenter_is_told_of_downloads_only_of_whom_they_may_name(show: Show) -> None:
    material, (browser, seat) = show.add(show.presenter).json()["material"], show.investor
    show.organizer.command(show.host, "roadshow.start")
    show.organizer.command(show.host, "pitch.start", pitch=show.pitches[show.project])
    stated = {"project": show.project, "kind": "talk", "visibility": "presenter", "consent": False}
    browser.command(seat, "intent.state", **stated)
    show.get(show.investor, material)

    hidden, hidden_sheet = their_lead(show)
    browser.command(seat, "consent.give", project=show.project)
    named, sheet = their_lead(show)

    assert (hidden["view"]["name"], hidden["downloads"], hidden_sheet["story"]) == (None, 0, [])
    assert (named["view"]["name"], named["downloads"]) == ("Ines", 1)
    assert [one["about"] for one in sheet["story"] if one["signal"] == "download"] == ["deck.pdf"]


def their_lead(show: Show) -> tuple[Any, Any]:
    """The one lead as its presenter has it, as a row and in full."""
    browser, seat = show.presenter
    (row,) = browser.get(f"/api/seats/{seat}/leads").json()["rows"]
    return row, browser.get(f"/api/seats/{seat}/leads/{row['lead']}").json()


def test_erasing_a_person_deletes_what_they_downloaded(show: Show) -> None:
    home, material = show.home, show.add(show.presenter).json()["material"]
    show.get(show.investor, material)
    person = home.place(show.investor[1]).person.id

    home.call(
        home.database.run, lambda connection: erase(connection, RoadshowId(show.roadshow), person, home.clock.now())
    )

    assert home.call(home.house.materials.taken, show.roadshow) == {}
