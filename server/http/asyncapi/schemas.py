"""The messages of the socket and of webhooks as types that say all of themselves, and their JSON Schemas."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

import msgspec
from msgspec import UNSET, Struct, UnsetType, defstruct

from server.app import wire
from server.domain.endpoints import EndpointId
from server.domain.messages import RoadshowId
from server.domain.outbox import LEAVES, MOVES, TEST, type_of
from server.domain.visibility import OWN, SHARED
from server.domain.workspace import Work

TEMPLATE: Final = "#/components/schemas/{name}"

Schema = dict[str, Any]


def kinds() -> dict[str, type[Struct]]:
    """The type of each kind of view, as its looks return it."""
    shared = {kind: _returned(shared.organizer) for kind, shared in SHARED.items()}
    return {**shared, **{kind: _returned(own.look) for kind, own in OWN.items()}}


def _returned(look: Callable[..., Any] | None) -> type[Struct]:
    hint = get_type_hints(look)["return"]
    (struct,) = [member for member in get_args(hint) or (hint,) if member is not NoneType]
    cls: type[Struct] = struct
    return cls


def audiences(kind: str) -> list[str]:
    """Who may be sent views of a kind: any of the three audiences, or `own` for the person they are about."""
    shared = SHARED.get(kind)
    if shared is None:
        return ["own"]
    return [audience for audience in ("public", "presenter", "organizer") if getattr(shared, audience)]


def up() -> dict[str, type[Struct]]:
    """What a client may send, by `type`."""
    return {_tag(message): message for message in get_args(wire.Up)}


def down() -> dict[str, type[Struct]]:
    """What a client is sent, by `type`; views are described kind by kind, as no encoder needs them to be."""
    views: dict[type, dict[str, Any]] = {
        wire.Snapshot: {"views": _every_kind("Picture", lambda view: view)},
        wire.Changed: {"views": _every_kind("Changes", lambda view: view | None)},
    }
    return {_tag(message): _closer(message, views.get(message, {})) for message in get_args(wire.Down)}


def _tag(message: type[Struct]) -> str:
    return str(message.__struct_config__.tag)


def _every_kind(name: str, of: Callable[[type[Struct]], Any]) -> type[Struct]:
    fields = [(kind, dict[str, of(view)] | UnsetType, UNSET) for kind, view in kinds().items()]  # type: ignore[misc]
    return defstruct(name, fields, namespace={"__doc__": f"{name}: views by kind and key; any kind may be absent."})


def _closer(message: type[Struct], fields: Mapping[str, Any]) -> type[Struct]:
    """The same message with some fields described more closely."""
    hints = {**get_type_hints(message, include_extras=True), **fields}
    given = [(name, hints[name]) for name in message.__struct_fields__]
    described = {"__doc__": message.__doc__}
    return defstruct(message.__name__, given, kw_only=True, tag=_tag(message), namespace=described)


def hooks() -> dict[str, type[Struct]]:
    """What a webhook is sent, by `type`, in the plain form."""
    events = {type_of(event): _data(event, names, seq=int) for event, names in LEAVES.items()}
    moves = {type_: _data(Work, names) for type_, names in MOVES.items()}
    test = {TEST: [("roadshow", RoadshowId), ("link", str), ("endpoint", EndpointId)]}
    return {type_: _hook(type_, fields) for type_, fields in {**events, **moves, **test}.items()}


def _data(of: type[Struct], names: Sequence[str], **also: Any) -> list[tuple[str, Any]]:
    hints = get_type_hints(of, include_extras=True)
    return [("roadshow", RoadshowId), ("link", str), *also.items(), *((name, hints[name]) for name in names)]


def _hook(type_: str, fields: Sequence[tuple[str, Any]]) -> type[Struct]:
    name = "".join(part.title() for part in type_.replace("_", ".").split("."))
    data = defstruct(f"{name}Data", fields, kw_only=True)
    return defstruct(f"{name}Hook", [("timestamp", datetime), ("data", data)], kw_only=True, tag=type_)


def components(messages: Sequence[type[Struct]]) -> dict[str, Schema]:
    """The schemas of messages and of all they hold, by the names that they refer to one another by."""
    _, found = msgspec.json.schema_components(messages, ref_template=TEMPLATE)
    for schema in found.values():
        _settle(schema)
    for name in ("Picture", "Changes"):
        for kind, views in found.get(name, {}).get("properties", {}).items():
            views["x-seen-by"] = audiences(kind)
    return found


def _settle(schema: Schema) -> None:
    """Say what is certain: text of one paragraph, and that what the server writes is there in full."""
    _spell_patterns(schema)
    if "description" in schema:
        schema["description"] = "\n\n".join(_paragraphs(schema["description"]))
    optional = schema["title"] in ("Picture", "Changes") or schema.get("additionalProperties") is False
    if "properties" in schema and not optional:
        schema["required"] = list(schema["properties"])


def _spell_patterns(part: Any) -> None:
    """Write the ends of patterns as JSON Schema has them (ECMA-262), where `$` takes no line feed as Python's does."""
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _spell_patterns(each)
    if isinstance(part, dict) and isinstance(pattern := part.get("pattern"), str):
        part["pattern"] = pattern.replace(r"\A", "^").replace(r"\Z", "$")


def _paragraphs(text: str) -> Iterator[str]:
    return (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
