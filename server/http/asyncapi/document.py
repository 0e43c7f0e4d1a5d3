"""The AsyncAPI 3.0 document: a channel for the socket of a seat, with its close codes, and one for webhooks."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from server.app import feed
from server.domain.endpoints import BodyFormat
from server.http.asyncapi import schemas
from server.http.shapes import REFERENCE
from server.ws import endpoint, gate

Part = dict[str, Any]

VERSION: Final = "1.0.0"

CLOSES: Final[Mapping[int, str]] = {
    feed.RESTARTING: "the server is restarting; a reason, where there is one, is the number of seconds over which to "
    "spread coming back",
    feed.BEHIND: "behind by too much to catch up on this socket",
    feed.CHANGED: "your role or project changed",
    feed.SLOW: "too slow a reader",
    feed.SIGNED_OUT: "signed out",
    feed.REMOVED: "removed from the roadshow",
    endpoint.MALFORMED: "not a message of this protocol",
    endpoint.TOO_MANY: "too many messages, or sockets of one seat",
    gate.NO_SEAT: "no such seat, or not yours",
}
"""Why the server closes a socket, by code."""

_SOCKET: Final = """\
Text messages, one JSON object each. The client sends `hello` with the `epoch` and `seq` of the picture it holds, or
with neither; the server sends `welcome`, then `changed` if it can take the client from there to now, else `snapshot`;
then `changed` for whatever is new. `changed.first` is the client's last `seq` + 1; anything else means that something
was missed: close, connect and say `hello` again. A browser says in `Origin` that it shows a page of this server. Where
there is no room, the handshake is answered 503 or 429 with `Retry-After`.
"""
_HOOK: Final = """\
Signed as Standard Webhooks 1.0.0 says, and posted to an address that an organizer named. An answer of 200 to 299 takes
it, 410 ends the endpoint, and after any other it is sent again with the same `webhook-id`. An endpoint may ask for
CloudEvents 1.0 in the structured mode instead: there `data` is the same, `time` is the timestamp, and the type begins
with the house's host name backwards.
"""


def document(origin: str) -> Part:
    """The whole document, for a house that is met at this origin."""
    address, fixed = urlsplit(origin), _fixed()
    secure = address.scheme == "https"
    session = {**_SESSION, "name": "__Host-roadshow" if secure else "roadshow"}
    server = {
        "host": address.netloc,
        "protocol": "wss" if secure else "ws",
        "security": [{"$ref": "#/components/securitySchemes/session"}],
    }
    return {
        **fixed,
        "servers": {"house": server, "receiver": _RECEIVER},
        "components": {**fixed["components"], "securitySchemes": {"session": session}},
    }


@cache
def _fixed() -> Part:
    up, down, hooks = schemas.up(), schemas.down(), schemas.hooks()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Roadshow: sockets and webhooks",
            "version": VERSION,
            "description": "Made of the types that the server encodes and decodes. Ignore fields, kinds of views and "
            "types of messages that you do not know.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {"seat": _seat([*up, *down]), "webhook": _webhook(hooks)},
        "operations": {
            "listen": _operation("receive", "seat", up, "What a client may say; all else is done by POST."),
            "tell": _operation("send", "seat", down, "What a client is told."),
            "deliver": {**_operation("send", "webhook", hooks, "What a receiver is sent."), "bindings": _POST},
        },
        "components": {
            "messages": {**_messages({**up, **down}), **_messages(hooks, {"headers": _HEADERS})},
            "schemas": schemas.shapes().components,
        },
    }


def _seat(messages: Iterable[str]) -> Part:
    return {
        "address": "/ws/{seat}",
        "title": "The socket of a seat",
        "description": _SOCKET,
        "servers": [{"$ref": "#/servers/house"}],
        "parameters": {"seat": {"description": "One person in one roadshow in one role."}},
        "messages": _named(messages),
        "bindings": {"ws": {"method": "GET"}},
        "x-close-codes": {str(code): why for code, why in CLOSES.items()},
    }


def _webhook(messages: Iterable[str]) -> Part:
    return {
        "address": None,
        "title": "An endpoint of an organizer's",
        "description": _HOOK,
        "servers": [{"$ref": "#/servers/receiver"}],
        "messages": _named(messages),
        "x-body-formats": [format.value for format in BodyFormat],
    }


def _named(messages: Iterable[str]) -> Part:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in messages}


def _operation(action: str, channel: str, messages: Iterable[str], summary: str) -> Part:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in messages],
    }


def _messages(types: Mapping[str, type[Struct]], also: Part | None = None) -> Part:
    return {
        name: {"name": name, "payload": {"$ref": REFERENCE + type_.__name__}, **(also or {})}
        for name, type_ in types.items()
    }


_SESSION: Final[Part] = {"type": "httpApiKey", "in": "cookie", "description": "The session of who has come in."}
_HEADERS: Final[Part] = {
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
    "properties": {
        "webhook-id": {"type": "string", "description": "The same at every attempt, and for every receiver."},
        "webhook-timestamp": {"type": "string", "pattern": "^[0-9]+$", "description": "Seconds since 1970."},
        "webhook-signature": {"type": "string", "description": "`v1,` and base64, one for each secret that is live."},
    },
}
_POST: Final[Part] = {"http": {"method": "POST", "bindingVersion": "0.3.0"}}
_RECEIVER: Final[Part] = {
    "host": "{receiver}",
    "protocol": "https",
    "variables": {"receiver": {"description": "The host of the address that an organizer named."}},
}
