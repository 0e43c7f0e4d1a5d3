"""What a page's sockets said, in both directions, held to docs/protocol.md."""

import json
from typing import Any

from playwright.async_api import Page, WebSocket

Views = dict[str, dict[str, Any]]


class Wire:
    """All sockets of a page, one after the other, and the picture that comes of them."""

    def __init__(self, page: Page) -> None:
        self.hellos: list[dict[str, Any]] = []
        self.snapshots = 0
        self.gaps: list[tuple[int, int]] = []
        self.seq = 0
        self.views: Views = {}
        self.told = ""
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: str | bytes) -> None:
        message = json.loads(frame)
        if message["type"] == "hello":
            self.hellos.append(message)

    def _received(self, frame: str | bytes) -> None:
        self.told += str(frame)
        message = json.loads(frame)
        if message["type"] == "snapshot":
            self.snapshots += 1
            self.seq, self.views = message["seq"], message["views"]
        elif message["type"] == "changed":
            if message["first"] != self.seq + 1:
                self.gaps.append((self.seq, message["first"]))
            self.seq = message["last"]
            for kind, views in message["views"].items():
                self._replace(kind, views)

    def _replace(self, kind: str, views: dict[str, Any]) -> None:
        known = self.views.get(kind, {}) | views
        self.views[kind] = {key: view for key, view in known.items() if view is not None}
