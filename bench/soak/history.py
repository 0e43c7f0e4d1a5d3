"""What happened, as those say who were there: every attempt of every worker, every message that every watcher got."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

Outcome = Literal["ok", "fail", "unknown"]


class Attempt(Struct, frozen=True, kw_only=True):
    """One sending of one command, from `invoked` to `ended` by one monotonic clock, in seconds.

    `ok` has the acknowledgement as it came in `answer`; `fail` is a refusal, whose code is in `answer`; after `unknown`
    the command may be on record or not.
    """

    seat: str
    key: str
    body: Mapping[str, Any]
    invoked: float
    ended: float
    outcome: Outcome
    answer: str = ""


class Heard(Struct, frozen=True):
    """Events in a message: how many of a type, and when the first of them was."""

    count: int
    at: str
    type: str


class Sight(Struct, frozen=True, kw_only=True):
    """One message that took a watcher's picture to `last`; a snapshot has `first` 0.

    `kinds` are the kinds of views in it, `boards` every board that the watcher's picture held afterwards, by project.
    """

    viewer: str
    role: str
    connection: int
    epoch: str
    first: int
    last: int
    events: Sequence[Heard] = ()
    kinds: Sequence[str] = ()
    boards: Mapping[str, Mapping[str, Any]] = {}


class Ending(Struct, frozen=True, kw_only=True):
    """Where a watcher stood when all was over, with a hash of the views that its whole audience shares."""

    viewer: str
    role: str
    seq: int
    picture: str


class Post(Struct, frozen=True):
    """One webhook as it was received: the identity in its header, and its body."""

    id: str
    body: str


class History(Struct):
    """Everything that was noted, in the order in which it was."""

    attempts: list[Attempt] = []
    sights: list[Sight] = []
    endings: list[Ending] = []
    posts: list[Post] = []

    def keep(self, folder: Path) -> None:
        """Write it down, one JSON object a line and one file a kind, to be looked at after a violation."""
        for name in self.__struct_fields__:
            _write(folder / f"{name}.jsonl", getattr(self, name))


def _write(path: Path, notes: Iterable[Struct]) -> None:
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        file.writelines(encoder.encode(note) + b"\n" for note in notes)
