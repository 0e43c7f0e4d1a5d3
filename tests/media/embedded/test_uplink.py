from itertools import accumulate

from media.embedded.uplink import Uplink


def lossy(*losses: int) -> Uplink:
    """An uplink that has lost so many of each hundred packets."""
    uplink = Uplink()
    for reports, missed in enumerate(accumulate(losses), 1):
        uplink.count(100 * reports, missed)
    return uplink


def late(*trips: float) -> Uplink:
    uplink = Uplink()
    for trip in trips:
        uplink.time(trip)
    return uplink


def test_what_repairs_make_good_is_not_a_narrow_uplink() -> None:
    assert not lossy(*[15] * 20).narrow
    assert not late(*[0.3] * 20).narrow
    assert not Uplink().narrow


def test_much_loss_is_one() -> None:
    assert lossy(*[40] * 4).narrow


def test_one_bad_moment_is_not() -> None:
    assert not lossy(0, 0, 60, 0).narrow
    assert not late(0.02, 0.02, 0.2, 0.02).narrow


def test_a_queue_that_has_built_up_is_one() -> None:
    assert late(0.02, *[0.2] * 4).narrow


def test_an_uplink_recovers() -> None:
    assert not lossy(*[60] * 4, *[0] * 8).narrow
    assert not late(0.02, *[0.5] * 4, *[0.02] * 12).narrow


def test_a_stream_that_begins_anew_confuses_nothing() -> None:
    uplink = lossy(5, 5)

    uplink.count(10, 0)
    uplink.count(110, 0)

    assert not uplink.narrow
