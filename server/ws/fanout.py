"""One WebSocket frame for many transports.

Beside `server/http/patience.py` this is the only place that knows uvicorn's insides.
`Protocol` puts its asyncio transport into the scope, and a line writes prebuilt frames to it. That is sound because
uvicorn never fragments a message and compression is off; it spares an encoding, a task switch and a send a viewer.
"""

from collections.abc import Sequence
from typing import Any, Final, cast
from typing import Protocol as Typed

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION: Final = "roadshow.transport"
UNREAD: Final = 64 * 1024
"""Bytes that may wait for a viewer before pings are left unanswered (RFC 6455 section 5.5.3: not each needs a pong)."""
NOT_TEXT: Final = 1007
CLOSE_SECONDS: Final = 5.0
"""How long a connection is kept whose end was told, and whose peer says nothing to it."""


class Transport(Typed):
    """What is used of an asyncio transport."""

    def write(self, data: bytes) -> None:
        """Queue bytes."""
        ...

    def is_closing(self) -> bool:
        """Whether it is past writing."""
        ...

    def abort(self) -> None:
        """Drop the connection and what waits; nothing happens on one that is gone."""
        ...

    def get_write_buffer_size(self) -> int:
        """Bytes not yet taken by the kernel."""
        ...


class TransportProtocol(WebSocketsSansIOProtocol):
    """uvicorn's sans-IO WebSocket protocol with its transport within the application's reach."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*given, **named)
        self.close_timeout = CLOSE_SECONDS

    def handle_connect(self, event: Any) -> None:
        """Offer the transport to the application that is about to be called."""
        super().handle_connect(event)
        scope = getattr(self, "scope", None)
        if scope is not None:
            scope.setdefault("extensions", {})[EXTENSION] = self.transport

    def handle_ping(self) -> None:
        """Answer, unless answers wait already: who pings and never reads would have them kept without end."""
        if self.transport.get_write_buffer_size() <= UNREAD:
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def send_receive_event_to_app(self) -> None:
        """Hand a message on, and end with 1007 on text that is none.

        uvicorn would log a traceback for each, and raise out of the event loop where the end was announced already.
        """
        if self.curr_msg_data_type == "bytes" or self.close_sent or _is_text(self.frames):
            super().send_receive_event_to_app()
            return
        self.conn.fail(NOT_TEXT)
        self.queue.put_nowait({"type": "websocket.disconnect", "code": NOT_TEXT, "reason": ""})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()


def _is_text(parts: Sequence[bytes]) -> bool:
    try:
        b"".join(parts).decode()
    except UnicodeDecodeError:
        return False
    return True


def transport_of(scope: Any) -> Transport:
    """The transport behind a scope; a server without TransportProtocol cannot serve sockets."""
    return cast(Transport, scope["extensions"][EXTENSION])


def text_frame(payload: bytes) -> bytes:
    """An unmasked, final text frame (RFC 6455 section 5.2)."""
    length = len(payload)
    if length < 126:
        return bytes((0x81, length)) + payload
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload
