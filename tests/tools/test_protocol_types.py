from enum import StrEnum

import pytest
from msgspec import Struct

from tools import protocol_types
from tools.protocol_types import TARGET, Declarations, generate, main
from tools.sources import ROOT


class Colour(StrEnum):
    """Of the light."""

    red = "red"
    green = "green"


class Lamp(Struct, frozen=True, kw_only=True):
    """A lamp.

    Not said in the browser.
    """

    colour: Colour = Colour.red
    watts: dict[Colour, int]
    names: tuple[str, ...]


class SwitchLamp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="lamp.switch"):
    """Switch it."""

    on: bool | None = None


def test_the_browser_has_the_types_that_the_server_speaks() -> None:
    assert (ROOT / TARGET).read_text(encoding="utf-8") == generate()


def test_what_the_server_writes_is_there_in_full_and_declared_once_with_what_it_needs() -> None:
    declared = Declarations()

    name = declared.struct(Lamp)
    declared.struct(Lamp)

    assert name == "Lamp"
    assert list(declared) == [
        "/** A lamp. */\nexport interface Lamp {\n"
        "  colour: Colour;\n  watts: Partial<Record<Colour, number>>;\n  names: readonly string[];\n}\n",
        '/** Of the light. */\nexport type Colour =\n  | "red"\n  | "green";\n',
    ]


def test_what_the_server_reads_may_leave_defaults_out_and_carries_its_tag() -> None:
    declared = Declarations()

    declared.struct(SwitchLamp)

    assert list(declared) == [
        '/** Switch it. */\nexport interface SwitchLamp {\n  type: "lamp.switch";\n  on?: boolean | null;\n}\n'
    ]


def test_a_file_that_is_out_of_date_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol_types, "generate", lambda: "something newer")

    complaints = main(["--check"])

    assert complaints == [f"{TARGET}: not what the server's types say; run make types"]
