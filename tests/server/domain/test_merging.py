import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.domain.merging import Known, Likeness, Merge, Parting, firm, groups, mail, phone, plain, root, twins
from server.domain.messages import LeadId, PersonId, ProjectId
from server.domain.workspace import LeadStage, Work
from server.errors import Conflict, Invalid
from tests.contracts.account_store import NOW

A, B, C = (LeadId(f"lea_{name}") for name in "abc")


def work(lead: LeadId, project: str = "prj_1", into: LeadId | None = None) -> Work:
    return Work(
        lead=lead,
        person=PersonId(f"per_{lead}"),
        project=ProjectId(project),
        opened_at=NOW,
        merged_into=into,
    )


def works(*several: Work) -> dict[LeadId, Work]:
    return {one.lead: one for one in several}


def person(number: int, name: str = "", organisation: str = "", contact: str = "") -> Known:
    return Known(person=PersonId(f"per_{number}"), name=name, organisation=organisation, contact=contact)


def test_leads_are_shown_under_what_they_were_merged_into_however_far() -> None:
    there = works(work(A), work(B, into=A), work(C, into=B))

    assert root(C, there) == A
    assert {lead: [one.lead for one in several] for lead, several in groups(there).items()} == {A: [A, B, C]}


def test_a_merge_and_its_undoing_leave_both_leads_as_they_were() -> None:
    there = works(work(A), work(B))

    merged = Merge(version=0, into=A).applied(B, there)
    parted = Parting(version=1).applied(B, {**there, B: merged})

    assert replace(parted, version=0) == there[B]


def test_what_cannot_be_merged_is_refused() -> None:
    there = works(work(A), work(B, into=A), work(C, "prj_2"))

    for lead, into in ((A, A), (A, B), (B, A), (A, C), (A, LeadId("lea_none"))):
        with pytest.raises(Invalid, match="lead_merged"):
            Merge(version=0, into=into).applied(lead, there)
    with pytest.raises(Conflict, match="version_stale"):
        Merge(version=1, into=A).applied(C, there)
    with pytest.raises(Conflict, match="lead_apart"):
        Parting(version=0).applied(A, there)
    with pytest.raises(Conflict, match="lead_erased"):
        Merge(version=0, into=A).applied(B, {**there, B: replace(work(B), stage=LeadStage.erased)})


@given(st.lists(st.tuples(st.sampled_from([A, B, C]), st.sampled_from([A, B, C])), max_size=8))
def test_no_sequence_of_merges_loses_a_lead(wanted: list[tuple[LeadId, LeadId]]) -> None:
    there = works(work(A), work(B), work(C))
    for lead, into in wanted:
        try:
            there[lead] = Merge(version=there[lead].version, into=into).applied(lead, there)
        except Invalid:
            continue

    assert sorted(one.lead for several in groups(there).values() for one in several) == [A, B, C]


def test_one_mail_address_or_number_is_one_person_however_it_is_written() -> None:
    found = twins(
        [
            person(1, "Ann", contact="Ann@Fund.cn"),
            person(2, "A. Lee", contact=" ann@fund.CN "),
            person(3, "Ben", contact="138 0013 8000"),
            person(4, "B", contact="+86-138-0013-8000"),
            person(5, "Cai", contact="+852 1234 5678"),
        ]
    )

    assert [(one.first, one.second, one.why) for one in found] == [
        ("per_1", "per_2", Likeness.mail),
        ("per_3", "per_4", Likeness.phone),
    ]


def test_alike_names_of_alike_organisations_are_suggested_and_namesakes_are_not() -> None:
    found = twins(
        [
            person(1, "Lin Wei", "Yunqi Capital Ltd.", "lin@yunqi.cn"),
            person(2, "Wei LIN", "yunqi capital", "w@gmail.com"),
            person(3, "Lin Wei", "Harbour Bank", "lin@harbour.hk"),
            person(4, "李明", "深圳前海基金有限公司"),
            person(5, "李明", "深圳前海基金"),
            person(6, "王芳", "深圳前海基金"),
        ]
    )

    assert [(one.first, one.second, one.why) for one in found] == [
        ("per_1", "per_2", Likeness.name),
        ("per_4", "per_5", Likeness.name),
    ]


def test_people_without_anything_to_compare_are_nobodys_twins() -> None:
    assert twins([person(1), person(2), person(3, contact="by post"), person(4, contact="by post")]) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+1 (415) 555-0100", "+14155550100"),
        ("0044 20 7946 0000", "+442079460000"),
        ("020 7946 0000", ""),
        ("\uff11\uff13\uff1800138000", "+8613800138000"),
        ("a@b.cn", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_as_e164_where_its_country_is_known(written: str, read: str) -> None:
    assert phone(written) == read


def test_what_is_compared_is_without_what_does_not_matter() -> None:
    assert (mail("Ann@B.cn"), mail("ann"), plain("\uff2cin, Wei"), firm("The Yunqi Co., Ltd")) == (
        *("ann@b.cn", "", "lin wei", "yunqi"),
    )
