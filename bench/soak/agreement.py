"""Whether an event says what a command asked for, and whose entries a command's are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from msgspec import Struct

from bench.soak.store import Recorded, Row, Store

FOLLOWS: Final = frozenset({"lead.opened", "lead.raised", "consent.given"})
"""Events that come with another one and never alone."""

SYSTEM: Final = "system"

Fields = Mapping[str, Any]
Agrees = Callable[[Fields, Fields, Fields], bool]


def _stated(body: Fields, event: Fields, words: Fields) -> bool:
    terms = event["terms"]
    wanted = {"basis": "total", **body["amount"]} if body.get("amount") else None
    same = terms["kind"] == body["kind"] and terms["amount"] == wanted
    return bool(same) and words.get("comment", "") == body.get("comment", "")


def _of(name: str) -> Agrees:
    return lambda body, event, words: bool(event[name] == body[name])


AGREEING: Final[dict[str, tuple[frozenset[str], Agrees]]] = {
    "intent.state": (frozenset({"intent.stated", "intent.revised"}), _stated),
    "intent.withdraw": (frozenset({"intent.withdrawn"}), _of("intent")),
    "question.ask": (frozenset({"question.asked"}), lambda body, event, words: bool(words["text"] == body["text"])),
    "question.vote": (frozenset({"question.voted"}), _of("question")),
    "question.unvote": (frozenset({"question.unvoted"}), _of("question")),
}
"""What workers send: each has exactly one effect, of these types, which must say the same."""


class Range(Struct, frozen=True):
    """The entries between two acknowledged places, and the commands acknowledged at the end of it."""

    commands: Sequence[Recorded]
    rows: Sequence[Row]

    @property
    def effects(self) -> Sequence[Row]:
        """What did not follow from something else."""
        return [row for row in self.rows if row.event["type"] not in FOLLOWS]


def ranges(store: Store) -> Iterator[Range]:
    """Every entry that somebody brought about, by the command whose it is; the last range may have no command."""
    rows = iter([row for row in store.rows if row.by != SYSTEM])
    row = next(rows, None)
    ordered = sorted(store.commands, key=lambda one: one.seq)
    for seq, commands in groupby(ordered, key=lambda one: one.seq):
        own = []
        while row is not None and row.seq <= seq:
            own.append(row)
            row = next(rows, None)
        yield Range(list(commands), own)
    if row is not None:
        yield Range((), [row, *rows])


def same(body: Fields, row: Row) -> bool:
    """Whether an entry is what this command asked for; of commands that no worker sends nothing is known."""
    if body["type"] not in AGREEING:
        return True
    types, agree = AGREEING[body["type"]]
    return row.event["type"] in types and agree(body, row.event, row.words)
