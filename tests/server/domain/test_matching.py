from itertools import chain, combinations, product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from server.domain.matching import Wish, match

Wishes = dict[str, Wish[str]]
Pairs = list[tuple[str, str]]


@st.composite
def markets(draw: DrawFn, most: int = 7, capacity: int = 4) -> tuple[Wishes, Wishes]:
    """Two sides, each of whom wishes for some of the other side, a stranger among them, with places from none up."""
    investors = [f"i{number}" for number in range(draw(st.integers(0, most)))]
    projects = [f"p{number}" for number in range(draw(st.integers(0, most)))]

    def wishes(side: list[str], others: list[str]) -> Wishes:
        order = st.permutations([*others, "stranger"]).flatmap(
            lambda whole: st.integers(0, len(whole)).map(lambda end: tuple(whole[:end]))
        )
        return {one: Wish(draw(order), draw(st.integers(0, capacity))) for one in side}

    return wishes(investors, projects), wishes(projects, investors)


def content(wish: Wish[str], one: str, met: list[str]) -> bool:
    """Whether somebody would rather not have `one` beside or instead of those met."""
    if one not in wish.order or wish.capacity == 0:
        return True
    full = len(met) >= wish.capacity
    return full and all(wish.order.index(other) < wish.order.index(one) for other in met)


def blocking(investors: Wishes, projects: Wishes, pairs: Pairs) -> Pairs:
    """Pairs who are not matched and would both rather be."""
    return [
        (investor, project)
        for investor, project in product(investors, projects)
        if (investor, project) not in pairs
        and not content(investors[investor], project, [there for here, there in pairs if here == investor])
        and not content(projects[project], investor, [here for here, there in pairs if there == project])
    ]


@given(markets())
def test_no_pair_would_rather_meet_than_what_they_got(market: tuple[Wishes, Wishes]) -> None:
    assert blocking(*market, match(*market)) == []


@given(markets())
def test_everybody_keeps_to_their_capacity_and_meets_only_whom_they_wish_for_once(
    market: tuple[Wishes, Wishes],
) -> None:
    investors, projects = market

    pairs = match(investors, projects)

    assert len(set(pairs)) == len(pairs)
    for investor, wish in investors.items():
        met = [there for here, there in pairs if here == investor]
        assert len(met) <= wish.capacity
        assert set(met) <= set(wish.order)
    for project, wish in projects.items():
        met = [here for here, there in pairs if there == project]
        assert len(met) <= wish.capacity
        assert set(met) <= set(wish.order)


@given(markets(), st.randoms(use_true_random=False))
def test_the_same_wishes_give_the_same_pairs_in_whatever_order_they_come(
    market: tuple[Wishes, Wishes], chance: Random
) -> None:
    investors, projects = ([*side.items()] for side in market)
    chance.shuffle(investors)
    chance.shuffle(projects)

    assert match(dict(investors), dict(projects)) == match(*market)


@given(markets(most=3, capacity=1))
def test_every_investor_gets_the_best_that_any_stable_matching_gives_them(market: tuple[Wishes, Wishes]) -> None:
    investors, projects = market
    got = dict(match(investors, projects))
    every = list(product(investors, projects))
    subsets = chain.from_iterable(combinations(every, size) for size in range(min(len(investors), len(projects)) + 1))

    for pairs in map(list, subsets):
        if not feasible(investors, projects, pairs) or blocking(investors, projects, pairs):
            continue
        for investor, project in pairs:
            order = investors[investor].order
            assert order.index(got[investor]) <= order.index(project)


def feasible(investors: Wishes, projects: Wishes, pairs: Pairs) -> bool:
    mutual = all(there in investors[here].order and here in projects[there].order for here, there in pairs)
    sides = (investors, 0), (projects, 1)
    return mutual and all(
        sum(pair[place] == one for pair in pairs) <= wish.capacity
        for side, place in sides
        for one, wish in side.items()
    )


def test_who_is_let_go_of_by_a_better_one_asks_on() -> None:
    investors = {"ann": Wish(("p", "q"), 1), "bob": Wish(("p", "q"), 1)}
    projects = {"p": Wish(("bob", "ann"), 1), "q": Wish(("ann", "bob"), 1)}

    assert match(investors, projects) == [("bob", "p"), ("ann", "q")]
