"""Watchers: each keeps a picture by the protocol alone, comes back when it is cut off, and notes what it is sent."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.soak.clauses import OWN
from bench.soak.history import Ending, Heard, History, Sight

SILENT: Final = 45.0
"""Seconds without a message after which a watcher believes that nobody is there."""

Dial = Callable[[], connect]
Views = dict[str, dict[str, Any]]


class Watcher:
    """One viewer over all of their connections; `drops` makes it hang up by itself after so many changes."""

    def __init__(
        self,
        viewer: str,
        role: str,
        dial: Dial,
        history: History,
        random: Random,
        drops: tuple[int, int] | None = None,
        silent: float = SILENT,
    ) -> None:
        """Take who watches in which role, how to reach the server, and after which silence it must be gone."""
        self.viewer = viewer
        self.role = role
        self.connections = 0
        self.connected = False
        self.closed: list[int] = []
        self.seq = -1
        self._epoch = ""
        self._views: Views = {}
        self._dial = dial
        self._history = history
        self._random = random
        self._drops = drops
        self._silent = silent
        self._moved = asyncio.Event()

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            try:
                async with self._dial() as socket:
                    self.connections += 1
                    await self._follow(socket)
            except (OSError, EOFError, TimeoutError, WebSocketException):
                pass
            await asyncio.sleep(self._random.uniform(0.05, 0.3))

    async def until(self, seq: int) -> None:
        """Wait until the picture is of this entry or a later one."""
        while self.seq < seq:
            self._moved.clear()
            await self._moved.wait()

    def ending(self) -> Ending:
        """Where the picture stands, as a hash of what the whole audience shares of it."""
        shared = {kind: views for kind, views in self._views.items() if views and kind not in OWN}
        text = json.dumps(shared, sort_keys=True, ensure_ascii=False)
        picture = hashlib.sha256(text.encode()).hexdigest()
        return Ending(viewer=self.viewer, role=self.role, seq=self.seq, picture=picture)

    async def _follow(self, socket: ClientConnection) -> None:
        hello = {"type": "hello", "epoch": self._epoch, "seq": self.seq} if self.seq >= 0 else {"type": "hello"}
        await socket.send(json.dumps(hello))
        patience = self._random.randint(*self._drops) if self._drops else -1
        try:
            while patience:
                async with asyncio.timeout(self._silent):
                    moved = self.take(json.loads(await socket.recv()))
                patience -= moved
        finally:
            self.connected = False
            if patience:
                self.closed.append(socket.close_code or 0)
        socket.transport.abort()

    def take(self, message: Mapping[str, Any]) -> bool:
        """Take a message; whether it moved the picture. One that does not follow is noted as it is."""
        if message["type"] == "snapshot":
            self._epoch, self._views = message["epoch"], message["views"]
        elif message["type"] == "changed":
            self._replace(message["views"])
        elif message["type"] == "ping" and message["seq"] > self.seq:
            raise EOFError("behind, and nothing came")
        if message["type"] not in ("snapshot", "changed"):
            return False
        self.connected = True
        self.seq = message.get("last", message.get("seq"))
        self._note(message)
        self._moved.set()
        return "first" in message

    def _replace(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        for kind, views in changes.items():
            held = self._views.setdefault(kind, {})
            for key, view in views.items():
                if view is None:
                    held.pop(key, None)
                else:
                    held[key] = view

    def _note(self, message: Mapping[str, Any]) -> None:
        sight = Sight(
            viewer=self.viewer,
            role=self.role,
            connection=self.connections,
            epoch=self._epoch,
            first=message.get("first", 0),
            last=self.seq,
            events=[Heard(one["count"], one["at"], one["type"]) for one in message.get("events", ())],
            kinds=[kind for kind, views in message["views"].items() if views],
            boards=dict(self._views.get("board", {})),
        )
        self._history.sights.append(sight)
