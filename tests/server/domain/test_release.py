from collections.abc import Sequence
from datetime import date
from functools import reduce
from itertools import combinations
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.board import SumView
from server.domain.consortia import FormConsortium, InviteMember, JoinConsortium, LeaveConsortium, TakeNumber
from server.domain.intents import StateIntent, WithdrawIntent
from server.domain.joint import enclosing
from server.domain.kinds import IntentKind
from server.domain.looks import public_board
from server.domain.messages import Amount, ConsortiumId, PersonId, Role
from server.domain.release import Release, Sums, party
from server.domain.show import ReviseRoadshow
from server.domain.state import Roadshow
from tests.server.domain.attacker import Sum, exposed, newest_exposes
from tests.server.domain.story import HOST, PROJECT_A, START, Story, actor, on_air, title

PARTIES: Final = [actor(f"p{number}", Role.investor) for number in range(7)]

Step = tuple[int, str, int, int]
STEPS: Final = st.lists(
    st.tuples(
        st.integers(0, len(PARTIES) - 1),
        st.sampled_from(["invest", "invest", "invest", "buy", "leave"]),
        st.integers(1, 4),
        st.integers(0, 2),
    ),
    max_size=40,
)


def amount_of(who: int, low: int, width: int) -> Amount:
    """An amount that no other party's could be made up of; a party comes back to some of its own."""
    minimum = low * 10 ** (3 * who)
    return Amount(minimum=minimum, maximum=minimum + width * 10 ** (3 * who), currency="CNY")


def played(steps: Sequence[Step], least: int) -> list[Roadshow]:
    """The states after each of the steps that is possible."""
    story = on_air().given(HOST, ReviseRoadshow(title=title("Evening"), starts_at=START, threshold=least))
    states = [story.state]
    for who, what, low, width in steps:
        act(story, who, what, amount_of(who, low, width))
        states.append(story.state)
    return states


def act(story: Story, who: int, what: str, amount: Amount) -> None:
    person = PARTIES[who]
    if what != "leave":
        story.given(person, StateIntent(project=PROJECT_A, kind=IntentKind(what), amount=amount))
        return
    for intent in [one for one in story.state.intents.values() if one.live and one.person == person.person]:
        story.given(person, WithdrawIntent(intent=intent.intent))


def shown(state: Roadshow) -> SumView | None:
    board = public_board(state, PROJECT_A)
    assert board is not None
    return board.sums[0] if board.sums else None


def made_of(state: Roadshow, end: str) -> Sum:
    """What every party has at one end of the true sum."""
    found: dict[str, int] = {}
    for intent in state.intents.values():
        if intent.live and intent.terms.amount and intent.terms.aggregate:
            found[intent.person] = found.get(intent.person, 0) + getattr(intent.terms.amount, end)
    return found


def published(states: Sequence[Roadshow]) -> list[int]:
    """At which of the states a sum appeared that had not been there before."""
    news, last = [], None
    for number, state in enumerate(states):
        if (view := shown(state)) and view != last:
            if last is None or view.at != last.at or (view.minimum, view.maximum) != (last.minimum, last.maximum):
                news.append(number)
            last = view
    return news


@settings(max_examples=150)
@given(STEPS, st.sampled_from([3, 4]))
def test_no_combination_of_public_sums_tells_of_fewer_parties_than_the_plan_wants(
    steps: list[Step], least: int
) -> None:
    states = played(steps, least)
    news = published(states)

    for end in ("minimum", "maximum"):
        sums = [made_of(states[number], end) for number in news]
        for number, made in zip(news, sums, strict=True):
            view = shown(states[number])
            assert view is not None
            assert getattr(view, end) == sum(made.values())
            assert view.parties == len(made) >= least
        assert exposed(sums, least) is None


@settings(max_examples=150)
@given(STEPS)
def test_no_difference_of_two_public_sums_is_an_amount_of_one_party_or_two(steps: list[Step]) -> None:
    """The same by plain arithmetic on what is on the screen: each party's amounts are digits of their own."""
    views = [view for state in played(steps, 3) if (view := shown(state))]

    for one, other in combinations(views, 2):
        for end in ("minimum", "maximum"):
            difference = abs(getattr(one, end) - getattr(other, end))
            assert difference == 0 or parties_in(getattr(one, end), getattr(other, end)) >= 3


