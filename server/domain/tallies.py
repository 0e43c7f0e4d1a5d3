"""Tallies: the running figures of a board; each equals a recount of the live intents at any seq.

Amounts are added apart for their low and their high ends, for each currency and basis; nothing is converted.
"""

from collections.abc import Hashable
from enum import StrEnum
from typing import Any, TypeVar

from immutables import Map
from msgspec import Struct

from server.domain.kinds import IntentKind
from server.domain.messages import Amount, Basis, Currency, PersonId
from server.domain.release import Release, Share, Shares

K = TypeVar("K", bound=Hashable)

Pot = tuple[Currency, Basis]


class Rung(StrEnum):
    """How firm an intent is as the board counts it: its level, or confirmed; rungs are never added up."""

    interested = "interested"
    considering = "considering"
    soft_committed = "soft_committed"
    confirmed = "confirmed"


class Sums(Struct, frozen=True, kw_only=True):
    """Amounts added up, and what each party has in them."""

    minimum: int = 0
    maximum: int = 0
    parties: Shares = Map()

    def moved(self, person: PersonId, amount: Amount, by: int) -> "Sums":
        """With an amount more (1) or less (-1)."""
        low, high = by * amount.minimum, by * amount.maximum
        old = self.parties.get(person, Share())
        share = Share(intents=old.intents + by, minimum=old.minimum + low, maximum=old.maximum + high)
        parties = self.parties.set(person, share) if share.intents else self.parties.delete(person)
        return Sums(minimum=self.minimum + low, maximum=self.maximum + high, parties=parties)


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

    def moved(self, entry: Entry, by: int) -> "Tally":
        """With an intent more (1) or less (-1)."""
        person, amount = entry.person, entry.amount
        pot = (amount.currency, amount.basis) if amount else None
        return Tally(
            parties=_count(self.parties, person, by),
            kinds=_count(self.kinds, entry.kind, by),
            rungs=_count(self.rungs, entry.rung, by),
            sums=_summed(self.sums, pot, person, amount, by) if amount else self.sums,
            lines=_summed(self.lines, (entry.kind, *(pot or ())), person, amount, by) if amount else self.lines,
        )


class Tallies(Struct, frozen=True, kw_only=True):
    """What counts for organizers, what of it for the project's presenters and for the public, and what was released."""

    whole: Tally = Tally()
    passed: Tally = Tally()
    public: Tally = Tally()
    releases: Map[Pot, Release] = Map()


def _summed(sums: Map[Any, Sums], key: Any, person: PersonId, amount: Amount, by: int) -> Map[Any, Sums]:
    new = sums.get(key, Sums()).moved(person, amount, by)
    return sums.set(key, new) if new.parties else sums.delete(key)


def _count(counts: Map[K, int], key: K, by: int) -> Map[K, int]:
    count = counts.get(key, 0) + by
    return counts.set(key, count) if count else counts.delete(key)
