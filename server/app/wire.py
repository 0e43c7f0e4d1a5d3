"""The live wire: every message that a viewer's WebSocket carries, in both directions.

Down: Snapshot or Changed first, then Changed with each tick that has something for the viewer's audience, Ping, and the
lossy Presence, Reactions, Media and Figures, of which the latest wins. Up: Hello first, then the lossy React.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct

from server.domain.messages import ProjectId, Role, SeatId
from server.domain.visibility import Changes, Picture

SAFE = 2**53 - 1
"""The largest integer that every reader of JSON keeps as it is."""


class Reaction(StrEnum):
    """What a viewer may send by one tap."""

    applause = "applause"
    heart = "heart"
    idea = "idea"
    wow = "wow"


class Hello(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="hello"):
    """The first message: where the viewer's picture stands, or nothing where there is none."""

    epoch: Annotated[str, Meta(max_length=64)] | None = None
    seq: Annotated[int, Meta(ge=0, le=SAFE)] | None = None


class React(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="react"):
    """A reaction, counted and forgotten; more than two a second are dropped."""

    reaction: Reaction


class Tally(Struct, frozen=True, kw_only=True):
    """That so many events of one `type` happened, the first of them `at`."""

    type: str
    count: int
    at: datetime


class Welcome(Struct, frozen=True, kw_only=True, tag="welcome"):
    """Who the viewer is now; always the first message, and what follows is a Snapshot or a Changed."""

    seat: SeatId
    role: Role
    project: ProjectId | None
    epoch: str
    now: datetime


class Snapshot(Struct, frozen=True, kw_only=True, tag="snapshot"):
    """The whole picture as this viewer may see it after `seq`; it replaces whatever the viewer had."""

    epoch: str
    seq: int
    views: Picture


class Changed(Struct, frozen=True, kw_only=True, tag="changed"):
    """What the entries `first` to `last` changed for this viewer; a null view is gone.

    `first` is the viewer's last + 1. Anything else means that something was missed: say Hello again on a new socket.
    Events the viewer may not know of are not counted. In a full hall a change is of hundreds of events, nearly all of
    one type, and is sent to thousands: so they are counted, not listed.
    """

    first: int
    last: int
    events: list[Tally]
    views: Changes


class Ping(Struct, frozen=True, kw_only=True, tag="ping"):
    """Every 20 s: the last seq that was sent to everybody, and the server's clock. No answer is needed."""

    seq: int
    now: datetime


class Presence(Struct, frozen=True, kw_only=True, tag="presence"):
    """How many people watch, at most twice a second.

    `partial` where only those at this one of several servers are known, since they do not hear of one another.
    """

    viewers: int
    partial: bool


class Reactions(Struct, frozen=True, kw_only=True, tag="reactions"):
    """How many of each reaction came since the last of these messages."""

    counts: dict[str, int]


class Media(Struct, frozen=True, kw_only=True, tag="media"):
    """The media plane: `sources` publish now (others see only their own), and `workers` serve now.

    A session's address ends in its worker's number, a full stop and more. Whose worker is not among those that serve
    joins again, as soon as any serves.
    """

    workers: list[int]
    sources: list[SeatId]


class Layer(Struct, frozen=True, kw_only=True):
    """One size of a picture: `height` in pixels (0: not known), `bitrate` in bit/s (0: it does not come)."""

    rid: str
    height: int
    bitrate: int


class Arrival(Struct, frozen=True, kw_only=True):
    """How what a seat publishes arrives at the server.

    `bitrate` is of everything, in bit/s; `loss` the share lost on the way, repaired or not, from 0 to 1; `round_trip`
    and `silence`, the time since anything came, are in seconds. `layers` are the picture's, the lowest first.
    """

    bitrate: int
    loss: float
    round_trip: float | None
    silence: float
    layers: tuple[Layer, ...]


class Audience(Struct, frozen=True, kw_only=True):
    """How many are sent the stage, and how many of them see it badly."""

    viewers: int
    troubled: int


class Figures(Struct, frozen=True, kw_only=True, tag="figures"):
    """How media travels, for organizers; whoever publishes is told of that alone, and nobody else anything."""

    sources: dict[SeatId, Arrival]
    audience: Audience | None


Up = Hello | React
Down: Any = Welcome | Snapshot | Changed | Ping | Presence | Reactions | Media | Figures
