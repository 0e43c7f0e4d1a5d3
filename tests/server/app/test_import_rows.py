from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from server.app.import_rows import Around, Outcome, Refused, Verdict, Wanted, judge
from server.app.lead_rows import LeadRow, Roll, Sources
from server.app.workbook import Colleague
from server.domain.messages import Bilingual, LeadId, PersonId, Role
from server.domain.workspace import LeadStage, LostReason, Note, NoteId
from server.errors import Invalid
from tests.server.app.test_lead_rows import HOST, L, M, sources, talked
from tests.server.domain.story import HOST as OLGA

OLGAS = Colleague(person=OLGA.person, name="Olga", role=Role.organizer, project=None)


def around(changed: dict[LeadId, dict[str, Any]] | None = None, **fields: Any) -> Around:
    """Two leads of two investors towards one project, with some of the work on them done."""
    changed = changed or {}
    told: Sources = sources(talked(), HOST)
    works = {lead: replace(work, **changed.get(lead, {})) for lead, work in told.works.items()}
    contacts = {works[L].person: "ann@fund.cn", works[M].person: "+86 138 0013 8000"}
    told = replace(told, works=works, contacts=contacts)
    roll = Roll("e")
    roll.refresh(told)
    made = Around(
        rows=roll.rows(),
        works=works,
        notes={},
        names={OLGA.person: "Olga"},
        projects={row.view.project: Bilingual(zh="涂料", en="Paint") for row in roll.rows()},
        colleagues=[OLGAS],
        contacts={OLGA.person: "olga@house.cn"},
    )
    return replace(made, **fields)


def verdict(wanted: Wanted, among: Around | None = None) -> Verdict:
    (one,) = judge([wanted], among or around())
    return one


def told(one: Verdict) -> dict[str, tuple[str, str]]:
    return {field.field: (field.before, field.after) for field in one.fields}


