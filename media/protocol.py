"""What the supervisor and a worker say to each other over their Unix socket.

Each message is a MessagePack map with a `type`, preceded by its length in 4 bytes, big-endian. The supervisor sends
`Configure` first and the worker answers `Ready`; from then on every request is answered by the reply of its `number`,
in any order (nobody waits for those of number 0), and the worker sends `Happened` whenever something happens.
End of file ends the worker.
"""

import asyncio

import msgspec
from msgspec import Struct

from media.api import Answer, Delivery, MediaEvent, Quality, RoomId, SessionId, SourceId
from media.settings import MediaSettings

MAX_MESSAGE = 256 * 1024
_LENGTH = 4


class Configure(Struct, frozen=True, kw_only=True, tag="configure"):
    """What the worker is to serve."""

    settings: MediaSettings
    worker: int = 0
    relay: str = ""
    """Path of the Unix socket at which other workers may follow its rooms; empty for none."""


class Publish(Struct, frozen=True, kw_only=True, tag="publish"):
    """Answer a publisher's offer; replied to by Done with the answer, or Refused."""

    room: RoomId
    source: SourceId
    offer: str
    number: int = 0


class View(Struct, frozen=True, kw_only=True, tag="view"):
    """Answer a viewer's offer; replied to by Done with the answer, or Refused."""

    room: RoomId
    source: SourceId | None
    offer: str
    number: int = 0


class PutOnStage(Struct, frozen=True, kw_only=True, tag="put_on_stage"):
    """Show a source, or nothing."""

    room: RoomId
    source: SourceId | None
    number: int = 0


class Follow(Struct, frozen=True, kw_only=True, tag="follow"):
    """Take a room's sources from the worker whose relay this is; None where they publish here."""

    room: RoomId
    relay: str | None
    number: int = 0


class Restart(Struct, frozen=True, kw_only=True, tag="restart"):
    """Take a session's SDP fragment; replied to by Done, with an answer where it restarted ICE, or Refused."""

    session: SessionId
    fragment: str
    ice: tuple[str, ...] | None
    number: int = 0


class Limit(Struct, frozen=True, kw_only=True, tag="limit"):
    """Send a viewer at most this quality."""

    session: SessionId
    quality: Quality
    number: int = 0


class End(Struct, frozen=True, kw_only=True, tag="end"):
    """End a session."""

    session: SessionId
    number: int = 0


class CloseRoom(Struct, frozen=True, kw_only=True, tag="close_room"):
    """End every session of a room."""

    room: RoomId
    number: int = 0


class Count(Struct, frozen=True, kw_only=True, tag="count"):
    """Tell what was counted; also how the supervisor finds out whether the worker still runs."""

    number: int = 0


class Observe(Struct, frozen=True, kw_only=True, tag="observe"):
    """Tell how each viewer of a room gets what it watches."""

    room: RoomId
    number: int = 0


class Ready(Struct, frozen=True, kw_only=True, tag="ready"):
    """The worker serves on a UDP port, and sends in the way that its `ladder` found to work."""

    port: int
    rung: str


class Done(Struct, frozen=True, kw_only=True, tag="done"):
    """A request was carried out; an offer brings its answer, Count its counters, Observe its deliveries."""

    number: int
    answer: Answer | None = None
    counters: dict[str, int] | None = None
    deliveries: tuple[Delivery, ...] = ()


class Refused(Struct, frozen=True, kw_only=True, tag="refused"):
    """A request failed: `code` names the class of the error, `reason` its code in particular."""

    number: int
    code: str
    reason: str
    detail: str


class Happened(Struct, frozen=True, kw_only=True, tag="happened"):
    """An event for whoever listens."""

    event: MediaEvent


Request = Publish | View | PutOnStage | Follow | Restart | Limit | End | CloseRoom | Count | Observe
FromSupervisor = Configure | Request
FromWorker = Ready | Done | Refused | Happened

encode = msgspec.msgpack.Encoder().encode
decode_from_supervisor = msgspec.msgpack.Decoder(FromSupervisor).decode
decode_from_worker = msgspec.msgpack.Decoder(FromWorker).decode


def send(writer: asyncio.StreamWriter, message: FromSupervisor | FromWorker) -> None:
    """Write one message; lost if this end is closed, as whoever would read it is gone."""
    if writer.is_closing():
        return
    body = encode(message)
    writer.write(len(body).to_bytes(_LENGTH, "big") + body)


async def receive(reader: asyncio.StreamReader) -> bytes | None:
    """Read one message; None at the end of file, in the middle of a message too."""
    try:
        length = int.from_bytes(await reader.readexactly(_LENGTH), "big")
        if length > MAX_MESSAGE:
            raise ValueError(f"a message of {length} bytes, over {MAX_MESSAGE}")
        return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
