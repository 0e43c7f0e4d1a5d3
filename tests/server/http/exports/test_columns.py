from datetime import date

from msgspec.structs import replace

from server.app.records import LeadRecord, Shape
from server.domain.kinds import IntentKind
from server.domain.terms import Level
from server.http.exports.columns import KNOWN, columns
from tests.server.http.exports.leads import INVEST, lead


def cells(record: LeadRecord, shape: Shape) -> dict[str, object]:
    return {column.name: column.cell(record) for column in columns(shape)}


def test_the_columns_that_are_always_there_come_first_and_keep_their_order() -> None:
    shape = Shape(kinds=(IntentKind.invest,), systems=("hubspot",))

    names = [column.name for column in columns(shape)]

    assert names[: len(KNOWN)] == [column.name for column in columns(Shape())] == [column.name for column in KNOWN]
    assert names[len(KNOWN)] == "external_hubspot"
    assert names[len(KNOWN) + 1] == "invest_state"


def test_every_kind_has_its_columns_and_an_empty_place_where_this_lead_has_none() -> None:
    found = cells(lead(INVEST), Shape(kinds=(IntentKind.invest, IntentKind.talk)))

    assert (found["invest_level"], found["invest_instrument"]) == ("soft_committed", "safe")
    assert (found["invest_amount_min_minor"], found["invest_amount_max_minor"]) == (50_000_000, 100_000_050)
    assert (found["invest_currency"], found["invest_decide_by"]) == ("CNY", date(2026, 5, 1))
    assert (found["talk_level"], found["talk_comment"]) == (None, None)
    assert (found["intents"], found["consented"], found["do_not_contact"]) == (1, "yes", "")


def test_of_several_intents_of_one_kind_the_firmest_is_told() -> None:
    soft = replace(INVEST, level=Level.interested, amount_min_minor=1)

    assert cells(lead(INVEST, soft), Shape(kinds=(IntentKind.invest,)))["invest_amount_min_minor"] == 50_000_000


def test_an_identity_of_each_crm_is_a_column() -> None:
    found = cells(lead(external={"hubspot": "101"}), Shape(systems=("hubspot", "salesforce")))

    assert (found["external_hubspot"], found["external_salesforce"]) == ("101", None)
