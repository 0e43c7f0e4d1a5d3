"""Release: which sums the public is told, in steps from which nobody's amount can be worked out.

A figure is published only where at least `least` parties in it have an amount that no figure before had of them, at the
low end and at the high end. Then any combination of published figures, however they are added and subtracted, still
holds the amounts of at least `least` parties: those that were new in the latest figure of the combination are in no
other. People who stated something jointly are one party, and their amounts depend on one another: they are new once,
and only if nothing was told of any of them before. A figure is taken down while a party in it stands by less than what
it has of them, so it never says too much.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from server.domain.messages import Amount, PersonId


class Share(Struct, frozen=True, kw_only=True):
    """What one party has in a sum, by how many intents."""

    intents: int = 0
    minimum: int = 0
    maximum: int = 0


Shares = Map[PersonId, Share]
NOTHING: Final = Share()

Group = frozenset[PersonId]
Kin = Map[PersonId, Group]
"""Whoever stated something jointly, with all with whom they did; anybody else is a party alone."""


NOBODY_AKIN: Final[Kin] = Map()


def party(kin: Kin, person: PersonId) -> Group:
    """Everybody who is one party with somebody."""
    return kin.get(person) or frozenset({person})


def total(shares: Shares, group: Group) -> Share | None:
    """What a party has; None for nothing."""
    found = [shares[one] for one in group if one in shares]
    if not found:
        return None
    return Share(
        intents=sum(one.intents for one in found),
        minimum=sum(one.minimum for one in found),
        maximum=sum(one.maximum for one in found),
    )


class Sums(Struct, frozen=True, kw_only=True):
    """Amounts added up, and what each party has in them."""

    minimum: int = 0
    maximum: int = 0
    parties: Shares = Map()

    def exchanged(self, person: PersonId, less: Amount | None, more: Amount | None) -> "Sums":
        """With one amount of somebody's less, and another more."""
        low = (more.minimum if more else 0) - (less.minimum if less else 0)
        high = (more.maximum if more else 0) - (less.maximum if less else 0)
        old = self.parties.get(person, NOTHING)
        intents = old.intents + (more is not None) - (less is not None)
        share = Share(intents=intents, minimum=old.minimum + low, maximum=old.maximum + high)
        parties = self.parties.set(person, share) if intents else self.parties.delete(person)
        return Sums(minimum=self.minimum + low, maximum=self.maximum + high, parties=parties)


NOBODY: Final = Sums()


class End(Struct, frozen=True, kw_only=True):
    """One end of the amounts: what the public has been told of whom in some figure, and whose amount is new to it."""

    told: Map[tuple[PersonId, int], bool] = Map()
    fresh: Map[PersonId, int] = Map()

    def now(self, group: Group, value: int | None, *, stale: bool) -> "End":
        """With a party at this value, or gone; one that is `stale` is never new again."""
        first, fresh = min(group), self.fresh
        for person in group:
            fresh = fresh.delete(person) if person in fresh else fresh
        if value is None or stale or (first, value) in self.told:
            return End(told=self.told, fresh=fresh)
        return End(told=self.told, fresh=fresh.set(first, value))

    def published(self) -> "End":
        """With nobody new any more."""
        return End(told=self.told.update({each: True for each in self.fresh.items()}))


class Figure(Struct, frozen=True, kw_only=True):
    """What was published last, and what it has of whom, in so many `groups`; `short` stand by less by now."""

    minimum: int
    maximum: int
    at: datetime
    parties: Shares
    groups: int
    short: Map[PersonId, Share] = Map()

    def held(self, group: Group, share: Share) -> "Figure":
        """With a party as it stands now."""
        was, short = total(self.parties, group) or NOTHING, self.short
        for person in group:
            short = short.delete(person) if person in short else short
        if share.minimum >= was.minimum and share.maximum >= was.maximum and share.intents >= min(was.intents, 1):
            return replace(self, short=short)
        return replace(self, short=short.set(min(group), share))


class Release(Struct, frozen=True, kw_only=True):
    """One sum as the public is told of it."""

    low: End = End()
    high: End = End()
    known: Map[PersonId, bool] = Map()
    figure: Figure | None = None

    def step(
        self, people: Iterable[PersonId], sums: Sums, least: int, at: datetime, kin: Kin = NOBODY_AKIN
    ) -> "Release":
        """After what these people have in the sum became what `sums` says; publishes where that is safe."""
        now = self
        for group in {party(kin, person) for person in people}:
            now = now._with(group, total(sums.parties, group))
        if len(now.low.fresh) < least or len(now.high.fresh) < least:
            return now
        known = self.known.update(dict.fromkeys([*now.low.fresh, *now.high.fresh], True))
        return Release(low=now.low.published(), high=now.high.published(), known=known, figure=_figure(sums, at, kin))

    def _with(self, group: Group, share: Share | None) -> "Release":
        stale = len(group) > 1 and any(person in self.known for person in group)
        return replace(
            self,
            low=self.low.now(group, share.minimum if share else None, stale=stale),
            high=self.high.now(group, share.maximum if share else None, stale=stale),
            figure=self.figure.held(group, share or NOTHING) if self.figure else None,
        )

    def shown(self, least: int) -> Figure | None:
        """What the public sees; None where nothing safe or true is published."""
        figure = self.figure
        return figure if figure and not figure.short and figure.groups >= least else None


def _figure(sums: Sums, at: datetime, kin: Kin) -> Figure:
    groups = len({party(kin, person) for person in sums.parties}) if kin else len(sums.parties)
    return Figure(minimum=sums.minimum, maximum=sums.maximum, at=at, parties=sums.parties, groups=groups)
