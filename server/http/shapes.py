"""The JSON Schemas of the types that requests are parsed as and answers are written from, as the contract has them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec import inspect as types

Schema = dict[str, Any]

REFERENCE: Final = "#/components/schemas/"


class Shapes:
    """The schemas of some types: `taken` ones are what a sender may say, `given` ones what a reader can rely on."""

    def __init__(self, taken: Sequence[Any], given: Sequence[Any]) -> None:
        """Take the types; two of one name keep it apart by their modules."""
        wanted = [*taken, *given]
        made, components = msgspec.json.schema_components(wanted, ref_template=REFERENCE + "{name}")
        self.components: dict[str, Schema] = {_short(name): _plain(schema) for name, schema in components.items()}
        self._made = dict(zip(map(repr, wanted), _plain(list(made)), strict=True))
        self._fill(set(_structs(given)) - set(_structs(taken)))

    def of(self, shape: Any) -> Schema:
        """The schema of one of the types."""
        schema: Schema = self._made[repr(shape)]
        return schema

    def name(self, struct: type[Struct]) -> str:
        """Under which name the schema of a struct is."""
        full = f"{struct.__module__.rpartition('.')[2]}.{struct.__name__}"
        return full if full in self.components else struct.__name__

    def fields(self, struct: type[Struct]) -> Iterator[tuple[str, Schema, bool]]:
        """The name and schema of each field of a struct, and whether it must be there; nothing stands for null."""
        schema = self.components[self.name(struct)]
        for name, field in schema["properties"].items():
            yield name, _without_null(field), name in schema.get("required", ())

    def _fill(self, written: set[type[Struct]]) -> None:
        """What is written is there in full unless it leaves defaults out; only senders may leave things out."""
        for cls in written:
            schema = self.components.get(self.name(cls))
            if schema is not None and not cls.__struct_config__.omit_defaults:
                schema["required"] = list(schema["properties"])


def _short(name: str) -> str:
    """The name of a schema; where there are two of a name, with the last name of its module."""
    return ".".join(name.split(".")[-2:])


def _plain(schema: Any) -> Any:
    """The same for every reader of JSON Schema: patterns as ECMA-262 has them, and descriptions in one line."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if isinstance(schema, dict):
        return {key: _spelt(key, value) if isinstance(value, str) else _plain(value) for key, value in schema.items()}
    return schema


def _spelt(key: str, text: str) -> str:
    if key == "pattern":
        return text.replace(r"\A", "^").replace(r"\Z", "$")
    if text.startswith(REFERENCE):
        return REFERENCE + _short(text.removeprefix(REFERENCE))
    return " ".join(text.split()) if key == "description" else text


def _without_null(field: Schema) -> Schema:
    kept = {key: value for key, value in field.items() if (key, value) != ("default", None)}
    if "anyOf" not in field:
        return kept
    others = [each for each in kept.pop("anyOf") if each != {"type": "null"}]
    return {**kept, **others[0]} if len(others) == 1 else {**kept, "anyOf": others}


def _structs(wanted: Sequence[Any]) -> Iterator[type[Struct]]:
    """Every struct that the types are made of, once."""
    left, seen = list(types.multi_type_info(wanted)), set()
    while left:
        one = left.pop()
        if isinstance(one, types.StructType) and one.cls not in seen:
            seen.add(one.cls)
            yield one.cls
            left += [field.type for field in one.fields]
        elif not isinstance(one, types.StructType):
            left += _parts(one)


def _parts(one: types.Type) -> list[types.Type]:
    """What a type that is no struct is made of."""
    values = [getattr(one, name) for name in one.__struct_fields__]
    several = [each for value in values if isinstance(value, tuple) for each in value]
    return [each for each in (*values, *several) if isinstance(each, types.Type)]
