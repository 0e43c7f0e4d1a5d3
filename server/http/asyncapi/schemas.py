"""The messages of the socket and of webhooks as types that say all of themselves, and their JSON Schemas."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

from msgspec import UNSET, Struct, UnsetType, defstruct

from server.app import wire
from server.domain.endpoints import EndpointId
from server.domain.messages import RoadshowId
from server.domain.outbox import LEAVES, MOVES, TEST, type_of
from server.domain.visibility import OWN, SHARED
from server.domain.workspace import Work
from server.http.shapes import Shapes


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
    described = {"__doc__": "Views by kind and key; any kind may be absent."}
    return defstruct(name, fields, kw_only=True, omit_defaults=True, namespace=described)


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


def shapes() -> Shapes:
    """The schemas of all of these and of what they hold; every kind of view says by whom it may be seen."""
    described = Shapes(taken=[*up().values()], given=[*down().values(), *hooks().values()])
    for picture in ("Picture", "Changes"):
        for kind, views in described.components[picture]["properties"].items():
            views["x-seen-by"] = audiences(kind)
    return described
