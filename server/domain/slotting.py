"""When pairs meet: each in one of several slots, nobody in two places at once, at most so many meetings side by side.

A slot is a colour of an edge between an investor and a project. König's theorem (1916): as many colours as the busiest
party has meetings are always enough, and his proof finds them by exchanging two colours along a path. The same exchange
evens out how many meetings each slot holds (de Werra 1971). Parties may be busy in some slots beforehand; then a pair
can be left over, which is told.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeVar

Pair = tuple[str, str]
P = TypeVar("P", bound=Pair)
Busy = Mapping[str, Collection[int]]


def placed(pairs: Sequence[P], tables: Sequence[int], busy: Busy) -> dict[P, int]:
    """The slot of each pair, counted from 0; who comes first in `pairs` is the last to be left over.

    `tables` says of each slot how many meetings it can hold. Everybody is placed if nobody is busy or has more meetings
    than there are slots, and all fit on the tables, of which each slot has as many. `busy` names parties of both sides;
    the two sides share no name.
    """
    grid = _Grid(tables, busy)
    for pair in pairs[: sum(tables)]:
        grid.place(pair)
    grid.level()
    return {pair: slot for pair in pairs if (slot := grid.slot_of.get(pair)) is not None}


class _Grid:
    """Who meets whom in which slot, so far."""

    def __init__(self, tables: Sequence[int], busy: Busy) -> None:
        self._tables = tables
        self._slots = range(len(tables))
        self._busy = {party: frozenset(taken) for party, taken in busy.items()}
        self._met: dict[str, dict[int, str]] = {}
        self.slot_of: dict[Pair, int] = {}
        self._load: Counter[int] = Counter()

    def place(self, pair: Pair) -> None:
        """Into the first slot both have free, or one that an exchange frees for both; else nowhere."""
        investor, project = pair
        ours, theirs = self._free(investor), self._free(project)
        if common := ours & theirs:
            self._put(pair, min(common, key=lambda slot: (not self._has_room(slot), slot)))
            return
        for mine, other in product(sorted(ours - self._taken(project)), sorted(theirs)):
            path = self._path(project, mine, other)
            if self._exchangeable(path, mine, other):
                self._exchange(path, mine, other)
                self._put(pair, mine)
                return

    def level(self) -> None:
        """Move meetings out of slots that hold more than there are tables; what cannot be moved is left over."""
        for full in self._slots:
            while self._load[full] > self._tables[full]:
                if not any(self._ease(full, spare) for spare in self._slots if self._has_room(spare)):
                    self._drop_last(full)

    def _ease(self, full: int, spare: int) -> bool:
        """Exchange along one path that holds more meetings of `full` than of `spare`; whether there was one."""
        for start in self._ends(full, spare):
            path = self._path(start, full, spare)
            if len(path) % 2 and self._exchangeable(path, full, spare) and spare not in self._taken(start):
                self._exchange(path, full, spare)
                return True
        return False

    def _ends(self, full: int, spare: int) -> Iterator[str]:
        return (party for party, met in list(self._met.items()) if full in met and spare not in met)

    def _path(self, start: str, first: int, second: int) -> list[Pair]:
        """The meetings one gets to from a party by `first`, `second`, `first` and so on."""
        found, party, slot, other = [], start, first, second
        while (next_party := self._met.get(party, {}).get(slot)) is not None:
            found.append((party, next_party))
            party, slot, other = next_party, other, slot
        return found

    def _exchangeable(self, path: Sequence[Pair], first: int, second: int) -> bool:
        """Every party inside the path has both slots already, so only the last can be busy in its new one."""
        return (second if len(path) % 2 else first) not in self._taken(path[-1][1])

    def _exchange(self, path: Sequence[Pair], first: int, second: int) -> None:
        slots = [(first, second)[step % 2] for step in range(len(path))]
        for pair, slot in zip(path, slots, strict=True):
            self._remove(pair, slot)
        for pair, slot in zip(path, slots, strict=True):
            self._add(pair, second if slot == first else first)

    def _put(self, pair: Pair, slot: int) -> None:
        self.slot_of[pair] = slot
        self._add(pair, slot)

    def _drop_last(self, slot: int) -> None:
        last = [pair for pair, at in self.slot_of.items() if at == slot][-1]
        self._remove(last, slot)
        del self.slot_of[last]

    def _remove(self, pair: Pair, slot: int) -> None:
        one, other = pair
        del self._met[one][slot], self._met[other][slot]
        self._load[slot] -= 1

    def _add(self, pair: Pair, slot: int) -> None:
        one, other = pair
        self._load[slot] += 1
        self._met.setdefault(one, {})[slot] = other
        self._met.setdefault(other, {})[slot] = one
        for known in (pair, (other, one)):
            if known in self.slot_of:
                self.slot_of[known] = slot

    def _free(self, party: str) -> set[int]:
        return {slot for slot in self._slots if slot not in self._met.get(party, {}) and slot not in self._taken(party)}

    def _taken(self, party: str) -> frozenset[int]:
        return self._busy.get(party, frozenset())

    def _has_room(self, slot: int) -> bool:
        return self._load[slot] < self._tables[slot]
