"""A viewer on the PyPI package websocket-client, without asyncio.

Steps come in as lines of JSON, and what came of each goes out as one.
"""

import hashlib
import json
import sys
import urllib.request
import uuid
from typing import Any

import websocket

url, seat, cookie = sys.argv[1:]


class Viewer:
    def __init__(self) -> None:
        self.socket: Any = None
        self.epoch: str | None = None
        self.seq: int | None = None
        self.by: str | None = None
        self.views: dict[str, dict[str, Any]] = {}

    def connect(self) -> str:
        self.by = None
        address = f"ws{url.removeprefix('http')}/ws/{seat}"
        self.socket = websocket.create_connection(address, cookie=cookie, origin=url, timeout=30)
        self.socket.send(json.dumps({"type": "hello", "epoch": self.epoch, "seq": self.seq}))
        role: str = self.read()["role"]
        return role

    def read(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.socket.recv())
        if message["type"] == "snapshot":
            self.epoch, self.seq, self.views = message["epoch"], message["seq"], message["views"]
        elif message["type"] == "changed":
            assert message["first"] == (self.seq or 0) + 1, message
            self.seq = message["last"]
            for kind, changes in message["views"].items():
                merged = {**self.views.get(kind, {}), **changes}
                self.views[kind] = {key: view for key, view in merged.items() if view is not None}
        if "views" in message and self.by is None:
            self.by = message["type"]
        return message

    def post(self, body: dict[str, Any]) -> Any:
        headers = {"Cookie": cookie, "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        request = urllib.request.Request(f"{url}/api/seats/{seat}/commands", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def drop(self) -> None:
        self.socket.shutdown()

    def until(self, wanted: int) -> dict[str, Any]:
        while self.seq is None or self.seq < wanted:
            self.read()
        shared = {kind: views for kind, views in self.views.items() if kind not in own()}
        return {
            "epoch": self.epoch,
            "seq": self.seq,
            "by": self.by,
            "whole": state(self.views),
            "shared": state(shared),
        }


def state(picture: dict[str, dict[str, Any]]) -> str:
    """The state hash (docs/protocol.md)."""
    kept = {kind: views for kind, views in picture.items() if views}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def own() -> set[str]:
    with urllib.request.urlopen(f"{url}/api/asyncapi.json") as answer:
        kinds = json.load(answer)["components"]["schemas"]["Picture"]["properties"]
    return {kind for kind, views in kinds.items() if views["x-seen-by"] == ["own"]}


viewer = Viewer()
for line in sys.stdin:
    step = json.loads(line)
    name = step.pop("do")
    sys.stdout.write(json.dumps({name: getattr(viewer, name)(**step)}) + "\n")
    sys.stdout.flush()
