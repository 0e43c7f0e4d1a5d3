"""What everybody of one audience must be sent: the first to receive a change says what it is, all others are compared.

Two viewers of an audience get the same bytes for the same step, unless own views of one of them changed as well; then
what remains without those must be the same.
"""

from collections import Counter
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

OWN = ("me", "vote", "consent")
KEPT = 8000
"""Steps that are remembered."""


class Tally(Struct, frozen=True):
    """That so many events of one type happened, the first of them `at`."""

    type: str
    count: int
    at: datetime


class Changed(Struct, frozen=True, tag="changed"):
    """A step as docs/protocol.md has it."""

    first: int
    last: int
    events: list[Tally]
    views: dict[str, Any]


_DECODER = msgspec.json.Decoder(Changed)


class Step:
    """A step from one number to another, as an audience is sent it; `at` is the timestamp of its oldest event."""

    __slots__ = ("at", "events", "frame", "last", "own", "views")

    def __init__(self, frame: bytes, changed: Changed) -> None:
        self.frame = frame
        self.last = changed.last
        self.events = Counter({tally.type: tally.count for tally in changed.events})
        self.at = min((tally.at.timestamp() for tally in changed.events), default=0.0)
        self.views = {kind: views for kind, views in changed.views.items() if not is_own(kind)}
        self.own = len(self.views) < len(changed.views)

    def agrees(self, other: "Step") -> bool:
        """Whether both say the same of what all may see; whose own views changed may know of more events, their own."""
        if self.own and other.own:
            return self.views == other.views
        more, less = (self, other) if self.own else (other, self)
        same = more.events >= less.events if more.own else more.events == less.events
        return self.views == other.views and same


class Stream:
    """The steps of one audience: for each number the one last seen `after` it, and how many `events` there were."""

    def __init__(self) -> None:
        self.after: dict[int, Step] = {}
        self.events = Counter[str]()
        self.last = self._counted = 0
        self._steps: dict[tuple[int, int], Step] = {}

    def take(self, frame: bytes, payload: bytes) -> tuple[Changed, Step, bool]:
        """A change that somebody was sent: what it says, the step it is, and whether all agree on it."""
        changed = _DECODER.decode(payload)
        step = Step(frame, changed)
        key = (changed.first - 1, changed.last)
        known = self._steps.get(key)
        if known is None or (known.own and not step.own):
            self._steps[key] = self.after[changed.first - 1] = step
        if changed.first == self._counted + 1 or not self._counted:
            self._counted = changed.last
            self.events.update(step.events)
        self.last = max(self.last, changed.last)
        if len(self._steps) > KEPT:
            self._forget()
        return changed, step, known is None or step.agrees(known)

    def _forget(self) -> None:
        """Drop the older half; whoever is that far behind is sent a whole picture."""
        old = list(self._steps)[: KEPT // 2]
        for key in old:
            step = self._steps.pop(key)
            if self.after.get(key[0]) is step:
                del self.after[key[0]]


def is_own(kind: str) -> bool:
    """Whether views of this kind are one viewer's alone."""
    return kind in OWN or kind.startswith("own_")
