"""Endpoints: where an organizer wants messages sent, which of them, how written, and under which secrets."""

from base64 import b64encode
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, NewType
from urllib.parse import urlsplit

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from server.domain.addresses import PORTS, Network, parsed, permitted
from server.domain.messages import PersonId, RoadshowId, SeatId
from server.domain.outbox import TYPES
from server.errors import Invalid, Malformed

EndpointId = NewType("EndpointId", str)
Url = Annotated[str, Meta(max_length=500)]
# What is told to readers of the schema; `checked_types` sees to it.
Type = Annotated[str, Meta(extra_json_schema={"enum": TYPES})]
Types = Annotated[tuple[Type, ...], Meta(extra_json_schema={"minItems": 1})]

MOST: Final = 10
OVERLAP: Final = timedelta(hours=24)
"""How long the secret before is still signed with, so that a receiver may change to the new one at leisure."""

PREFIX: Final = "whsec_"
DEFAULT_PORTS: Final = {"https": 443, "http": 80}


class BodyFormat(StrEnum):
    """How a message is written: as Standard Webhooks has it, or in the structured mode of CloudEvents 1.0."""

    standard = "standard"
    cloudevents = "cloudevents"


class EndpointState(StrEnum):
    """Whether anything is sent; `gone` is what the receiver said itself, with status 410."""

    active = "active"
    disabled = "disabled"
    gone = "gone"


class Secret(Struct, frozen=True, kw_only=True):
    """A key that signs, for ever or until `ends_at`."""

    value: bytes
    ends_at: datetime | None = None

    def shown(self) -> str:
        """As receivers configure it."""
        return PREFIX + b64encode(self.value).decode()


class Endpoint(Struct, frozen=True, kw_only=True):
    """One receiver; `seat` and `person` are the organizer's who added it, and `secrets` begin with the newest."""

    id: EndpointId
    roadshow: RoadshowId
    seat: SeatId
    person: PersonId
    url: str
    types: tuple[str, ...]
    body: BodyFormat
    secrets: tuple[Secret, ...]
    created_at: datetime
    state: EndpointState = EndpointState.active
    paused_until: datetime | None = None

    def live(self, at: datetime) -> tuple[Secret, ...]:
        """The secrets that sign now."""
        return tuple(secret for secret in self.secrets if secret.ends_at is None or at < secret.ends_at)

    def rotated(self, value: bytes, at: datetime) -> "Endpoint":
        """The same with a new secret; the last one signs beside it for OVERLAP, any older one no more."""
        last = replace(self.secrets[0], ends_at=at + OVERLAP)
        return replace(self, secrets=(Secret(value=value), last))


class NewEndpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organizer says of an endpoint that is to be."""

    url: Url
    types: Types
    body: BodyFormat = BodyFormat.standard

    def checked(self, allowed: tuple[Network, ...]) -> "NewEndpoint":
        """The same, with each type once; raises Invalid."""
        return replace(self, url=checked_url(self.url, allowed), types=checked_types(self.types))


class EndpointChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organizer changes of an endpoint; what is left out stays."""

    types: Types | UnsetType = UNSET
    body: BodyFormat | UnsetType = UNSET
    active: bool | UnsetType = UNSET

    def applied(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint after the change; raises Invalid. One that is set active may be sent to at once."""
        if self.types is not UNSET:
            endpoint = replace(endpoint, types=checked_types(self.types))
        if self.body is not UNSET:
            endpoint = replace(endpoint, body=self.body)
        if self.active is UNSET:
            return endpoint
        state = EndpointState.active if self.active else EndpointState.disabled
        return replace(endpoint, state=state, paused_until=None)


def checked_types(types: tuple[str, ...]) -> tuple[str, ...]:
    """Each type once, in the order of the table; raises Malformed where there is none, or one nobody sends."""
    if not types or set(types) - set(TYPES):
        raise Malformed("form_malformed", "types")
    return tuple(each for each in TYPES if each in types)


def checked_url(url: str, allowed: tuple[Network, ...]) -> str:
    """The address without space around it; raises Invalid where nothing is ever sent to such an address.

    What a host name leads to is looked at with each attempt, since it may change between two.
    """
    url = url.strip()
    try:
        scheme, host, port = destination(url)
    except ValueError:
        raise Invalid("url_refused") from None
    literal = parsed(host)
    if literal and not permitted(literal, scheme, port, allowed):
        raise Invalid("address_refused")
    if not allowed and (scheme != "https" or port not in PORTS):
        raise Invalid("url_refused")
    return url


def destination(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address; ValueError where it is none to send a webhook to."""
    parts = urlsplit(url)
    plain = url.isascii() and url.isprintable() and " " not in url
    if not (plain and parts.scheme in DEFAULT_PORTS and parts.hostname) or "@" in parts.netloc or parts.fragment:
        raise ValueError(url)
    return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme]
