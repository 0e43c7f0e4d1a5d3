"""A message as its receiver reads it: plain, or as CloudEvents 1.0 in structured mode.

The same message is the same bytes at every attempt, but for an operator who moves the house.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from server.domain.addresses import parsed
from server.domain.endpoints import BodyFormat, Endpoint
from server.domain.ledger import stamp
from server.domain.outbox import Message


class Body(Struct, frozen=True):
    """What is posted, and what it is."""

    content: bytes
    content_type: str


def written(message: Message, endpoint: Endpoint, house: str) -> Body:
    """The body for an endpoint; `house` is the address of the pages, without a slash at the end."""
    write, content_type = FORMATS[endpoint.body]
    data = {**message.fields, "link": _link(message, endpoint, house)}
    return Body(msgspec.json.encode(write(message, data, house)), content_type)


def _standard(message: Message, data: dict[str, Any], house: str) -> dict[str, Any]:
    return {"type": message.type, "timestamp": stamp(message.at), "data": data}


def _cloudevent(message: Message, data: dict[str, Any], house: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": message.id,
        "source": f"{house}/r/{message.roadshow}",
        "type": f"{_reversed(house)}.{message.type}",
        "time": stamp(message.at),
        "datacontenttype": "application/json",
        "data": data,
    }


def _reversed(house: str) -> str:
    """The host backwards, as CloudEvents wants types to begin; one that has no name is called roadshow."""
    host = urlsplit(house).hostname or ""
    return "roadshow" if "." not in host or parsed(host) else ".".join(reversed(host.split(".")))


def _link(message: Message, endpoint: Endpoint, house: str) -> str:
    """Where the organizer who added the endpoint reads the rest."""
    leads = f"{house}/s/{endpoint.seat}/leads"
    if lead := message.fields.get("lead"):
        return f"{leads}?lead={lead}"
    return leads if message.type.startswith(PERSONAL) else f"{house}/r/{message.roadshow}"


PERSONAL: Final = ("intent.", "consent.")

Write = Callable[[Message, dict[str, Any], str], dict[str, Any]]

FORMATS: Final[dict[BodyFormat, tuple[Write, str]]] = {
    BodyFormat.standard: (_standard, "application/json"),
    BodyFormat.cloudevents: (_cloudevent, "application/cloudevents+json"),
}
