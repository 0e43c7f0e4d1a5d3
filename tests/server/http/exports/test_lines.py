import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from server.app.records import LeadRecord
from server.http.exports.lines import SEVERAL, lines, schema
from tests.server.http.exports.leads import INVEST, TALK, lead, note


def parsed(*records: LeadRecord) -> list[Any]:
    return [json.loads(line) for line in b"".join(lines(records)).splitlines()]


def validator() -> Draft202012Validator:
    return Draft202012Validator(schema(), format_checker=FormatChecker())


@pytest.mark.parametrize(
    "record",
    [
        lead(INVEST, TALK),
        lead(person=None, name=None, organisation=None, contact=None, first_at=None, last_at=None, due=None),
        lead(external={"hubspot": "1"}, notes=[note("第一\n二")], tags=("重点",)),
    ],
    ids=["whole", "hidden", "worked on"],
)
def test_every_line_is_as_the_schema_says(record: LeadRecord) -> None:
    (line,) = parsed(record)

    assert list(validator().iter_errors(line)) == []


def test_the_schema_refuses_what_is_no_lead() -> None:
    Draft202012Validator.check_schema(schema())
    (line,) = parsed(lead(INVEST))

    for broken in (
        {**line, "stage": "sold"},
        {**line, "number": "7"},
        {name: value for name, value in line.items() if name != "lead"},
        {**line, "intents": [{**line["intents"][0], "amount_min_minor": 1.5}]},
    ):
        assert not validator().is_valid(broken)


def test_every_lead_is_a_line_however_many_there_are() -> None:
    records = [lead(number=number) for number in range(SEVERAL + 1)]

    assert [line["number"] for line in parsed(*records)] == list(range(SEVERAL + 1))
    assert parsed() == []
    assert [len(part.splitlines()) for part in lines(records)] == [SEVERAL, 1]
