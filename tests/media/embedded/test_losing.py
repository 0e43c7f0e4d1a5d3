import pytest

from media.embedded.losing import Losing
from media.embedded.rtcp import Reception


def report(lost: int, highest: int, fraction: int = 0) -> Reception:
    return Reception(ssrc=1, fraction_lost=fraction, lost=lost, highest=highest, jitter=0, last_report=0, delay=0)


def test_a_first_report_is_taken_at_its_word() -> None:
    assert Losing().share(report(5, 1000, 64), 0.0) == 0.25


def test_a_report_of_three_packets_neither_hides_nor_makes_a_loss() -> None:
    losing = Losing()
    losing.share(report(0, 1000), 0.0)

    assert losing.share(report(20, 1100, 51), 1.0) == pytest.approx(0.2)
    assert losing.share(report(20, 1103, 0), 1.1) == pytest.approx(20 / 103)
    assert losing.share(report(21, 1106, 85), 1.2) == pytest.approx(21 / 106)


def test_what_was_lost_before_the_window_is_forgotten() -> None:
    losing = Losing()
    for second in range(5):
        losing.share(report(100, 1000 + 100 * second), float(second))

    assert losing.share(report(101, 1500), 5.0) == pytest.approx(1 / 200)


def test_numbers_that_wrap_and_packets_that_came_after_all_make_no_loss() -> None:
    losing = Losing()
    losing.share(report(7, 0xFFFFFFFF), 0.0)

    assert losing.share(report(3, 9), 1.0) == 0.0
    assert losing.share(report(3, 9), 1.5) == 0.0