@pytest.mark.parametrize(
    ("wanted", "lead"),
    [
        (Wanted(row=2, lead=L), L),
        (Wanted(row=2, external={"hubspot": "101"}), M),
        (Wanted(row=2, contacts=("ANN@fund.cn ",)), L),
        (Wanted(row=2, contacts=("13800138000",), project="涂料"), M),
        (Wanted(row=2, contacts=("nobody@x.cn",), external={"hubspot": "101"}), M),
    ],
)
def test_a_row_finds_its_lead_by_ours_by_a_crms_or_by_contact_and_project(wanted: Wanted, lead: LeadId) -> None:
    one = verdict(wanted, around({M: {"external": {"hubspot": "101"}}}))

    assert (one.found and one.found.lead, one.error) == (lead, None)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(row=2, lead=LeadId("lea_other")), "lead_missing"),
        (Wanted(row=2, contacts=("who@x.cn",)), "lead_unknown"),
        (Wanted(row=2, contacts=("ann@fund.cn",), project="Drone"), "lead_unknown"),
        (Wanted(row=2, contacts=("ann@fund.cn", "13800138000")), "lead_ambiguous"),
        (Wanted(row=2, name="Ann"), "row_anonymous"),
        (Wanted(row=2, contacts=("WeChat ann",)), "row_anonymous"),
        (Wanted(row=2, lead=L, owner="Zoe"), "owner_refused"),
        (Wanted(row=2, lead=L, tags=("t" * 41,)), "value_unknown"),
        (Wanted(row=2, lead=L, next_step="x" * 201), "value_unknown"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_code_of_its_own(wanted: Wanted, code: str) -> None:
    one = verdict(wanted)

    assert (one.outcome, one.error and one.error.code, one.change) == (Outcome.refused, code, None)


def test_a_second_row_about_the_same_lead_is_refused_and_one_that_cannot_be_read_stays_so() -> None:
    unread = Refused(row=4, name="Cy", error=Invalid("value_unknown", "due: x"))

    first, second, third = judge([Wanted(row=2, lead=L), Wanted(row=3, contacts=("ann@fund.cn",)), unread], around())

    assert (first.outcome, second.error and second.error.code) == (Outcome.unchanged, "row_repeated")
    assert (third.row, third.name, third.error and third.error.detail) == (4, "Cy", "due: x")


def test_what_a_row_changes_is_told_as_it_was_and_as_it_would_be() -> None:
    wanted = Wanted(
        row=2,
        lead=L,
        owner="OLGA@house.cn",
        stages=(LeadStage.contacted,),
        next_step=" Call  Ann ",
        due=date(2026, 3, 9),
        tags=("重点",),
        tags_as_written="重点",
        do_not_contact=True,
        external={"hubspot": "7"},
        note="Met in Hefei",
    )

    one = verdict(wanted)

    assert told(one) == {
        "owner": ("", "Olga"),
        "stage": ("new", "contacted"),
        "next_step": ("", "Call  Ann"),
        "due": ("", "2026-03-09"),
        "tags": ("", "重点"),
        "do_not_contact": ("", "yes"),
        "external": ("", "hubspot 7"),
        "note": ("", "Met in Hefei"),
    }
    assert (one.outcome, one.change and one.change.version, one.note) == (Outcome.updated, 0, "Met in Hefei")


def test_what_is_there_already_changes_nothing() -> None:
    work = {"owner": OLGA.person, "stage": LeadStage.qualified, "tags": ("a, b",), "external": {"hubspot": "7"}}
    wanted = Wanted(
        row=2,
        lead=L,
        owner="Olga",
        stages=(LeadStage.contacted, LeadStage.qualified),
        tags=("a", "b"),
        tags_as_written="a, b",
        external={"hubspot": "7"},
    )

    assert verdict(wanted, around({L: work})).outcome is Outcome.unchanged


def test_an_owner_who_left_stays_the_owner() -> None:
    gone = PersonId("per_gone")
    among = around({L: {"owner": gone}}, names={gone: "Gus"})

    assert verdict(Wanted(row=2, lead=L, owner="Gus"), among).outcome is Outcome.unchanged


def test_a_file_never_lifts_that_somebody_is_not_to_be_contacted() -> None:
    one = verdict(Wanted(row=2, lead=L, do_not_contact=False), around({L: {"do_not_contact": True}}))

    assert one.outcome is Outcome.unchanged


def test_a_crm_that_gives_no_reason_for_a_loss_has_another_reason() -> None:
    bare = verdict(Wanted(row=2, lead=L, stages=(LeadStage.disqualified,)))
    given = verdict(Wanted(row=2, lead=L, stages=(LeadStage.disqualified,), lost_reason=LostReason.terms))

    assert (told(bare)["lost_reason"], told(given)["lost_reason"]) == (("", "other"), ("", "terms"))


def note(text: str) -> Note:
    return Note(note=NoteId(f"not_{text}"), lead=L, by=OLGA.person, at=talked().at, text=text)


@pytest.mark.parametrize(
    ("cell", "new"),
    [
        ("Rang\nMet", ""),
        ("Rang\r\nMet", ""),
        ("Met", ""),
        ("Rang\nMet\nWill invest", "Will invest"),
        ("Other", "Other"),
    ],
)
def test_of_a_cell_with_notes_only_what_is_new_is_written(cell: str, new: str) -> None:
    one = verdict(Wanted(row=2, lead=L, note=cell), around(notes={L: [note("Rang"), note("Met")]}))

    assert (one.note, one.outcome) == (new, Outcome.updated if new else Outcome.unchanged)


def test_an_erased_lead_is_not_worked_on() -> None:
    one = verdict(Wanted(row=2, lead=L, next_step="Call"), around({L: {"stage": LeadStage.erased}}))

    assert one.error is not None
    assert one.error.code == "lead_erased"


def test_rows_are_of_leads_that_the_reader_sees() -> None:
    row: LeadRow = next(row for row in around().rows if row.lead == M)

    one = verdict(Wanted(row=2, lead=M), around(rows=[other for other in around().rows if other is not row][:1]))

    assert one.error is not None
    assert one.error.code in ("lead_missing",)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(row=2, contacts=("who@x.cn",)), "row_nameless"),
        (Wanted(row=2, name="Who", contacts=("who@x.cn",), project="Drone"), "row_project"),
        (Wanted(row=2, name="Who"), "row_anonymous"),
        (Wanted(row=2, name="Who", lead=LeadId("lea_other")), "lead_missing"),
        (Wanted(row=2, name="Who", contacts=("who@x.cn",), owner="Nobody"), "owner_refused"),
    ],
)
def test_a_row_that_makes_no_lead_says_what_it_lacks(wanted: Wanted, code: str) -> None:
    one = verdict(wanted, around(makes=True))

    assert (one.outcome, one.error and one.error.code, one.making) == (Outcome.refused, code, None)


def test_a_row_about_somebody_unknown_makes_a_lead_once() -> None:
    wanted = Wanted(row=2, name="Who", contacts=("who@x.cn",), tags=("A",))

    first, second = judge([wanted, replace(wanted, row=3)], around(makes=True))

    assert (first.outcome, told(first)["tags"]) == (Outcome.made, ("", "A"))
    assert second.error is not None
    assert second.error.code == "row_repeated"
