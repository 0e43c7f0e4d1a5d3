from typing import Any
from urllib.parse import urlencode

import pytest

from tests.server.http.exports.test_filing import Evening
from tests.server.http.home import Home

CSV = {"content-type": "text/csv"}


@pytest.fixture
def evening(home: Home) -> Evening:
    return Evening(home)


def preview(evening: Evening, body: bytes) -> Any:
    answer = evening.host.post(f"/api/seats/{evening.seat}/leads/import/preview", headers=CSV, content=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def take(evening: Evening, body: bytes, **query: str) -> Any:
    columns = ",".join(column["field"] for column in preview(evening, body)["columns"])
    address = f"/api/seats/{evening.seat}/leads/import?{urlencode({'columns': columns, **query})}"
    answer = evening.host.post(address, headers=CSV, content=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_file_is_shown_with_what_its_columns_seem_to_mean(evening: Evening) -> None:
    body = "姓名;负责人;微信\n王芳;Olga;wf\n李雷;;ll\n".encode("gb18030")

    shown = preview(evening, body)

    assert (shown["encoding"], shown["delimiter"], shown["rows"], shown["crm"]) == ("GB 18030", ";", 2, "")
    assert [(column["header"], column["field"], column["samples"]) for column in shown["columns"]] == [
        ("姓名", "name", ["王芳", "李雷"]),
        ("负责人", "owner", ["Olga", ""]),
        ("微信", "", ["wf", "ll"]),
    ]
    assert "do_not_contact" in shown["fields"]


@pytest.mark.parametrize("query", ["", "?bom=0", "?preset=hubspot", "?preset=salesforce", "?preset=espocrm"])
def test_our_own_export_comes_back_and_changes_nothing(evening: Evening, query: str) -> None:
    row = evening.rows()[0]
    change = {"version": 0, "stage": "qualified", "next_step": "=Call", "due": "2026-03-09", "tags": ["a, b", "重点"]}
    more = {"do_not_contact": True, "external": {"zoho": "+1"}}
    answer = evening.host.send("PATCH", f"/api/seats/{evening.seat}/leads/{row['lead']}", json={**change, **more})
    assert answer.status_code == 200, answer.text
    evening.host.post(f"/api/seats/{evening.seat}/leads/{row['lead']}/notes", json={"text": "-Rang\nagain"})

    report = take(evening, evening.get(f"csv{query}").content)

    assert [(one["outcome"], one["row"]) for one in report["rows"]] == [("unchanged", 2), ("unchanged", 3)]


def test_a_file_is_tried_taken_in_and_undone(evening: Evening) -> None:
    lead = evening.rows()[0]["lead"]
    body = f"lead,stage,due,note\n{lead},已联系,2026年3月9日,Met\nlea_other,new,,\n,Sold,,\n".encode()

    tried, taken = take(evening, body), take(evening, body, apply="1")

    assert tried["rows"] == taken["rows"]
    assert [(one["outcome"], one.get("code")) for one in taken["rows"]] == [
        ("updated", None),
        ("refused", "lead_missing"),
        ("refused", "value_unknown"),
    ]
    assert {field["field"]: field["after"] for field in taken["rows"][0]["fields"]} == {
        "stage": "contacted",
        "due": "2026-03-09",
        "note": "Met",
    }
    assert taken["rows"][2]["title"] == "有一格的内容无法识别；请改正，或不导入该列。"
    assert ("at" in tried and tried["at"], evening.rows()[0]["stage"]) == (None, "contacted")

    undone = evening.host.post(f"/api/seats/{evening.seat}/leads/import/undo", json={"at": taken["at"]})
    assert [one["lead"] for one in undone.json()] == [lead, lead]
    assert (evening.rows()[0]["stage"], evening.rows()[0]["notes"]) == ("new", "")


@pytest.mark.parametrize("columns", ["lead", "lead,shoe,", "lead,,,"])
def test_columns_must_be_as_many_as_there_are_and_known(evening: Evening, columns: str) -> None:
    address = f"/api/seats/{evening.seat}/leads/import?columns={columns}"

    answer = evening.host.post(address, headers=CSV, content=b"lead,stage,x\n")

    assert (answer.status_code, answer.json()["code"]) == (400, "form_malformed")


def test_a_file_beyond_reason_is_refused_and_one_that_is_no_csv_too(evening: Evening) -> None:
    path = f"/api/seats/{evening.seat}/leads/import/preview"

    large = evening.host.post(path, headers=CSV, content=b"a" * (4 * 1024 * 1024 + 1))
    other = evening.host.post(path, headers=CSV, content=b"PK\3\4\0\0")

    assert (large.status_code, other.status_code, other.json()["code"]) == (413, 400, "csv_malformed")
