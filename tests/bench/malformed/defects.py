"""A server that takes text as uvicorn alone does: `python -m tests.bench.malformed.defects serve …`."""

import sys

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.cli import main
from server.ws.fanout import TransportProtocol

if __name__ == "__main__":
    TransportProtocol.send_receive_event_to_app = WebSocketsSansIOProtocol.send_receive_event_to_app  # type: ignore[method-assign]
    sys.exit(main())
