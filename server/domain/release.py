"""Release: which sums the public is told, in steps from which nobody's amount can be worked out.

A figure is published only where at least `least` parties in it have an amount that no figure before had of them, at the
low end and at the high end. Then any combination of published figures, however they are added and subtracted, still
holds the amounts of at least `least` parties: those that were new in the latest figure of the combination are in no
other. A figure is taken down while anybody in it stands by less than what it has of them, so it never says too much.
"""

from datetime import datetime
from typing import Final

from immutables import Map
from msgspec import Struct

from server.domain.messages import Amount, PersonId


class Share(Struct, frozen=True, kw_only=True):
    """What one party has in a sum, by how many intents."""

    intents: int = 0
    minimum: int = 0
    maximum: int = 0


Shares = Map[PersonId, Share]
NOTHING: Final = Share()


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

    def now(self, person: PersonId, value: int | None) -> "End":
        """With a party at this value, or gone."""
        if value is None or (person, value) in self.told:
            return End(told=self.told, fresh=self.fresh.delete(person)) if person in self.fresh else self
        return End(told=self.told, fresh=self.fresh.set(person, value))

    def published(self) -> "End":
        """With nobody new any more."""
        return End(told=self.told.update({each: True for each in self.fresh.items()}))


class Figure(Struct, frozen=True, kw_only=True):
    """What was published last, and what it has of whom; `short` stand by less by now."""

    minimum: int
    maximum: int
    at: datetime
    parties: Shares
    short: Map[PersonId, Share] = Map()

    def held(self, person: PersonId, share: Share) -> "Figure":
        """With somebody as they stand now."""
        was = self.parties.get(person, NOTHING)
        if share.minimum >= was.minimum and share.maximum >= was.maximum and share.intents >= min(was.intents, 1):
            return self._with(self.short.delete(person)) if person in self.short else self
        return self._with(self.short.set(person, share))

    def _with(self, short: Map[PersonId, Share]) -> "Figure":
        return Figure(minimum=self.minimum, maximum=self.maximum, at=self.at, parties=self.parties, short=short)


class Release(Struct, frozen=True, kw_only=True):
    """One sum as the public is told of it."""

    low: End = End()
    high: End = End()
    figure: Figure | None = None

    def step(self, person: PersonId, sums: Sums, least: int, at: datetime) -> "Release":
        """After what one party has in the sum became what `sums` says; publishes where that is safe."""
        share = sums.parties.get(person)
        low = self.low.now(person, share.minimum if share else None)
        high = self.high.now(person, share.maximum if share else None)
        if len(low.fresh) >= least and len(high.fresh) >= least:
            return Release(low=low.published(), high=high.published(), figure=_figure(sums, at))
        figure = self.figure.held(person, share or NOTHING) if self.figure else None
        return Release(low=low, high=high, figure=figure)

    def shown(self, least: int) -> Figure | None:
        """What the public sees; None where nothing safe or true is published."""
        figure = self.figure
        return figure if figure and not figure.short and len(figure.parties) >= least else None


def _figure(sums: Sums, at: datetime) -> Figure:
    return Figure(minimum=sums.minimum, maximum=sums.maximum, at=at, parties=sums.parties)
