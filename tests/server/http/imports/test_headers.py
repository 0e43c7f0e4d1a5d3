import pytest

from server.app.records import Shape
from server.domain.kinds import IntentKind
from server.http.exports.columns import columns
from server.http.exports.presets import PRESETS
from server.http.imports.headers import FIELDS, WORDS, guess


def test_our_own_table_is_known_with_all_that_can_be_taken_from_it() -> None:
    shape = Shape(kinds=(IntentKind.invest,), systems=("hubspot", "zoho"))
    header = [column.name for column in columns(shape)]

    crm, fields = guess(header)

    known = dict(zip(header, fields, strict=True))
    assert crm == ""
    assert {name: field for name, field in known.items() if field} == {
        **{
            name: name
            for name in (
                "lead",
                "project",
                "name",
                "organisation",
                "contact",
                "owner",
                "stage",
                "lost_reason",
                "next_step",
            )
        },
        **{name: name for name in ("due", "tags", "do_not_contact", "external_hubspot", "external_zoho")},
        "notes": "note",
    }


@pytest.mark.parametrize("name", PRESETS)
def test_a_file_of_a_crm_is_known_by_its_columns(name: str) -> None:
    header = ["Id", *(column.name for column in PRESETS[name].columns)]

    crm, fields = guess(header)

    known = dict(zip(header, fields, strict=True))
    assert crm == name
    assert known[PRESETS[name].identity] == "lead"
    assert known["Id"] == ("" if name == "hubspot" else f"external_{name}")
    assert {"name", "mail", "phone", "stage", "do_not_contact"} <= set(fields)


def test_salesforce_says_twice_that_somebody_is_not_to_be_contacted() -> None:
    assert guess([column.name for column in PRESETS["salesforce"].columns])[1].count("do_not_contact") == 2


def test_people_write_headings_in_both_languages_and_as_they_like() -> None:
    assert guess(["姓名", "负责人", "E-mail", "Next Step (date)", "手机号", "微信"]) == (
        "",
        ["name", "owner", "mail", "due", "phone", ""],
    )


def test_a_second_column_of_one_meaning_is_left_to_people() -> None:
    assert guess(["Mail", "E-mail"])[1] == ["mail", ""]


def test_every_word_is_of_a_field_and_of_one_alone() -> None:
    assert set(WORDS) <= set(FIELDS)
    words = [word for several in WORDS.values() for word in several]
    assert len(words) == len(set(words))