def parties_in(one: int, other: int) -> int:
    """How many parties' digits differ."""
    return sum(one // 10 ** (3 * who) % 1000 != other // 10 ** (3 * who) % 1000 for who in range(len(PARTIES)))


@settings(max_examples=100)
@given(STEPS, st.sampled_from([3, 4]))
def test_a_public_sum_never_says_more_than_stands(steps: list[Step], least: int) -> None:
    for state in played(steps, least):
        if view := shown(state):
            assert view.minimum <= sum(made_of(state, "minimum").values())
            assert view.maximum <= sum(made_of(state, "maximum").values())


def test_the_attacker_finds_what_a_sum_that_follows_every_change_gives_away() -> None:
    one, two = {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 3, "d": 4}

    assert exposed([one, two], 3) is not None
    assert exposed([one, {"d": 4, "e": 5, "f": 6}], 3) is None


def test_the_attacker_finds_what_three_sums_give_away_that_no_two_do() -> None:
    first = {"a": 1, "b": 2, "c": 3}
    second = {**first, "d": 4, "e": 5, "f": 6}
    third = {"d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9}
    fourth = {"a": 1, "b": 2, "c": 3, "g": 7, "h": 8, "i": 9, "x": 10}

    assert exposed([first, second, third], 3) is None
    assert all(exposed(list(pair), 3) is None for pair in combinations([first, second, third, fourth], 2))
    assert exposed([first, second, third, fourth], 3) is not None


def shares(**values: int) -> Sums:
    sums = Sums()
    for name, value in values.items():
        sums = sums.exchanged(PersonId(name), None, Amount(minimum=value, maximum=value, currency="CNY"))
    return sums


def told(release: Release) -> int | None:
    figure = release.shown(3)
    return figure.minimum if figure else None


@pytest.fixture
def three() -> Release:
    """A release of a, b and c."""
    release = Release()
    for names in ("a", "ab", "abc"):
        values = {name: ord(name) - 96 for name in names}
        release = release.step([PersonId(names[-1])], shares(**values), 3, START)
    return release


def test_a_fourth_and_a_fifth_wait_for_a_sixth(three: Release) -> None:
    values = {"a": 1, "b": 2, "c": 3}
    assert told(three) == 6
    for name, value, seen in (("d", 10, 6), ("e", 10, 6), ("f", 10, 36)):
        values[name] = value
        three = three.step([PersonId(name)], shares(**values), 3, START)
        assert told(three) == seen


def test_who_leaves_takes_the_sum_down_and_who_comes_back_as_they_were_puts_it_up(three: Release) -> None:
    left = three.step([PersonId("c")], shares(a=1, b=2), 3, START)
    assert told(left) is None

    assert told(left.step([PersonId("c")], shares(a=1, b=2, c=3), 3, START)) == 6


def test_who_comes_back_as_they_were_is_not_new(three: Release) -> None:
    values = {"a": 1, "b": 2}
    three = three.step([PersonId("c")], shares(**values), 3, START)
    for name, value in (("d", 10), ("e", 10), ("c", 3)):
        values[name] = value
        three = three.step([PersonId(name)], shares(**values), 3, START)

    assert told(three) == 6


def test_who_takes_part_without_an_amount_stands_in_no_sum() -> None:
    story = on_air()
    for who in PARTIES:
        story.given(who, StateIntent(project=PROJECT_A, kind=IntentKind.pilot, decide_by=date(2026, 12, 1)))

    assert shown(story.state) is None


DEEDS: Final = (*["invest"] * 5, "buy", "leave", "join", "away", "joint", "joint")
CIRCLES: Final = {0: (1, 2), 3: (4,)}
"""Who leads a consortium, and who may come into it."""


class Evening:
    """An evening in which some get together, and what every joint intent was made of when it was stated."""

    def __init__(self, least: int) -> None:
        plan = ReviseRoadshow(title=title("Evening"), starts_at=START, threshold=least)
        self.story = on_air().given(HOST, plan)
        for who in PARTIES:
            self.story.given(who, TakeNumber())
        for lead in CIRCLES:
            self.story.given(PARTIES[lead], FormConsortium(project=PROJECT_A), id=f"c{lead}")
        self.parts: dict[tuple[str, int], dict[str, Amount]] = {}

    def act(self, who: int, what: str, amount: Amount) -> None:
        if what in ("join", "away"):
            self.turn(who, what)
        elif what == "joint":
            self.state_jointly(who, amount)
        else:
            act(self.story, who, what, amount)

    def turn(self, who: int, what: str) -> None:
        """Come in where one may, or leave."""
        lead = next((lead for lead, others in CIRCLES.items() if who in others), None)
        if lead is None:
            return
        circle, person = ConsortiumId(f"con_c{lead}"), PARTIES[who].person
        inside = self.story.state.consortia.of(person, PROJECT_A) is not None
        if what == "join" and not inside:
            number = self.story.state.numbers[person]
            self.story.given(PARTIES[lead], InviteMember(consortium=circle, number=number))
            self.story.given(PARTIES[who], JoinConsortium(consortium=circle))
        elif what == "away" and inside:
            self.story.given(PARTIES[who], LeaveConsortium(consortium=circle))

    def state_jointly(self, who: int, more: Amount) -> None:
        """What all members have stated of it together, and something more: what an attacker would guess."""
        if who not in CIRCLES:
            return
        state, lead = self.story.state, PARTIES[who]
        members = state.consortia.known[ConsortiumId(f"con_c{who}")].members
        parts: dict[str, Amount] = {lead.person: more}
        for one in state.intents.values():
            mine = one.person in members and one.terms.kind is IntentKind.invest and one.terms.consortium is None
            if one.live and mine and one.terms.amount:
                parts[one.person] = plus(parts.get(one.person), one.terms.amount)
        whole = reduce(plus, parts.values())
        self.story.given(lead, StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=whole, joint=True))
        claim = (ConsortiumId(f"con_c{who}"), PROJECT_A, IntentKind.invest, None)
        joint = self.story.state.intents[self.story.state.live_intents[claim]]
        self.parts[joint.intent, joint.version] = parts

    def made_of(self, state: Roadshow, end: str) -> Sum:
        """What every person has at one end of the true sum, those of a joint intent for themselves."""
        found: dict[str, int] = {}
        for one in state.intents.values():
            if not one.live or not one.terms.amount or enclosing(state, one):
                continue
            for person, amount in self.parts.get((one.intent, one.version), {one.person: one.terms.amount}).items():
                found[person] = found.get(person, 0) + getattr(amount, end)
        return found


def plus(one: Amount | None, other: Amount) -> Amount:
    low, high = (one.minimum, one.maximum) if one else (0, 0)
    return Amount(minimum=low + other.minimum, maximum=high + other.maximum, currency="CNY")


def at_random(seed: int, least: int) -> Evening:
    """Sixty steps that come to people's minds."""
    chance, played = Random(seed), Evening(least)
    for _ in range(60):
        who = chance.randrange(len(PARTIES))
        played.act(who, chance.choice(DEEDS), amount_of(who, chance.randint(1, 4), chance.randint(0, 2)))
    return played


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 4]))
def test_no_combination_tells_of_fewer_parties_where_some_state_jointly_what_they_stated_alone(
    seed: int, least: int
) -> None:
    played = at_random(seed, least)
    states = [state for state in played.story.states if PROJECT_A in state.projects]
    news = published(states)

    for end in ("minimum", "maximum"):
        sums = [played.made_of(states[number], end) for number in news]
        for count, (number, made) in enumerate(zip(news, sums, strict=True), start=1):
            view, kin = shown(states[number]), states[number].tallies[PROJECT_A].kin
            parties = {party(kin, person.person) for person in PARTIES}
            assert view is not None
            assert getattr(view, end) == sum(made.values())
            assert newest_exposes(sums[:count], parties, least) is None


