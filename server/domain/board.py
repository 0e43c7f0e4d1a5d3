"""The board: what all live intents towards a project come to, kept as a running tally.

Low and high ends are added apart and per currency; nothing is converted, ranked or called raised. In public a sum is
shown from PARTIES parties in that currency up, so that no single party's amount can be read off it.
"""

from collections.abc import Hashable
from typing import Final, TypeVar

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from server.domain.kinds import IntentKind
from server.domain.messages import Amount, Currency, PersonId, ProjectId
from server.domain.state import Intent, Roadshow, Sums, Tallies, Tally
from server.domain.terms import Level, Terms, Visibility

K = TypeVar("K", bound=Hashable)

PARTIES: Final = 3


class SumView(Struct, frozen=True, kw_only=True):
    """The sum of the low ends and that of the high ends in minor units, over so many parties."""

    currency: Currency
    minimum: int
    maximum: int
    parties: int


class BoardView(Struct, frozen=True, kw_only=True):
    """One project's board; `withheld` are currencies in which there are amounts but too few parties to show them."""

    project: ProjectId
    parties: int
    kinds: dict[IntentKind, int]
    levels: dict[Level, int]
    sums: list[SumView]
    withheld: list[Currency]


def counted(state: Roadshow, intent: Intent) -> Roadshow:
    """With one more live intent."""
    return _moved(state, intent.project, intent.person, intent.terms, 1)


def discounted(state: Roadshow, intent: Intent) -> Roadshow:
    """Without an intent that was counted before."""
    return _moved(state, intent.project, intent.person, intent.terms, -1)


def board(tally: Tally, project: ProjectId, *, least: int = 1) -> BoardView:
    """A tally as it is shown, sums only from `least` parties up."""
    sums = sorted(tally.sums.items())
    return BoardView(
        project=project,
        parties=len(tally.parties),
        kinds=dict(sorted(tally.kinds.items())),
        levels=dict(sorted(tally.levels.items())),
        sums=[_sum(currency, one) for currency, one in sums if len(one.parties) >= least],
        withheld=[currency for currency, one in sums if len(one.parties) < least],
    )


def _sum(currency: Currency, sums: Sums) -> SumView:
    return SumView(currency=currency, minimum=sums.minimum, maximum=sums.maximum, parties=len(sums.parties))


def _moved(state: Roadshow, project: ProjectId, person: PersonId, terms: Terms, by: int) -> Roadshow:
    tallies = state.tallies.get(project, Tallies())
    passed = terms.visibility is not Visibility.host_only
    tallies = Tallies(
        whole=_tally(tallies.whole, person, terms, by),
        passed=_tally(tallies.passed, person, terms, by) if passed else tallies.passed,
        public=_tally(tallies.public, person, terms, by) if terms.aggregate else tallies.public,
    )
    return replace(state, tallies=state.tallies.set(project, tallies))


def _tally(tally: Tally, person: PersonId, terms: Terms, by: int) -> Tally:
    return Tally(
        parties=_count(tally.parties, person, by),
        kinds=_count(tally.kinds, terms.kind, by),
        levels=_count(tally.levels, terms.level, by),
        sums=_summed(tally.sums, person, terms.amount, by) if terms.amount else tally.sums,
    )


def _summed(sums: Map[Currency, Sums], person: PersonId, amount: Amount, by: int) -> Map[Currency, Sums]:
    old = sums.get(amount.currency, Sums())
    new = Sums(
        minimum=old.minimum + by * amount.minimum,
        maximum=old.maximum + by * amount.maximum,
        parties=_count(old.parties, person, by),
    )
    return sums.set(amount.currency, new) if new.parties else sums.delete(amount.currency)


def _count(counts: Map[K, int], key: K, by: int) -> Map[K, int]:
    count = counts.get(key, 0) + by
    return counts.set(key, count) if count else counts.delete(key)
