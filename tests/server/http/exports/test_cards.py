from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from server.app.records import LeadRecord
from server.domain.messages import PersonId
from server.http.exports.cards import FOLD, cards
from tests.server.http.exports.leads import lead

ANN = PersonId("per_1")


def written(*records: LeadRecord, barred: frozenset[PersonId] = frozenset()) -> bytes:
    return b"".join(cards(records, barred))


def read(*records: LeadRecord) -> list[Any]:
    return list(vobject.readComponents(written(*records).decode(), ignoreUnreadable=False))


def test_a_card_says_who_it_is_and_how_to_reach_them() -> None:
    (card,) = read(lead())

    assert (card.version.value, card.fn.value) == ("4.0", "欧阳娜娜")
    assert (card.n.value.family, card.n.value.given) == ("欧阳", "娜娜")
    assert card.org.value == ['海天资本, "East"']
    assert (card.tel.value, hasattr(card, "email")) == ("+86 138 0013 8000", False)
    assert (card.uid.value, card.rev.value) == ("per_1", "20260301T083015Z")


def test_a_mail_address_is_one() -> None:
    (card,) = read(lead(contact="ann@fund.cn"))

    assert (card.email.value, hasattr(card, "tel")) == ("ann@fund.cn", False)


def test_a_person_has_one_card_with_every_project_they_may_be_told_to() -> None:
    (card,) = read(
        lead(),
        lead(project_title="Drones, quiet; small"),
        lead(project_title="Hidden", consented=False),
    )

    assert card.categories.value == ["自清洁涂料", "Drones, quiet; small"]


@pytest.mark.parametrize(
    "fields", [{"consented": False}, {"name": None}, {"person": None}], ids=["no consent", "no name", "hidden"]
)
def test_who_did_not_agree_to_be_passed_on_has_no_card(fields: dict[str, Any]) -> None:
    assert written(lead(**fields)) == b""


def test_who_is_not_to_be_contacted_has_no_card_whichever_project_that_was_said_of() -> None:
    other = lead(person=PersonId("per_2"), name="Bo")

    assert written(lead(), other, barred=frozenset({ANN})).count(b"BEGIN:VCARD") == 1


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x85\u2028\u2029"), min_size=1))
def test_a_line_is_folded_between_characters_and_reads_as_it_was(name: str) -> None:
    file = written(lead(name=name, organisation=name))

    for line in file.split(b"\r\n"):
        assert len(line) <= FOLD
        line.decode()
    if name.strip() == name:
        (card,) = vobject.readComponents(file.decode())
        assert card.fn.value == name
        assert card.org.value == [name]


def test_a_long_chinese_name_takes_several_lines() -> None:
    lines = written(lead(organisation="长" * 60)).split(b"\r\n")

    assert sum(line.startswith(b" ") for line in lines) == 2
    assert read(lead(organisation="长" * 60))[0].org.value == ["长" * 60]
