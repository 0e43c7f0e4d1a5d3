"""A server that does worse: `python -m tests.bench.malformed.defects serve …`; for tests alone."""

import sys
import time

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.cli import main
from server.ws.fanout import TransportProtocol

HELD = 0.25


class Worse(TransportProtocol):
    """Takes text as uvicorn alone does, and holds everybody up at each frame that is none."""

    def send_receive_event_to_app(self) -> None:
        WebSocketsSansIOProtocol.send_receive_event_to_app(self)

    def handle_parser_exception(self) -> None:
        time.sleep(HELD)
        super().handle_parser_exception()


if __name__ == "__main__":
    import server.serving

    server.serving.TransportProtocol = Worse  # type: ignore[attr-defined]
    sys.exit(main())
