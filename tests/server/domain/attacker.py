"""Somebody who sees every public sum there ever was, and adds and subtracts them as they like.

`Sum` is what one published sum was made of: each party with what it had in it. Amounts are unknowns; an amount that a
party comes back to is the same unknown, as for somebody who knows that it did.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

Sum = Mapping[str, int]
Row = dict[tuple[str, int], Fraction]


def exposed(sums: Sequence[Sum], least: int) -> set[str] | None:
    """Fewer than `least` parties of whose amounts alone some combination of the sums tells something; None if safe.

    A combination that tells of these parties alone is one in which all others cancel out. There is one exactly where
    leaving these parties out makes the sums say less (lowers their rank).
    """
    rows: list[Row] = [{each: Fraction(1) for each in one.items()} for one in sums]
    everybody = sorted({person for one in sums for person in one})
    whole = rank(rows)
    for group in combinations(everybody, min(least - 1, len(everybody))):
        others = [{at: one for at, one in row.items() if at[0] not in group} for row in rows]
        if rank(others) < whole:
            return set(group)
    return None


def newest_exposes(sums: Sequence[Sum], parties: Iterable[frozenset[str]], least: int) -> set[str] | None:
    """The same of combinations that the last sum is in, where several people may be one party.

    There is one exactly where, leaving some parties out, the last sum is a combination of those before, and is none
    otherwise.
    """
    rows: list[Row] = [{each: Fraction(1) for each in one.items()} for one in sums]
    if rank(rows) == rank(rows[:-1]):
        return None
    several = sorted(map(sorted, parties))
    for chosen in combinations(several, min(least - 1, len(several))):
        group = {person for one in chosen for person in one}
        others = [{at: one for at, one in row.items() if at[0] not in group} for row in rows]
        if rank(others) == rank(others[:-1]):
            return group
    return None


def rank(rows: Iterable[Row]) -> int:
    """How many of the rows are no combination of the others."""
    reduced: dict[tuple[str, int], Row] = {}
    for row in rows:
        left = dict(row)
        while left:
            pivot = min(left)
            if pivot not in reduced:
                reduced[pivot] = {at: value / left[pivot] for at, value in left.items()}
                break
            factor = left[pivot]
            for at, value in reduced[pivot].items():
                left[at] = left.get(at, Fraction(0)) - factor * value
            left = {at: value for at, value in left.items() if value}
    return len(reduced)
