"""Who should meet whom: a stable matching of investors and projects, each with an order of wishes and a capacity.

Deferred acceptance (Gale and Shapley 1962) with several places on both sides (Roth 1984): investors ask from the top of
their order, a project keeps the best it was asked by and lets the others ask on. Only pairs that wish for one another
are matched. No pair that is not matched would both rather meet one another than somebody they are to meet, and of all
such matchings every investor gets the one they like best.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from msgspec import Struct

A = TypeVar("A", bound=str)
B = TypeVar("B", bound=str)


class Wish(Struct, Generic[A], frozen=True):
    """Whom one side would meet, the most wanted first and each once, and how many of them at most."""

    order: tuple[A, ...]
    capacity: int


def match(investors: Mapping[A, Wish[B]], projects: Mapping[B, Wish[A]]) -> list[tuple[A, B]]:
    """The stable pairs, those that want one another most first; the same whatever order the wishes are given in.

    Takes time in proportion to the length of all orders.
    """
    ranks = {project: _ranks(wish) for project, wish in projects.items()}
    kept: dict[B, set[A]] = {project: set() for project in projects}
    asking = {investor: _mutual(investor, wish, ranks) for investor, wish in investors.items()}
    waiting = [investor for investor, wish in investors.items() for _ in range(wish.capacity)]
    while waiting:
        investor = waiting.pop()
        if (project := next(asking[investor], None)) is None:
            continue
        kept[project].add(investor)
        if len(kept[project]) > projects[project].capacity:
            worst = max(kept[project], key=ranks[project].__getitem__)
            kept[project].discard(worst)
            waiting.append(worst)
    pairs = [(investor, project) for project, chosen in kept.items() for investor in chosen]
    wanted = {investor: _ranks(wish) for investor, wish in investors.items()}
    return sorted(pairs, key=lambda pair: (wanted[pair[0]][pair[1]] + ranks[pair[1]][pair[0]], pair))


def _ranks(wish: Wish[A]) -> dict[A, int]:
    return {one: rank for rank, one in enumerate(wish.order)}


def _mutual(investor: A, wish: Wish[B], ranks: Mapping[B, Mapping[A, int]]) -> Iterator[B]:
    return (project for project in wish.order if investor in ranks.get(project, {}))
