from typing import Any

import pytest
from msgspec.structs import replace

from server.app.records import LeadRecord
from server.domain.workspace import LeadStage
from server.http.exports.presets import PRESETS, columns, preset
from tests.server.http.exports.leads import INVEST, TALK, lead, note


def row(name: str, record: LeadRecord) -> dict[str, Any]:
    return {column.name: column.cell(record) for column in columns(PRESETS[name])}


def test_the_three_crms_are_there() -> None:
    assert {name: one.title for name, one in PRESETS.items()} == {
        "espocrm": "EspoCRM",
        "hubspot": "HubSpot",
        "salesforce": "Salesforce",
    }


def test_salesforce_gets_a_lead_with_all_that_it_requires() -> None:
    whole = row("salesforce", lead(INVEST))
    bare = row("salesforce", lead(name=None, organisation=None, contact=None))

    assert (whole["FirstName"], whole["LastName"], whole["Company"]) == ("娜娜", "欧阳", '海天资本, "East"')
    assert (whole["Phone"], whole["Email"], whole["LeadSource"]) == ("+86 138 0013 8000", "", "Roadshow")
    assert (whole["Status"], whole["DoNotCall"]) == ("Open - Not Contacted", "false")
    assert (bare["LastName"], bare["Company"], bare["FirstName"]) == ("Investor 7", "[not provided]", "")


def test_a_text_is_cut_where_the_crm_would_refuse_it() -> None:
    cut = row("salesforce", lead(name=f"{'a' * 41} {'b' * 81}", organisation="c" * 256, contact=f"{'d' * 90}@e.cn"))

    assert [len(cut[name]) for name in ("FirstName", "LastName", "Company", "Email")] == [40, 80, 255, 80]


@pytest.mark.parametrize(
    ("minor", "currency", "told"),
    [(50_000_000, "CNY", "500000.00"), (1, "USD", "0.01"), (500, "JPY", "500"), (1_234, "BHD", "1.234")],
)
def test_an_amount_is_in_whole_units_of_its_currency(minor: int, currency: str, told: str) -> None:
    intent = replace(INVEST, amount_min_minor=minor, currency=currency)

    assert row("hubspot", lead(intent))["amount"] == told
    assert row("espocrm", lead(intent))["opportunityAmountCurrency"] == currency


def test_the_amount_is_of_the_firmest_intent_that_has_one() -> None:
    assert row("hubspot", lead(TALK, INVEST))["amount"] == "500000.00"
    assert row("hubspot", lead(TALK))["amount"] == ""


def test_the_description_has_every_intent_and_says_that_none_binds() -> None:
    told = row("espocrm", lead(INVEST, TALK, notes=[note("Met in Hefei")], next_step="Call"))["description"]

    assert "invest, soft_committed, submitted CNY 500000.00 - 1000000.50, decides by 2026-05-01, not binding" in told
    assert "talk, interested, submitted, not binding" in told
    assert told.endswith("next: Call\nMet in Hefei")


@pytest.mark.parametrize("name", PRESETS)
def test_every_stage_is_one_of_the_crm(name: str) -> None:
    for stage in LeadStage:
        if stage.value != "erased":
            assert PRESETS[name].stages[stage]


@pytest.mark.parametrize("name", PRESETS)
def test_the_column_with_our_identity_is_one_of_the_columns(name: str) -> None:
    assert row(name, lead())[PRESETS[name].identity] == "lea_1"


def test_a_preset_that_names_no_field_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="no such field: shoe"):
        preset('title = "X"\nidentity = "y"\n[stages]\n[[columns]]\nname = "y"\nfield = "shoe"')
