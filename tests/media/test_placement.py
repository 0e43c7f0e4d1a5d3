from media.placement import SLACK, choose, least_loaded


def test_the_fewest_sessions_win_and_the_first_of_equals() -> None:
    assert least_loaded({0: 5, 1: 3, 2: 3}) == 1


def test_a_worker_that_serves_the_room_is_preferred_while_others_are_not_clearly_emptier() -> None:
    assert choose({0: 40, 1: 0}, {0}) == 0
    assert choose({0: SLACK + 1, 1: 0}, {0}) == 1
    assert choose({0: 1000, 1: 800}, {0}) == 0
    assert choose({0: 1200, 1: 800}, {0}) == 1


def test_of_several_that_serve_the_room_the_emptiest_is_taken() -> None:
    assert choose({0: 30, 1: 20, 2: 0}, {0, 1}) == 1


def test_a_room_that_nobody_serves_goes_to_the_emptiest() -> None:
    assert choose({0: 2, 1: 1}, set()) == 1
    assert choose({0: 2, 1: 1}, {7}) == 1
