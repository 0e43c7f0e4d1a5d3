"""What the media plane promises to whoever embeds it.

A *room* has sources and one stage. A *source* is whoever publishes (a camera, a screen share, an encoder); it is heard
and seen by nobody until it is put on the stage or previewed. The *stage* is a feed that exists for as long as the room
does: a viewer joins it once and stays on the same connection through every change of source, empty stage included.

Errors form one tree::

    MediaError                  code
    ├── OfferRefused            offer_malformed | offer_too_large | offer_unsupported
    ├── SessionUnknown          session_unknown
    ├── IceStale                ice_stale
    ├── PlaneFull               plane_full        (temporary)
    └── PlaneUnavailable        plane_unavailable (temporary: the worker is being replaced)
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import ClassVar, Literal, NewType, Protocol

from msgspec import Struct

RoomId = NewType("RoomId", str)
SourceId = NewType("SourceId", str)
SessionId = NewType("SessionId", str)

Quality = Literal["low", "middle", "high"]
"""The most a viewer wants of a picture that its publisher sends in several sizes; with one size they are the same."""


class MediaError(Exception):
    """A refusal the caller can act on; `code` is stable, `detail` says in English what to change."""

    code: ClassVar[str] = "media_error"
    temporary: ClassVar[bool] = False

    def __init__(self, detail: str, code: str | None = None) -> None:
        """Keep `detail` for the caller and let a subclass with several codes name the one that applies."""
        super().__init__(detail)
        self.detail = detail
        self.reason = code or self.code


class OfferRefused(MediaError):
    """The SDP offer cannot be answered; sending the same offer again will not help."""

    code = "offer_malformed"


class SessionUnknown(MediaError):
    """No such session, or it has ended."""

    code = "session_unknown"


class IceStale(MediaError):
    """A fragment belongs to an ICE session that a restart has replaced."""

    code = "ice_stale"


class PlaneFull(MediaError):
    """A limit of this plane is reached; an ended session makes room."""

    code = "plane_full"
    temporary = True


class PlaneUnavailable(MediaError):
    """The worker is starting or being replaced; the same offer may be answered in a second."""

    code = "plane_unavailable"
    temporary = True


class Answer(Struct, frozen=True, kw_only=True):
    """The SDP answer and the session it opened; the session ends by `end`, by ICE silence or with its worker.

    `ice` names the ICE session, which a restart replaces.
    """

    session: SessionId
    sdp: str
    ice: str = ""


class SourceStarted(Struct, frozen=True, kw_only=True, tag="source.started"):
    """A source's first media packet was authenticated; codecs are SDP encoding names, absent where not offered."""

    room: RoomId
    source: SourceId
    session: SessionId
    video: str | None = None
    audio: str | None = None


class SourceStopped(Struct, frozen=True, kw_only=True, tag="source.stopped"):
    """A source that had started is gone: it ended, fell silent or was replaced by a new session of its own."""

    room: RoomId
    source: SourceId
    session: SessionId


class SessionEnded(Struct, frozen=True, kw_only=True, tag="session.ended"):
    """A publisher's or viewer's session is gone, however it ended; the last there is to hear of it."""

    room: RoomId
    session: SessionId


class Layer(Struct, frozen=True, kw_only=True):
    """One size of a source's picture: its height in pixels (0: not known) and bit/s (0: it does not flow)."""

    rid: str
    height: int
    bitrate: int


class SourceMeasured(Struct, frozen=True, kw_only=True, tag="source.measured"):
    """How a source that has started arrives: every 2 s or so, where something worth telling has changed.

    `bitrate` is of everything, in bit/s; `loss` the share lost on the way before any repair, from 0 to 1; `round_trip`
    and `silence`, the time since anything came, are in seconds. `layers` are the picture's, the lowest first.
    """

    room: RoomId
    source: SourceId
    session: SessionId
    bitrate: int
    loss: float
    round_trip: float | None
    silence: float
    layers: tuple[Layer, ...]


