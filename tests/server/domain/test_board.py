from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis.stateful import invariant
from msgspec.structs import replace

from server.domain.board import BoardView, CoverageView, SumView
from server.domain.course import IntentState
from server.domain.intents import StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.looks import presenter_board, public_board, whole_board
from server.domain.messages import Actor, Amount, Basis, IntentId, Money, ProjectId
from server.domain.presets import Preset
from server.domain.programme import RevisePitch
from server.domain.show import ReviseRoadshow
from server.domain.state import Intent, Roadshow
from server.domain.tallies import Rung
from server.domain.terms import Terms, Visibility
from tests.server.domain import evening
from tests.server.domain.courses import standing
from tests.server.domain.machine import Evening, run
from tests.server.domain.story import HOST, INES, IRIS, IVAN, PITCH_A, PROJECT_A, PROJECT_B, START, Story, on_air, title


def recount(state: Roadshow, project: ProjectId, intents: Iterable[Intent]) -> dict[str, Any]:
    """What the board of these intents must say, counted from nothing."""
    counting = [intent for intent in intents if intent.project == project and intent.live]
    rungs = ("confirmed" if i.state is IntentState.confirmed else i.terms.level.value for i in counting)
    return {
        "parties": len({intent.person for intent in counting}),
        "kinds": dict(Counter(intent.terms.kind for intent in counting)),
        "levels": dict(Counter(rungs)),
        "sums": added(counting, lambda amount, kind: (amount.currency, amount.basis)),
        "lines": added(counting, lambda amount, kind: (kind, amount.currency, amount.basis)),
    }


def added(intents: Iterable[Intent], key: Callable[[Amount, IntentKind], tuple[str, ...]]) -> dict[Any, Any]:
    """The low ends, the high ends and the parties of each group of amounts."""
    groups: dict[Any, list[tuple[Amount, str]]] = {}
    for intent in intents:
        if amount := intent.terms.amount:
            groups.setdefault(key(amount, intent.terms.kind), []).append((amount, intent.person))
    return {
        group: (sum(a.minimum for a, _ in each), sum(a.maximum for a, _ in each), len({p for _, p in each}))
        for group, each in groups.items()
    }


def told(view: BoardView | None) -> dict[str, Any]:
    """What a board says, in the same form."""
    assert view is not None
    return {
        "parties": view.parties,
        "kinds": view.kinds,
        "levels": view.levels,
        "sums": {(one.currency, one.basis): (one.minimum, one.maximum, one.parties) for one in view.sums},
        "lines": {(one.kind, one.currency, one.basis): (one.minimum, one.maximum, one.parties) for one in view.lines},
    }


def alone(state: Roadshow, allowed: Callable[[Terms], bool]) -> list[Intent]:
    """The intents that a board may count, without shares in a joint one that it counts."""
    counted = [intent for intent in state.intents.values() if intent.live and allowed(intent.terms)]
    joint = {intent.intent for intent in counted if intent.terms.consortium}
    inside = {key for key, of in state.consortia.within.items() if of in joint}
    keys = ((one.terms.consortium or one.person, one.project, one.terms.kind, one.terms.round) for one in counted)
    return [intent for key, intent in zip(keys, counted, strict=True) if key not in inside]


def check(state: Roadshow) -> None:
    """Each audience's board of each project is a recount of what it may count."""
    for project in state.projects:
        every = alone(state, lambda terms: True)
        passed = alone(state, lambda terms: terms.visibility in (Visibility.presenter, Visibility.presenter_named))
        public = recount(state, project, alone(state, lambda terms: terms.aggregate))
        shown = told(public_board(state, project))

        assert told(whole_board(state, project)) == recount(state, project, every)
        assert told(presenter_board(state, project, project)) == recount(state, project, passed)
        assert presenter_board(state, project, ProjectId("prj_other")) == public_board(state, project)
        assert {**shown, "sums": {}} == {**public, "sums": {}, "lines": {}}
        assert set(shown["sums"]) <= set(public["sums"])
        for pot, (low, high, _) in shown["sums"].items():
            assert (low, high) <= public["sums"][pot][:2]
            assert high <= public["sums"][pot][1]


class CountedEvening(Evening):
    """The running tally equals a recount after any event."""

    @invariant()
    def the_board_is_a_recount(self) -> None:
        check(self.state)


TestCountedEvening = run(CountedEvening)


def test_the_board_is_a_recount_after_each_event_of_the_whole_evening() -> None:
    for state in evening.whole().states:
        check(state)


def invest(minimum: int, maximum: int, currency: str = "CNY") -> StateIntent:
    amount = Amount(minimum=minimum, maximum=maximum, currency=currency)
    return StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=amount)


def seen(story: Story) -> BoardView:
    view = public_board(story.state, PROJECT_A)
    assert view is not None
    return view


