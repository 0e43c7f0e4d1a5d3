"""What boards must say, folded anew from the log: who states an intent, of which kind, and what amounts come to.

It knows the three events that workers bring about, and none of the server's code.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from bench.soak.store import Row

Pot = tuple[str, str]
Figures = dict[str, Any]


class Standing(Struct, frozen=True):
    """One live intent."""

    person: str
    project: str
    terms: Mapping[str, Any]


class Totals:
    """The live intents after the rows taken so far, and what they come to."""

    def __init__(self) -> None:
        """Begin before the first row."""
        self._live: dict[str, Standing] = {}

    def take(self, row: Row) -> None:
        """Take one row further."""
        event = row.event
        if event["type"] == "intent.stated":
            self._live[event["intent"]] = Standing(row.by, event["project"], event["terms"])
        elif event["type"] == "intent.revised":
            self._revise(event)
        elif event["type"] == "intent.withdrawn":
            self._live.pop(event["intent"], None)

    def _revise(self, event: Mapping[str, Any]) -> None:
        """One that is not live is a matter of other clauses."""
        if before := self._live.get(event["intent"]):
            self._live[event["intent"]] = Standing(before.person, before.project, event["terms"])

    def whole(self, project: str) -> Figures:
        """What an organizer's board of the project must say."""
        live = [one for one in self._live.values() if one.project == project]
        return {**_heads(live), "sums": _sums(live)}

    def public(self, project: str) -> Figures:
        """What a public board must say; its sums leave in steps, which are the server's own affair."""
        return _heads([one for one in self._live.values() if one.project == project and one.terms["aggregate"]])


def stated(board: Mapping[str, Any]) -> Figures:
    """The same figures as a board has them."""
    sums = {(one["currency"], one["basis"]): (one["minimum"], one["maximum"], one["parties"]) for one in board["sums"]}
    return {"parties": board["parties"], "kinds": dict(board["kinds"]), "sums": sums}


def _heads(live: Iterable[Standing]) -> Figures:
    standing = list(live)
    return {
        "parties": len({one.person for one in standing}),
        "kinds": dict(Counter(one.terms["kind"] for one in standing)),
    }


def _sums(live: Sequence[Standing]) -> dict[Pot, tuple[int, int, int]]:
    pots: defaultdict[Pot, list[Standing]] = defaultdict(list)
    for one in live:
        if amount := one.terms["amount"]:
            pots[(amount["currency"], amount["basis"])].append(one)
    return {
        pot: (_added(inside, "minimum"), _added(inside, "maximum"), len({one.person for one in inside}))
        for pot, inside in pots.items()
    }


def _added(inside: Iterable[Standing], end: str) -> int:
    return sum(one.terms["amount"][end] for one in inside)
