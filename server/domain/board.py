"""The board: what all live intents towards a project come to, kept as running tallies.

Low and high ends are added apart, per currency and basis; nothing is converted, ranked or called raised. The public is
told a sum only in steps from which nobody's amount can be worked out (`release`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from server.domain.course import IntentState
from server.domain.joint import BOARDS, counting, partners, public
from server.domain.kinds import IntentKind
from server.domain.messages import Basis, Currency, IntentId, Money, PersonId, ProjectId
from server.domain.release import NOBODY, Release
from server.domain.state import Intent, Roadshow
from server.domain.tallies import Entry, Pot, Rung, Tallies, Tally


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


def recounted(before: Roadshow, after: Roadshow, intents: Sequence[IntentId], at: datetime) -> Roadshow:
    """The later state with these intents, all towards one project, counted as they are now instead of as they were."""
    turns = [_Turn(*(_counted(state, intent) for state in (before, after))) for intent in intents]
    project = after.intents[intents[0]].project
    old = after.tallies.get(project, Tallies())
    together = _together(after, intents)
    tallies = old.akin(together)
    if tallies is old and all(turn.then == turn.now for turn in turns):
        return after
    for turn in turns:
        tallies = _exchanged(tallies, turn)
    people = {entry.person for turn in turns for entry in (turn.then[-1], turn.now[-1]) if entry}
    pots = [(one.amount.currency, one.amount.basis) for one in _public(turns) if one.amount]
    if tallies.kin is not old.kin:
        people, pots = people | together, [*pots, *tallies.releases]
    for pot in dict.fromkeys(pots):
        tallies = _released(tallies, pot, people, after.plan.threshold, at)
    return replace(after, tallies=after.tallies.set(project, tallies))


class _Turn(NamedTuple):
    """What an intent adds to each board, before and after."""

    then: tuple[Entry | None, ...]
    now: tuple[Entry | None, ...]


def _counted(state: Roadshow, intent: IntentId) -> tuple[Entry | None, ...]:
    found = (counting(state, intent, allowed) for allowed in BOARDS)
    return tuple(_entry(one) if one else None for one in found)


def _entry(intent: Intent) -> Entry:
    confirmed = intent.state is IntentState.confirmed
    rung = Rung.confirmed if confirmed else Rung(intent.terms.level)
    return Entry(person=intent.person, kind=intent.terms.kind, rung=rung, amount=intent.terms.amount)


def _exchanged(tallies: Tallies, turn: _Turn) -> Tallies:
    pairs = list(zip(turn.then, turn.now, strict=True))
    whole = tallies.whole.exchanged(*pairs[0])
    # Most intents count on every board alike, and so boards stay one and the same until something does not.
    alike = tallies.passed is tallies.whole and pairs[1] == pairs[0]
    passed = whole if alike else tallies.passed.exchanged(*pairs[1])
    alike = tallies.public is tallies.passed and pairs[2] == pairs[1]
    public = passed if alike else tallies.public.exchanged(*pairs[2])
    return replace(tallies, whole=whole, passed=passed, public=public)


def _public(turns: Iterable[_Turn]) -> Iterable[Entry]:
    return (entry for turn in turns for entry in (turn.then[-1], turn.now[-1]) if entry)


def _together(state: Roadshow, intents: Iterable[IntentId]) -> set[PersonId]:
    """Everybody whose shares are in a joint intent that counts in public."""
    counted = (counting(state, intent, public) for intent in intents)
    return {person for one in counted if one and one.terms.consortium for person in partners(state, one)}


def _released(tallies: Tallies, pot: Pot, people: Iterable[PersonId], least: int, at: datetime) -> Tallies:
    sums = tallies.public.sums.get(pot, NOBODY)
    release = tallies.releases.get(pot, Release()).step(people, sums, least, at, tallies.kin)
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
