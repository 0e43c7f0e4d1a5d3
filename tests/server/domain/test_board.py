from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis.stateful import invariant

from server.domain.board import PARTIES, BoardView, SumView, board
from server.domain.intents import StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.looks import presenter_board, public_board, whole_board
from server.domain.messages import Actor, Amount, IntentId, ProjectId
from server.domain.state import Intent, Roadshow, Tally
from server.domain.terms import Visibility
from tests.server.domain import evening
from tests.server.domain.machine import Evening, run
from tests.server.domain.story import INES, IRIS, IVAN, PROJECT_A, PROJECT_B, Story, on_air


def recount(project: ProjectId, intents: Iterable[Intent], *, least: int = 1) -> BoardView:
    """The board of these intents, counted from nothing."""
    counting = [intent for intent in intents if intent.project == project and intent.live]
    parties: dict[str, set[str]] = {}
    sums: dict[str, list[int]] = {}
    for intent in counting:
        if amount := intent.terms.amount:
            parties.setdefault(amount.currency, set()).add(intent.person)
            low, high = sums.get(amount.currency, [0, 0])
            sums[amount.currency] = [low + amount.minimum, high + amount.maximum]
    shown = [currency for currency in sorted(sums) if len(parties[currency]) >= least]
    return BoardView(
        project=project,
        parties=len({intent.person for intent in counting}),
        kinds=dict(Counter(intent.terms.kind for intent in counting)),
        levels=dict(Counter(intent.terms.level for intent in counting)),
        sums=[SumView(currency=c, minimum=sums[c][0], maximum=sums[c][1], parties=len(parties[c])) for c in shown],
        withheld=[currency for currency in sorted(sums) if currency not in shown],
    )


def check(state: Roadshow) -> None:
    """Each audience's board of each project is a recount of what it may count."""
    for project in state.projects:
        every = list(state.intents.values())
        passed = [intent for intent in every if intent.terms.visibility is not Visibility.host_only]
        public = recount(project, [intent for intent in every if intent.terms.aggregate], least=PARTIES)

        assert whole_board(state, project) == recount(project, every)
        assert presenter_board(state, project, project) == recount(project, passed)
        assert presenter_board(state, project, ProjectId("prj_other")) == public
        assert public_board(state, project) == public


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

    assert seen(story).sums == [SumView(currency="CNY", minimum=7, maximum=70, parties=3)]
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
    empty = BoardView(project=PROJECT_B, parties=0, kinds={}, levels={}, sums=[], withheld=[])

    assert board(Tally(), PROJECT_B) == empty
