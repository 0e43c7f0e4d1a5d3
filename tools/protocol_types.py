"""Write the browser's types, `web/static/js/protocol.d.ts`, from the messages, views and commands of the server.

`--check` writes nothing and fails where the file is not what it would write.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Final, cast, get_args

from msgspec import Struct
from msgspec import inspect as types

from server.app import wire
from server.domain.ledger import Receipt
from server.domain.roadshow import RULES
from server.errors import SENTENCES
from server.http.asyncapi.schemas import kinds
from tools.sources import ROOT, finish

TARGET: Final = Path("web/static/js/protocol.d.ts")
HEAD: Final = """\
// Written by tools/protocol_types.py from the server's own types; `make types` brings it up to date. Not for editing.
"""
TAIL: Final = """\
/** Every view that may be seen, under its kind and key; a kind without any may be absent. */
export type Picture = { [K in keyof Views]?: Record<string, Views[K]> };

/** The same, with null where a view is gone. */
export type Changes = { [K in keyof Views]?: Record<string, Views[K] | null> };

/** The answer to an accepted command (docs/protocol.md, Commands). */
export interface Acknowledgement {
  seq: number;
  at: string;
  created?: string | null;
  receipt?: Receipt | null;
}

/** The body of a refusal (RFC 9457). */
export interface Problem {
  status: number;
  title: string;
  code: Code;
  detail: string;
  reference?: string;
}
"""

_PICTURES: Final = {(wire.Snapshot, "views"): "Picture", (wire.Changed, "views"): "Changes"}


class Declarations:
    """The named types that are needed, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts.values())

    def struct(self, cls: type[Struct]) -> str:
        """Declare a struct, and what its fields need, and return its name."""
        if cls.__name__ not in self._texts:
            self._texts[cls.__name__] = ""
            self._texts[cls.__name__] = self._interface(cls)
        return cls.__name__

    def enum(self, cls: type[Enum]) -> str:
        """Declare an enumeration as the union of its values and return its name."""
        self._texts[cls.__name__] = alias(cls.__name__, (f'"{member.value}"' for member in cls), cls.__doc__)
        return cls.__name__

    def text(self, of: types.Type) -> str:
        """How a type is written in TypeScript."""
        return _WRITERS[type(of)](self, of)

    def record(self, of: types.DictType) -> str:
        """How a dict is written; one with an enumeration for keys need not have them all."""
        record = f"Record<{self.text(of.key_type)}, {self.text(of.value_type)}>"
        return f"Partial<{record}>" if isinstance(of.key_type, types.EnumType) else record

    def _interface(self, cls: type[Struct]) -> str:
        struct = cast(types.StructType, types.type_info(cls))
        tag = [f'  type: "{struct.tag}";'] if struct.tag else []
        fields = [self._field(cls, field) for field in struct.fields]
        return "\n".join([comment(cls.__doc__), f"export interface {cls.__name__} {{", *tag, *fields, "}\n"])

    def _field(self, cls: type[Struct], field: types.Field) -> str:
        # What the server writes is there in full, unless it leaves defaults out; what it reads may leave them out.
        config = cls.__struct_config__
        loose = not field.required and (config.omit_defaults or config.forbid_unknown_fields)
        written = _PICTURES.get((cls, field.encode_name)) or self.text(field.type)
        return f"  {field.encode_name}{'?' if loose else ''}: {written};"


def generate() -> str:
    """The whole file."""
    declared = Declarations()
    down, up = ([declared.struct(cls) for cls in get_args(union)] for union in (wire.Down, wire.Up))
    commands = [declared.struct(rule) for rule in RULES]
    declared.struct(Receipt)
    views = [f"  {kind}: {declared.struct(view)};" for kind, view in kinds().items()]
    unions = [
        alias("Down", down, "What a socket brings."),
        alias("Up", up, "What a socket takes."),
        alias("Command", commands, "What a seat may ask for, by POST."),
        alias("Code", (f'"{code}"' for code in SENTENCES), "Why something was refused."),
    ]
    table = "\n".join(["/** The kinds of views. */", "export interface Views {", *views, "}\n"])
    return "\n".join([HEAD, *declared, *unions, table, TAIL])


def comment(text: str | None) -> str:
    """A doc comment of the first paragraph."""
    paragraph = " ".join((text or "").split("\n\n")[0].split())
    return f"/** {paragraph} */"


def alias(name: str, members: Iterable[str], text: str | None) -> str:
    """A union under a name, a member a line."""
    return "\n".join([comment(text), f"export type {name} =", *(f"  | {member}" for member in members)]) + ";\n"


_WRITERS: Final[dict[type, Callable[[Declarations, Any], str]]] = {
    types.StrType: lambda _, of: "string",
    types.DateType: lambda _, of: "string",
    types.DateTimeType: lambda _, of: "string",
    types.IntType: lambda _, of: "number",
    types.FloatType: lambda _, of: "number",
    types.BoolType: lambda _, of: "boolean",
    types.NoneType: lambda _, of: "null",
    types.EnumType: lambda names, of: names.enum(of.cls),
    types.StructType: lambda names, of: names.struct(of.cls),
    types.UnionType: lambda names, of: " | ".join(names.text(member) for member in of.types),
    types.ListType: lambda names, of: f"{names.text(of.item_type)}[]",
    types.VarTupleType: lambda names, of: f"readonly {names.text(of.item_type)}[]",
    types.DictType: lambda names, of: names.record(of),
}


def main(arguments: list[str]) -> list[str]:
    """Write the file, or with `--check` say whether it is out of date."""
    path, fresh = ROOT / TARGET, generate()
    if "--check" not in arguments:
        path.write_text(fresh, encoding="utf-8")
        return []
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    return [] if there == fresh else [f"{TARGET}: not what the server's types say; run make types"]


if __name__ == "__main__":
    finish(main(sys.argv[1:]))
