from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

import msgspec
import pytest
from msgspec import inspect
from reportlab.pdfgen.canvas import Canvas

from server.app.invitations import Wanted
from server.domain.accounts import Introduction
from server.domain.endpoints import NewEndpoint
from server.domain.materials import MaterialChange
from server.domain.messages import Line, Minor
from server.domain.roadshow import RULES
from server.domain.terms import Percent
from server.domain.workspace import NewNote, NoteChange, WorkChange
from tests.rights.marks import Marked, holds, unpacked
from tests.rights.scene import home_in_full
from tests.rights.table import FIELDS, READERS

AGAIN: Final = {"roadshow.revise": "roadshow.plan", "pitch.revise": "pitch.add", "intent.revise": "intent.state"}
"""Commands whose fields replace those of another one, and are shown as those are."""

TOLD: Final = {
    "roadshow.plan preset",
    *(f"intent.enter {name}" for name in ("condition", "conditions", "confidence", "nda_reference", "valuation")),
}
"""The house's own words, which everybody may read, and what the host enters, which is told as what is stated."""

ELSEWHERE: Final[Mapping[type, Mapping[str, str]]] = {
    Introduction: {name: f"an investor's {name}, with consent" for name in ("name", "organisation", "contact")},
    Wanted: {name: f"{name} in an invitation" for name in ("name", "organisation", "contact")} | {"project": ""},
    NewNote: {"text": "a presenter's note"},
    NoteChange: {"text": "a presenter's note"},
    WorkChange: {
        "next_step": "next step of a lead",
        "tags": "tag of a lead",
        "external": "identity of a lead elsewhere",
    },
    MaterialChange: {"name": "name of a document"},
    NewEndpoint: {"url": "address of a webhook", "types": ""},
}
"""What is filled in elsewhere than in commands; "" names what is there already, and is not shown by itself."""

LENGTH: Final = inspect.type_info(Line).max_length  # type: ignore[attr-defined]
RANGES: Final = [(each.ge, each.le) for each in map(inspect.type_info, (Minor, Percent))]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, str | int], Mapping[str, bytes]]:
    """The marks, and all that a reader of each column is sent."""
    with home_in_full(tmp_path_factory.mktemp("fields")) as home:
        evening = Marked(home)
        evening.run()
        return evening.marks, {column: evening.seen(who) for column, who in READERS.items()}


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_filled_in_is_sent_to_whom_its_line_says_and_to_nobody_else(
    seen: tuple[Mapping[str, str | int], Mapping[str, bytes]], field: str
) -> None:
    marks, sent = seen

    found = {column: "yes" if holds(sent[column], marks[field]) else "no" for column in READERS}

    assert found == FIELDS[field]


def test_what_stands_on_printed_pages_is_read_too() -> None:
    paper = BytesIO()
    sheet = Canvas(paper)
    sheet.drawString(72, 72, "QprintedZ")
    sheet.save()

    assert holds(unpacked(paper.getvalue()), "QprintedZ")


def test_every_mark_has_its_line(seen: tuple[Mapping[str, str | int], Mapping[str, bytes]]) -> None:
    assert set(seen[0]) == set(FIELDS)


@pytest.mark.parametrize("command", RULES, ids=lambda command: str(command.__struct_config__.tag))
def test_every_text_and_every_amount_of_a_command_has_its_line(command: Any) -> None:
    name = str(command.__struct_config__.tag)
    wanted = {f"{AGAIN.get(name, name)} {field}" for field in told(command)}
    if f"{name} terms" in wanted:
        wanted = {f"{name} {field}" for field in told(inspect_of(command, "terms"))}

    assert wanted - TOLD - set(FIELDS) == set()


@pytest.mark.parametrize("form", ELSEWHERE, ids=lambda form: str(form.__name__))
def test_every_text_that_is_filled_in_elsewhere_has_its_line(form: Any) -> None:
    assert set(told(form)) <= set(ELSEWHERE[form])
    assert {line for line in ELSEWHERE[form].values() if line} <= set(FIELDS)


def told(form: type) -> Iterator[str]:
    """The fields in which words of somebody or an amount may stand."""
    return (field.name for field in msgspec.structs.fields(form) if carries(inspect.type_info(field.type)))


def carries(kind: Any) -> bool:
    """Whether words or an amount may stand in a type: not identities, choices, times and limits."""
    if isinstance(kind, inspect.StrType):
        return kind.pattern is None and (kind.max_length or LENGTH) >= LENGTH
    if isinstance(kind, inspect.IntType):
        return (kind.ge, kind.le) in RANGES
    inside = [getattr(kind, name) for name in ("type", "item_type", "key_type", "value_type") if hasattr(kind, name)]
    inside += [*getattr(kind, "types", ()), *(field.type for field in getattr(kind, "fields", ()))]
    return any(carries(each) for each in inside if not isinstance(each, type))


def inspect_of(command: Any, name: str) -> Any:
    """The struct that stands in a field, where it is there at all."""
    [field] = (each for each in inspect.type_info(command).fields if each.name == name)  # type: ignore[attr-defined]
    return next(each.cls for each in field.type.types if isinstance(each, inspect.StructType))
