from typing import Annotated

from msgspec import Meta, Struct

from server.domain import agenda
from server.http.shapes import Shapes

Code = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]


class Inner(Struct, kw_only=True):
    """Of two
    lines."""

    code: Code = "CNY"


class Sparse(Struct, kw_only=True, omit_defaults=True):
    note: str = ""


class Taken(Struct, kw_only=True):
    name: str
    size: int | None = None


class Given(Struct, kw_only=True):
    inner: list[Inner]
    sparse: Sparse | None = None
    taken: Taken | None = None


class Meeting(Struct):
    at: int


def test_a_reader_may_rely_on_every_field_that_is_written_in_full() -> None:
    schemas = Shapes([Taken], [Given]).components

    assert schemas["Given"]["required"] == ["inner", "sparse", "taken"]
    assert schemas["Inner"]["required"] == ["code"]
    assert schemas["Sparse"]["required"] == []
    assert schemas["Taken"]["required"] == ["name"]


def test_patterns_are_those_of_every_language_and_descriptions_are_lines() -> None:
    inner = Shapes([], [Given]).components["Inner"]

    assert inner["properties"]["code"]["pattern"] == "^[A-Z]{3}$"
    assert inner["description"] == "Of two lines."


def test_a_query_has_no_null() -> None:
    assert list(Shapes([Taken], []).fields(Taken)) == [
        ("name", {"type": "string"}, True),
        ("size", {"type": "integer"}, False),
    ]


def test_two_of_a_name_keep_the_last_name_of_their_modules() -> None:
    shapes = Shapes([], [Meeting, agenda.Meeting])

    assert {name for name in shapes.components if name.endswith("Meeting")} == {"test_shapes.Meeting", "agenda.Meeting"}
    assert shapes.of(Meeting) == {"$ref": "#/components/schemas/test_shapes.Meeting"}
