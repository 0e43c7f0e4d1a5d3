"""The board: what all live intents towards a project come to, kept as running tallies.

Low and high ends are added apart, per currency and basis; nothing is converted, ranked or called raised. The public is
told a sum only in steps from which nobody's amount can be worked out (`release`).
"""

from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from server.domain.course import IntentState
from server.domain.kinds import IntentKind
from server.domain.messages import Basis, Currency, Money, ProjectId
from server.domain.release import NOBODY, Release
from server.domain.state import Intent, Roadshow
from server.domain.tallies import Entry, Pot, Rung, Tallies, Tally
from server.domain.terms import Visibility


class SumView(Struct, frozen=True, kw_only=True):
    """The sum of the low ends and that of the high ends in minor units, over so many parties; in public, as of `at`."""

    currency: Currency
    basis: Basis
    minimum: int
    maximum: int
    parties: int
    at: datetime | None = None


class LineView(Struct, frozen=True, kw_only=True):
    """The same for one kind of intent."""

    kind: IntentKind
    currency: Currency
    basis: Basis
    minimum: int
    maximum: int
    parties: int


class CoverageView(Struct, frozen=True, kw_only=True):
    """What a sum is of the target, in whole per cent, rounded down."""

    minimum: int
    maximum: int


class BoardView(Struct, frozen=True, kw_only=True):
    """One project's board; `withheld` are currencies in which there are amounts that are not shown.

    `lines` are for organizers and the project's presenters. `least` is from how many parties on sums are public.
    """

    project: ProjectId
    parties: int
    kinds: dict[IntentKind, int]
    levels: dict[Rung, int]
    sums: list[SumView]
    lines: list[LineView]
    withheld: list[Currency]
    target: Money | None
    coverage: CoverageView | None
    least: int


def recounted(state: Roadshow, before: Intent | None, after: Intent) -> Roadshow:
    """With one intent as it is now instead of as it was; what does not count adds nothing."""
    old, new = (_entry(one) if one is not None and one.live else None for one in (before, after))
    if old == new and (before is None or before.terms == after.terms):
        return state
    tallies = state.tallies.get(after.project, Tallies())
    passed = [entry if one and entry and _passed(one) else None for one, entry in ((before, old), (after, new))]
    public = [entry if one and entry and one.terms.aggregate else None for one, entry in ((before, old), (after, new))]
    tallies = Tallies(
        whole=tallies.whole.exchanged(old, new),
        passed=tallies.passed.exchanged(*passed),
        public=tallies.public.exchanged(*public),
        releases=tallies.releases,
    )
    for pot in dict.fromkeys((one.amount.currency, one.amount.basis) for one in public if one and one.amount):
        tallies = _released(tallies, pot, after, state.plan.threshold)
    return replace(state, tallies=state.tallies.set(after.project, tallies))


def _entry(intent: Intent) -> Entry:
    confirmed = intent.state is IntentState.confirmed
    rung = Rung.confirmed if confirmed else Rung(intent.terms.level)
    return Entry(person=intent.person, kind=intent.terms.kind, rung=rung, amount=intent.terms.amount)


def _passed(intent: Intent) -> bool:
    return intent.terms.visibility is not Visibility.host_only


def _released(tallies: Tallies, pot: Pot, by: Intent, least: int) -> Tallies:
    sums = tallies.public.sums.get(pot, NOBODY)
    release = tallies.releases.get(pot, Release()).step(by.person, sums, least, by.since)
    return replace(tallies, releases=tallies.releases.set(pot, release))


def whole_board(state: Roadshow, project: ProjectId) -> BoardView:
    """Every live intent."""
    return _full(state, project, _tallies(state, project).whole)


def passed_board(state: Roadshow, project: ProjectId) -> BoardView:
    """Every live intent but those for the host alone."""
    return _full(state, project, _tallies(state, project).passed)


def public_board(state: Roadshow, project: ProjectId) -> BoardView:
    """What may count in public, sums as they were released."""
    tallies, least = _tallies(state, project), state.plan.threshold
    shown = {pot: figure for pot, release in tallies.releases.items() if (figure := release.shown(least))}
    sums = [_sum(pot, figure, at=figure.at) for pot, figure in sorted(shown.items())]
    told = [target for target in [_target(state, project)] if target and state.preset.tells_amounts]
    withheld = sorted({currency for currency, basis in tallies.public.sums if (currency, basis) not in shown})
    return _board(state, project, tallies.public, sums=sums, withheld=withheld, target=told[0] if told else None)


def _full(state: Roadshow, project: ProjectId, tally: Tally) -> BoardView:
    sums = [_sum(pot, one) for pot, one in sorted(tally.sums.items())]
    lines = [
        LineView(kind=kind, currency=currency, basis=basis, **_figures(one))
        for (kind, currency, basis), one in sorted(tally.lines.items())
    ]
    return _board(state, project, tally, sums=sums, lines=lines, target=_target(state, project))


def _board(
    state: Roadshow,
    project: ProjectId,
    tally: Tally,
    *,
    sums: list[SumView],
    target: Money | None,
    lines: list[LineView] | None = None,
    withheld: list[Currency] | None = None,
) -> BoardView:
    return BoardView(
        project=project,
        parties=len(tally.parties),
        kinds=dict(sorted(tally.kinds.items())),
        levels=dict(sorted(tally.rungs.items())),
        sums=sums,
        lines=lines or [],
        withheld=withheld or [],
        target=target,
        coverage=_coverage(sums, target) if target else None,
        least=state.plan.threshold,
    )


def _coverage(sums: list[SumView], target: Money) -> CoverageView | None:
    """In the target's currency alone, and of whole amounts alone."""
    for one in sums:
        if (one.currency, one.basis) == (target.currency, Basis.total) and target.minor:
            return CoverageView(minimum=one.minimum * 100 // target.minor, maximum=one.maximum * 100 // target.minor)
    return None


def _sum(pot: Pot, one: Any, at: datetime | None = None) -> SumView:
    currency, basis = pot
    return SumView(currency=currency, basis=basis, at=at, **_figures(one))


def _figures(one: Any) -> dict[str, int]:
    return {"minimum": one.minimum, "maximum": one.maximum, "parties": len(one.parties)}


def _target(state: Roadshow, project: ProjectId) -> Money | None:
    return state.pitch_of(project).target


def _tallies(state: Roadshow, project: ProjectId) -> Tallies:
    return state.tallies.get(project, Tallies())