class AudienceMeasured(Struct, frozen=True, kw_only=True, tag="audience.measured"):
    """How many watch a room's stage, and how many of them see it badly; every 2 s or so, where that has changed.

    Nothing is told of a room where nobody has had trouble.
    """

    room: RoomId
    viewers: int
    troubled: int


class Delivery(Struct, frozen=True, kw_only=True, array_like=True):
    """How one viewer gets the stage (`source` None) or a preview; None is what is not known or not sent.

    `layer` counts the picture's sizes that flow from 0, the smallest. `bitrate` is what is sent and `estimate` what the
    viewer believes it could be sent, in bit/s; `loss` is the share of its picture lost in the last seconds, from 0
    to 1, what RTX repaired included; `round_trip` is in seconds. `troubled` says that it loses so much that the picture
    may stutter, or gets a smaller one than it wants.
    """

    session: SessionId
    source: SourceId | None
    layer: int | None
    bitrate: int
    estimate: int | None
    loss: float | None
    round_trip: float | None
    troubled: bool


class WorkerStarted(Struct, frozen=True, kw_only=True, tag="worker.started"):
    """A worker serves; the number is never used again."""

    worker: int


class WorkerEnded(Struct, frozen=True, kw_only=True, tag="worker.ended"):
    """A worker is gone. Its sources were told stopped and its sessions ended before; their pages should join again."""

    worker: int


MediaEvent = (
    SourceStarted | SourceStopped | SourceMeasured | AudienceMeasured | SessionEnded | WorkerStarted | WorkerEnded
)


class MediaPlane(Protocol):
    """The port through which the control plane uses media; whoever calls has already authorized the person."""

    @property
    def workers(self) -> tuple[int, ...]:
        """The workers that serve now. A session's name begins with its worker's number and a full stop."""
        ...

    async def publish(self, room: RoomId, source: SourceId, offer: str) -> Answer:
        """Answer a WHIP offer (RFC 9725). A second session of the same source replaces the first.

        Raises OfferRefused, PlaneFull, PlaneUnavailable. Nothing is kept of a refused offer.
        """
        ...

    async def view(self, room: RoomId, source: SourceId | None, offer: str) -> Answer:
        """Answer a WHEP offer for the stage (None) or, in preview, for one source, started or not.

        The answer depends on the offer and never on what is on the stage now. Raises as `publish`.
        """
        ...

    async def put_on_stage(self, room: RoomId, source: SourceId | None) -> None:
        """Show a source, or clear the stage with None; a source that has not started is shown once it does.

        Viewers stay connected. The last call wins and outlives the worker.
        """
        ...

    async def restart(self, session: SessionId, fragment: str, ice: tuple[str, ...] | None) -> Answer | None:
        """Take an SDP fragment (RFC 8840) of the session's peer, which belongs to one of the ICE sessions (None: any).

        New credentials restart ICE: the answer is a fragment, and media keeps its way until a check proves another.
        Candidates alone are looked at and answered by None. Raises SessionUnknown, IceStale, OfferRefused.
        """
        ...

    async def limit(self, session: SessionId, quality: Quality) -> None:
        """Send a viewer at most this quality from now on, as a hidden or small picture needs no better one.

        A viewer begins with "high". For a publisher it changes nothing. Raises SessionUnknown.
        """
        ...

    async def end(self, session: SessionId) -> None:
        """End one session. Raises SessionUnknown."""
        ...

    async def close_room(self, room: RoomId) -> None:
        """End every session of a room and forget its stage; unknown rooms are fine."""
        ...

    async def counters_by_worker(self) -> Mapping[int, Mapping[str, int]]:
        """What each worker counted since its start and has now, by the names in `media.counting`.

        A worker that does not answer is left out.
        """
        ...

    async def deliveries(self, room: RoomId) -> Sequence[Delivery]:
        """How each connected viewer of a room gets what it watches.

        Viewers of a worker that does not answer are left out.
        """
        ...

    def events(self) -> AsyncIterator[MediaEvent]:
        """What happened from this call on, in order; those of a worker's sessions always before its own end."""
        ...
