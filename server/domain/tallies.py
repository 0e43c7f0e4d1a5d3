"""Tallies: the running figures of a board; each equals a recount of the live intents at any seq.

Amounts are added apart for their low and their high ends, for each currency and basis; nothing is converted.
"""

from collections.abc import Callable, Hashable, Iterable
from enum import StrEnum
from typing import Any, Final, TypeVar

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from server.domain.kinds import IntentKind
from server.domain.messages import Amount, Basis, Currency, PersonId
from server.domain.release import NOBODY, Kin, Release, Sums

K = TypeVar("K", bound=Hashable)

Pot = tuple[Currency, Basis]


class Rung(StrEnum):
    """How firm an intent is as the board counts it: its level, or confirmed; rungs are never added up."""

    interested = "interested"
    considering = "considering"
    soft_committed = "soft_committed"
    confirmed = "confirmed"


class Entry(Struct, frozen=True, kw_only=True):
    """What one intent adds."""

    person: PersonId
    kind: IntentKind
    rung: Rung
    amount: Amount | None


class Tally(Struct, frozen=True, kw_only=True):
    """The figures of one project for one audience; `lines` are the sums for each kind."""

    parties: Map[PersonId, int] = Map()
    kinds: Map[IntentKind, int] = Map()
    rungs: Map[Rung, int] = Map()
    sums: Map[Pot, Sums] = Map()
    lines: Map[tuple[IntentKind, Currency, Basis], Sums] = Map()

    def exchanged(self, old: Entry | None, new: Entry | None) -> "Tally":
        """With what an intent adds now instead of what it added; None is nothing. One person's, if both are there."""
        return Tally(
            parties=self.parties if old and new else _exchanged(self.parties, _of(old, "person"), _of(new, "person")),
            kinds=_exchanged(self.kinds, _of(old, "kind"), _of(new, "kind")),
            rungs=_exchanged(self.rungs, _of(old, "rung"), _of(new, "rung")),
            sums=_summed(self.sums, old, new, _pot),
            lines=_summed(self.lines, old, new, lambda entry: (entry.kind, *_pot(entry))),
        )


EMPTY: Final = Tally()


class Tallies(Struct, frozen=True, kw_only=True):
    """What counts for organizers, what of it for the project's presenters and for the public, and what was released.

    `kin` are people who stated something jointly.
    """

    whole: Tally = EMPTY
    passed: Tally = EMPTY
    public: Tally = EMPTY
    releases: Map[Pot, Release] = Map()
    kin: Kin = Map()

    def akin(self, people: Iterable[PersonId]) -> "Tallies":
        """With these, and whoever was with one of them before, as one party for what is released; for good."""
        group = frozenset(people)
        group = group.union(*(self.kin.get(one, ()) for one in group))
        if len(group) < 2 or self.kin.get(next(iter(group))) == group:
            return self
        return replace(self, kin=self.kin.update(dict.fromkeys(group, group)))


def _of(entry: Entry | None, name: str) -> Any:
    return getattr(entry, name) if entry else None


def _pot(entry: Entry) -> Any:
    return (entry.amount.currency, entry.amount.basis) if entry.amount else ()


def _summed(sums: Map[Any, Sums], old: Entry | None, new: Entry | None, key: Callable[[Entry], Any]) -> Map[Any, Sums]:
    less = old.amount if old else None
    more = new.amount if new else None
    if old and new and less and more and key(old) == key(new):
        return _put(sums, key(old), old.person, less, more)
    if old and less:
        sums = _put(sums, key(old), old.person, less, None)
    return _put(sums, key(new), new.person, None, more) if new and more else sums


def _put(sums: Map[Any, Sums], key: Any, person: PersonId, less: Amount | None, more: Amount | None) -> Map[Any, Sums]:
    now = sums.get(key, NOBODY).exchanged(person, less, more)
    return sums.set(key, now) if now.parties else sums.delete(key)


def _exchanged(counts: Map[K, int], old: K | None, new: K | None) -> Map[K, int]:
    if old == new:
        return counts
    if old is not None:
        count = counts[old] - 1
        counts = counts.set(old, count) if count else counts.delete(old)
    return counts if new is None else counts.set(new, counts.get(new, 0) + 1)