def test_sums_are_public_from_three_parties_in_a_currency_up() -> None:
    story = on_air().given(IRIS, invest(1, 10)).given(IVAN, invest(2, 20)).given(INES, invest(3, 30, "USD"))
    assert (seen(story).sums, seen(story).withheld, seen(story).parties) == ([], ["CNY", "USD"], 3)

    story.given(INES, invest(4, 40))

    assert seen(story).sums == [
        SumView(currency="CNY", basis=Basis.total, minimum=7, maximum=70, parties=3, at=story.at)
    ]
    assert seen(story).withheld == []


def test_one_party_with_many_intents_is_one_party() -> None:
    story = on_air()

    for kind in (IntentKind.invest, IntentKind.buy, IntentKind.pilot):
        amount = Amount(minimum=1, maximum=1, currency="CNY")
        story.given(IRIS, StateIntent(project=PROJECT_A, kind=kind, amount=amount))

    assert (seen(story).parties, sum(seen(story).kinds.values()), seen(story).sums) == (1, 3, [])


def test_a_withdrawal_that_leaves_two_parties_hides_the_sum_again() -> None:
    story = on_air().given(IRIS, invest(1, 1), id="1").given(IVAN, invest(1, 1)).given(INES, invest(1, 1))

    story.given(IRIS, WithdrawIntent(intent=IntentId("int_1")))

    assert (seen(story).sums, seen(story).withheld) == ([], ["CNY"])


@pytest.mark.parametrize("who", [IRIS, IVAN])
def test_what_may_not_count_in_public_does_not(who: Actor) -> None:
    story = on_air()

    story.given(who, StateIntent(project=PROJECT_A, kind=IntentKind.buy, aggregate=False))

    assert (seen(story).parties, seen(story).kinds) == (0, {})


def test_a_project_that_is_not_there_has_no_board() -> None:
    state = on_air().state

    assert public_board(state, ProjectId("prj_nowhere")) is None
    assert whole_board(state, ProjectId("prj_nowhere")) is None
    assert presenter_board(state, ProjectId("prj_nowhere"), ProjectId("prj_nowhere")) is None


def test_an_empty_tally_is_an_empty_board() -> None:
    view = public_board(on_air().state, PROJECT_B)

    assert told(view) == {"parties": 0, "kinds": {}, "levels": {}, "sums": {}, "lines": {}}


def test_amounts_by_year_and_by_tranche_are_never_added_to_whole_ones() -> None:
    story = on_air()
    for who, basis in zip((IRIS, IVAN, INES), Basis, strict=True):
        amount = Amount(minimum=1, maximum=1, currency="CNY", basis=basis)
        story.given(who, StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=amount))

    whole = whole_board(story.state, PROJECT_A)

    assert whole is not None
    assert sorted((one.basis, one.parties) for one in whole.sums) == [("per_tranche", 1), ("per_year", 1), ("total", 1)]


def test_what_is_confirmed_stands_on_its_own_rung() -> None:
    view = whole_board(standing(IntentState.confirmed).state, PROJECT_A)

    assert view is not None
    assert view.levels == {Rung.confirmed: 1}


TARGET = RevisePitch(pitch=PITCH_A, title=title("Project a"), target=Money(minor=1000, currency="CNY"))


def test_the_coverage_is_of_the_targets_currency_and_of_whole_amounts_alone() -> None:
    yearly = Amount(minimum=900, maximum=900, currency="CNY", basis=Basis.per_year)
    story = on_air().given(HOST, TARGET).given(IRIS, invest(333, 1500)).given(IVAN, invest(500, 500, "USD"))
    story.given(INES, StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=yearly))

    view = whole_board(story.state, PROJECT_A)

    assert view is not None
    assert (view.target, view.coverage) == (TARGET.target, CoverageView(minimum=33, maximum=150))


def test_the_public_is_told_the_coverage_of_what_was_released_and_only_where_the_preset_lets_it() -> None:
    story = on_air().given(HOST, TARGET).given(IRIS, invest(100, 100)).given(IVAN, invest(100, 100))
    assert (seen(story).target, seen(story).coverage) == (TARGET.target, None)

    story.given(INES, invest(100, 100)).given(IRIS, invest(400, 400))
    assert seen(story).coverage == CoverageView(minimum=30, maximum=30)

    silent = replace(story.state, preset=Preset(round=()))
    view = public_board(silent, PROJECT_A)
    assert view is not None
    assert (view.target, view.coverage) == (None, None)


def test_a_sum_is_taken_down_while_somebody_in_it_stands_by_less() -> None:
    story = on_air().given(IRIS, invest(5, 5)).given(IVAN, invest(1, 1)).given(INES, invest(1, 1))

    story.given(IRIS, invest(4, 6))
    assert (seen(story).sums, seen(story).withheld) == ([], ["CNY"])

    story.given(IRIS, invest(5, 6))
    assert [(one.minimum, one.maximum) for one in seen(story).sums] == [(7, 7)]


def test_a_plan_that_wants_more_parties_hides_at_once_what_fewer_have_made() -> None:
    story = on_air().given(IRIS, invest(5, 5)).given(IVAN, invest(1, 1)).given(INES, invest(1, 1))

    story.given(HOST, ReviseRoadshow(title=title("Evening"), starts_at=START, threshold=4))

    assert (seen(story).sums, seen(story).least) == ([], 4)
