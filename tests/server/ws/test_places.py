from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.messages import Role
from server.errors import TooMany, Unavailable
from server.ws.places import AGAIN, KEPT_FOR, Places, counted


def test_a_full_house_says_when_to_ask_again_and_who_leaves_makes_room() -> None:
    places = Places(2, 2)
    places.take("")
    places.take("")

    with pytest.raises(Unavailable) as refused:
        places.take("")
    places.leave("")
    places.take("")

    assert (refused.value.code, refused.value.after) == ("house_full", AGAIN)


def test_one_address_has_so_many_and_no_other_pays_for_it() -> None:
    places = Places(10, 2)
    places.take("192.0.2.1")
    places.take("192.0.2.1")

    with pytest.raises(TooMany) as refused:
        places.take("192.0.2.1")
    places.take("192.0.2.2")
    places.leave("192.0.2.1")
    places.take("192.0.2.1")

    assert (refused.value.code, places.taken) == ("address_full", 3)


def test_one_address_gets_a_quarter_where_nothing_else_is_said() -> None:
    assert Places(20_000).by_address == 5000
    assert Places(1).by_address == 1
    assert Places(10, 10).by_address == 10


def test_who_is_not_counted_by_address_is_counted_among_all() -> None:
    places = Places(4, 1)
    for _ in range(4):
        places.take("")

    with pytest.raises(Unavailable):
        places.look("192.0.2.1")


def test_the_last_places_are_kept_for_who_runs_a_show() -> None:
    places = Places(20)
    for _ in range(18):
        places.take("")

    with pytest.raises(Unavailable):
        places.take("")
    places.take("", kept=True)

    assert [Places(most).reserve for most in (9, 1000, 20_000)] == [0, 100, 100]


def test_who_runs_a_show_and_a_rehearsals_audience_count_for_no_address() -> None:
    assert {counted("a", role, rehearsal=False) for role in (Role.investor, Role.audience)} == {"a"}
    assert {counted("a", role, rehearsal=False) for role in KEPT_FOR} == {""}
    assert counted("a", Role.audience, rehearsal=True) == ""


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), st.booleans())))
def test_whoever_comes_and_goes_no_limit_is_passed_and_nothing_is_kept_of_who_left(
    moves: list[tuple[str, bool]],
) -> None:
    places, inside = Places(6, 2), Counter[str]()
    for address, comes in moves:
        full = inside.total() >= 6 or (address and inside[address] >= 2)
        if comes and full:
            with pytest.raises((TooMany, Unavailable)):
                places.take(address)
        elif comes:
            places.take(address)
            inside[address] += 1
        elif inside[address]:
            places.leave(address)
            inside[address] -= 1
        assert places.taken == inside.total()
    for address in inside.elements():
        places.leave(address)
    assert (places.taken, len(places._from)) == (0, 0)