def test_a_joint_intent_and_two_more_parties_make_a_public_sum() -> None:
    played = Evening(3)
    played.turn(1, "join")
    played.state_jointly(0, amount_of(0, 1, 0))
    for who in (4, 5):
        assert shown(played.story.state) is None
        played.act(who, "invest", amount_of(who, 1, 0))

    view = shown(played.story.state)

    assert view is not None
    assert view.parties == 3


def test_three_who_state_jointly_are_one_party() -> None:
    played = Evening(3)
    for who in (1, 2):
        played.turn(who, "join")
        played.act(who, "buy", amount_of(who, 1, 0))
    played.state_jointly(0, amount_of(0, 1, 0))

    assert shown(played.story.state) is None


def test_the_attacker_finds_what_a_joint_amount_gives_away_that_counts_as_new() -> None:
    """Three who were told of one by one are told of again as one, with two others: the difference is those two."""
    one, two = {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    parties = [frozenset("abc"), frozenset("d"), frozenset("e")]

    assert newest_exposes([one, two], parties, 3) == {"d", "e"}
    assert newest_exposes([two], parties, 3) is None


def test_a_sum_stands_where_those_in_it_state_jointly_no_less() -> None:
    played = Evening(3)
    for who in (0, 1, 5):
        played.act(who, "invest", amount_of(who, 2, 0))
    before = shown(played.story.state)
    played.turn(1, "join")

    played.state_jointly(0, amount_of(0, 1, 0))

    assert before is not None
    assert shown(played.story.state) == before
