import csv
import io
import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import vobject
from jsonschema import Draft202012Validator

from server.domain.messages import Role
from tests.server.http.home import Browser, Home


class Evening:
    """A live roadshow with two investors of whom the first, Ann, agreed to be passed on."""

    def __init__(self, home: Home) -> None:
        self.host = home.organizer()
        roadshow, self.seat = home.roadshow(self.host)
        state = home.call(home.house.rooms.state, roadshow)
        self.projects = [state.pitches[pitch].project for pitch in state.order]
        self.host.command(self.seat, "roadshow.start")
        self.host.command(self.seat, "pitch.start", pitch=state.order[0])
        for name in ("Ann Lee", "王芳"):
            browser, seat = home.invited(self.seat, Role.investor, name)
            if name == "Ann Lee":
                browser.command(seat, "consent.give", project=self.projects[0])
            answer = browser.command(seat, "intent.state", project=self.projects[0], kind="talk", comment="=1+1")
            assert answer.status_code == 200, answer.text
        self.presenter, self.stage = home.invited(self.seat, Role.presenter, "Bo", self.projects[0])

    def get(self, name: str, browser: Browser | None = None, seat: str = "") -> Any:
        answer = (browser or self.host).get(f"/api/seats/{seat or self.seat}/leads.{name}")
        assert answer.status_code == 200, answer.text
        return answer

    def rows(self, name: str = "csv") -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.get(name).content.decode("utf-8-sig"))))


@pytest.fixture
def evening(home: Home) -> Evening:
    return Evening(home)


def test_the_table_is_there_as_csv_with_a_mark_that_can_be_left_out(evening: Evening) -> None:
    marked, plain = evening.get("csv"), evening.get("csv?bom=0")

    assert marked.content == b"\xef\xbb\xbf" + plain.content
    assert marked.headers["content-type"] == "text/csv; charset=utf-8"
    assert marked.headers["content-disposition"] == 'attachment; filename="leads.csv"'
    assert marked.headers["cache-control"] == "no-store"
    assert [(row["name"], row["consented"], row["talk_comment"]) for row in evening.rows()] == [
        ("Ann Lee", "yes", "'=1+1"),
        ("王芳", "", "'=1+1"),
    ]


def test_the_same_is_there_as_a_workbook(evening: Evening) -> None:
    sheet = openpyxl.load_workbook(BytesIO(evening.get("xlsx").content)).active
    assert sheet is not None
    header, *rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]

    assert header == list(evening.rows()[0])
    assert [row[header.index("talk_comment")] for row in rows] == ["=1+1", "=1+1"]


def test_all_there_is_comes_as_json_lines_as_their_schema_says(evening: Evening) -> None:
    schema = evening.get("schema.json")
    lines = [json.loads(line) for line in evening.get("jsonl").content.splitlines()]

    assert schema.headers["content-type"] == "application/schema+json"
    assert [line["intents"][0]["comment"] for line in lines] == ["=1+1", "=1+1"]
    assert not [error for line in lines for error in Draft202012Validator(schema.json()).iter_errors(line)]


def test_cards_are_of_those_who_agreed_alone_for_organizers_too(evening: Evening) -> None:
    answer = evening.get("vcf")

    assert answer.headers["content-type"] == "text/vcard; charset=utf-8"
    assert [card.fn.value for card in vobject.readComponents(answer.text)] == ["Ann Lee"]


@pytest.mark.parametrize("preset", ["hubspot", "salesforce", "espocrm"])
def test_a_crm_gets_the_columns_that_it_knows(evening: Evening, preset: str) -> None:
    answer = evening.get(f"csv?preset={preset}&bom=0")

    assert answer.headers["content-disposition"] == f'attachment; filename="leads-{preset}.csv"'
    names = {name.lower(): cell for name, cell in evening.rows(f"csv?preset={preset}")[1].items()}
    assert (names["firstname"], names["lastname"]) == ("芳", "王")


@pytest.mark.parametrize("query", ["csv?preset=shoe", "jsonl?preset=hubspot", "vcf?preset=hubspot"])
def test_a_crm_that_is_none_and_a_format_without_columns_are_refused(evening: Evening, query: str) -> None:
    answer = evening.host.get(f"/api/seats/{evening.seat}/leads.{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "form_malformed")
    assert "preset" in answer.json()["detail"]


def test_leads_that_were_picked_come_alone_and_no_others_by_asking(evening: Evening) -> None:
    ann, _ = evening.rows()

    picked = evening.host.post(f"/api/seats/{evening.seat}/leads.csv", json={"leads": [ann["lead"], "lea_other"]})
    hidden = evening.presenter.post(f"/api/seats/{evening.stage}/leads.csv", json={"leads": []})

    assert [row["name"] for row in csv.DictReader(io.StringIO(picked.content.decode("utf-8-sig")))] == ["Ann Lee"]
    assert list(csv.DictReader(io.StringIO(hidden.text))) == []


def test_a_presenter_gets_a_number_for_who_did_not_agree(evening: Evening) -> None:
    lines = evening.get("jsonl", evening.presenter, evening.stage).content.splitlines()

    ann, other = (json.loads(line) for line in lines)
    assert (ann["name"], other["name"], other["contact"], other["person"]) == ("Ann Lee", None, None, None)


def test_a_list_of_leads_beyond_reason_is_refused(evening: Evening) -> None:
    path = f"/api/seats/{evening.seat}/leads.csv"

    many = evening.host.post(path, json={"leads": ["a"] * 20_001})
    large = evening.host.post(path, json={"leads": ["a" * 64] * 16_000})

    assert (many.status_code, large.status_code) == (400, 413)
