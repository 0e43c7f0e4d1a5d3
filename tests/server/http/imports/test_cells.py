from datetime import date

import pytest

from server.app.import_rows import Refused, Wanted
from server.domain.workspace import LeadStage, LostReason
from server.http.imports.cells import meant


def read(*cells: tuple[str, str], crm: str = "") -> Wanted:
    row = meant(2, cells, crm)
    assert isinstance(row, Wanted)
    return row


@pytest.mark.parametrize(
    ("word", "crm", "stages"),
    [
        ("contacted", "", (LeadStage.contacted,)),
        ("For later", "", (LeadStage.nurture,)),
        ("已转化", "", (LeadStage.converted,)),
        ("Working - Contacted", "salesforce", (LeadStage.contacted, LeadStage.qualified)),
        ("OPEN_DEAL", "hubspot", (LeadStage.negotiating, LeadStage.converted)),
        ("Dead", "", (LeadStage.disqualified,)),
        # EspoCRM's New and ours are the same.
        ("new", "espocrm", (LeadStage.new,)),
    ],
)
def test_a_stage_is_said_in_our_words_or_in_those_of_a_crm_which_may_mean_several(
    word: str, crm: str, stages: tuple[LeadStage, ...]
) -> None:
    assert read(("stage", word), crm=crm).stages[:2] == stages


@pytest.mark.parametrize("cell", ["2026-03-09", "2026/3/9", "2026.03.09", "2026年3月9日", "2026-03-09T00:00:00Z"])
def test_a_date_begins_with_the_year(cell: str) -> None:
    assert read(("due", cell)).due == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("due", "3/9/2026"),
        ("due", "2026-13-01"),
        ("stage", "Sold"),
        ("lost_reason", "bad luck"),
        ("do_not_contact", "maybe"),
    ],
)
def test_what_is_not_known_refuses_the_row_and_says_which_cell(field: str, cell: str) -> None:
    row = meant(7, [("name", "Ann"), (field, cell)], "")

    assert isinstance(row, Refused)
    assert (row.row, row.name, row.error.code, row.error.detail) == (7, "Ann", "value_unknown", f"{field}: {cell}")


def test_lists_are_parted_as_people_part_them() -> None:
    assert read(("tags", "重点、A轮; a轮, fund ")).tags == ("重点", "a轮", "fund")


def test_any_column_may_say_that_somebody_is_not_to_be_contacted() -> None:
    assert read(("do_not_contact", "true"), ("do_not_contact", "false")).do_not_contact
    assert not read(("do_not_contact", "否")).do_not_contact


def test_contacts_and_identities_are_collected_and_empty_cells_say_nothing() -> None:
    row = read(("mail", "a@b.cn"), ("phone", "+86 1"), ("external_hubspot", "101"), ("stage", ""), ("", "x"))

    assert (row.contacts, row.external, row.stages) == (("a@b.cn", "+86 1"), {"hubspot": "101"}, ())


def test_a_reason_is_said_as_the_screen_says_it() -> None:
    assert read(("lost_reason", "Not now")).lost_reason is LostReason.timing
