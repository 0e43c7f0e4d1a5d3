"""The vectors that the browser's reducer is tested with are true messages, and mean the same to another reader."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.app.wire import Changed, Snapshot

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "pictures.json").read_text(encoding="utf-8"))
Held = dict[str, Any] | None


def applied(held: Held, frame: Any) -> Held:
    if frame["type"] == "snapshot":
        return {"epoch": frame["epoch"], "seq": frame["seq"], "views": frame["views"]}
    if held is None or frame["first"] != held["seq"] + 1:
        return None
    views = dict(held["views"])
    for kind, changes in frame["views"].items():
        views[kind] = {key: view for key, view in {**views.get(kind, {}), **changes}.items() if view is not None}
    return {"epoch": held["epoch"], "seq": frame["last"], "views": views}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_frames_lead_to_the_picture(vector: Any) -> None:
    held = vector["held"]

    for frame in vector["frames"]:
        held = applied(held, frame)

    assert held == (None if vector["then"] == "resume" else vector["then"])


@pytest.mark.parametrize("frame", [frame for vector in VECTORS for frame in vector["frames"]])
def test_a_frame_is_one_that_the_server_could_send(frame: Any) -> None:
    text = json.dumps(frame | {"views": {}})

    message = msgspec.json.decode(text, type=Snapshot | Changed)

    assert msgspec.to_builtins(message) == frame | {"views": {}}
