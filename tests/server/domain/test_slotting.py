from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from server.domain.slotting import placed

PARTIES = 8
PAIRS = st.lists(
    st.tuples(st.integers(0, PARTIES), st.integers(0, PARTIES)).map(lambda pair: (f"i{pair[0]}", f"p{pair[1]}")),
    unique=True,
    max_size=40,
)
BUSY = st.dictionaries(
    st.tuples(st.sampled_from("ip"), st.integers(0, PARTIES)).map(lambda name: f"{name[0]}{name[1]}"),
    st.frozensets(st.integers(0, 9), max_size=6),
)
TABLES = st.lists(st.integers(0, 4), max_size=10)
Slots = dict[tuple[str, str], int]


def twice(slots: Slots) -> list[tuple[str, int]]:
    """Parties with two meetings in one slot."""
    counted = Counter((party, slot) for pair, slot in slots.items() for party in pair)
    return [where for where, times in counted.items() if times > 1]


def degrees(pairs: list[tuple[str, str]]) -> Counter[str]:
    """How many meetings each party has."""
    return Counter(party for pair in pairs for party in pair)


@given(PAIRS)
def test_as_many_slots_as_the_busiest_has_meetings_are_enough_for_all(pairs: list[tuple[str, str]]) -> None:
    needed = max(degrees(pairs).values(), default=0)

    slots = placed(pairs, [len(pairs)] * needed, {})

    assert set(slots) == set(pairs)
    assert twice(slots) == []


@given(PAIRS, st.integers(1, 5))
def test_as_many_slots_as_it_takes_on_so_many_tables_are_enough_too(pairs: list[tuple[str, str]], tables: int) -> None:
    needed = max(max(degrees(pairs).values(), default=0), -(-len(pairs) // tables))

    slots = placed(pairs, [tables] * needed, {})

    assert set(slots) == set(pairs)
    assert twice(slots) == []
    assert all(count <= tables for count in Counter(slots.values()).values())


@given(PAIRS, TABLES, BUSY)
def test_however_scarce_slots_and_tables_are_nobody_is_in_two_places_or_where_they_are_busy(
    pairs: list[tuple[str, str]], tables: list[int], busy: dict[str, frozenset[int]]
) -> None:
    slots = placed(pairs, tables, busy)

    assert twice(slots) == []
    assert all(held <= tables[slot] for slot, held in Counter(slots.values()).items())
    assert all(slot in range(len(tables)) for slot in slots.values())
    assert not [pair for pair, slot in slots.items() for party in pair if slot in busy.get(party, ())]


@given(PAIRS, TABLES, BUSY)
def test_the_same_pairs_get_the_same_slots(
    pairs: list[tuple[str, str]], tables: list[int], busy: dict[str, frozenset[int]]
) -> None:
    again = {party: frozenset(sorted(taken)) for party, taken in reversed(busy.items())}

    assert placed(pairs, tables, busy) == placed(pairs, tables, again)


def test_what_comes_first_is_the_last_to_be_left_over() -> None:
    pairs = [("i1", "p1"), ("i2", "p2"), ("i3", "p3")]

    assert placed(pairs, [2], {}) == {("i1", "p1"): 0, ("i2", "p2"): 0}


def test_an_exchange_makes_room_where_no_slot_is_free_for_both() -> None:
    pairs = [("i1", "p1"), ("i2", "p2"), ("i1", "p2"), ("i2", "p1")]

    assert placed([*pairs[:2], ("i2", "p1")], [3, 3], {"i1": {1}}) == {
        ("i1", "p1"): 0,
        ("i2", "p2"): 0,
        ("i2", "p1"): 1,
    }
    assert set(placed(pairs, [2, 2], {})) == set(pairs)
