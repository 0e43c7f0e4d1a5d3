from pathlib import Path

import pytest

from server.errors import TooMany
from server.http.limits import PER_ADDRESS, PER_SEAT, Limits, Verb, network


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def spend(limits: Limits, seat: str) -> None:
    for _ in range(PER_SEAT[Verb.media].burst):
        limits.seat(Verb.media, seat)


def test_a_burst_is_let_through_and_then_one_at_a_time() -> None:
    seconds = Seconds()
    limits = Limits(seconds)
    spend(limits, "a")

    with pytest.raises(TooMany) as refused:
        limits.seat(Verb.media, "a")

    assert (refused.value.code, refused.value.after) == ("too_many", 1)
    seconds.now += 1
    limits.seat(Verb.media, "a")
    with pytest.raises(TooMany):
        limits.seat(Verb.media, "a")


def test_seats_and_verbs_are_counted_apart() -> None:
    limits = Limits(Seconds())
    spend(limits, "a")

    limits.seat(Verb.media, "b")
    limits.seat(Verb.command, "a")


def test_a_rest_fills_a_bucket_to_its_brim_and_no_further() -> None:
    seconds = Seconds()
    limits = Limits(seconds)
    spend(limits, "a")

    seconds.now += 3600
    spend(limits, "a")

    with pytest.raises(TooMany):
        limits.seat(Verb.media, "a")


def test_a_clock_that_runs_backwards_gives_nothing() -> None:
    seconds = Seconds()
    limits = Limits(seconds)
    spend(limits, "a")

    seconds.now -= 100

    with pytest.raises(TooMany):
        limits.seat(Verb.media, "a")


@pytest.mark.parametrize(("hall", "at_once"), [(0, 1000), (100, 1000), (15_000, 3000)])
def test_a_larger_hall_may_come_in_by_one_address(hall: int, at_once: int) -> None:
    limits = Limits(Seconds(), hall=hall)
    for _ in range(at_once):
        limits.address(Verb.entrance, "192.0.2.7")

    with pytest.raises(TooMany):
        limits.address(Verb.entrance, "192.0.2.7")


def test_a_larger_hall_has_no_more_sockets_without_a_seat() -> None:
    limits = Limits(Seconds(), hall=1_000_000)
    for _ in range(PER_ADDRESS[Verb.stranger].burst):
        limits.address(Verb.stranger, "192.0.2.7")

    with pytest.raises(TooMany):
        limits.address(Verb.stranger, "192.0.2.7")


def test_memory_is_bounded_and_the_one_unseen_for_longest_is_forgotten() -> None:
    limits = Limits(Seconds(), remembered=2)
    spend(limits, "a")
    spend(limits, "b")
    spend(limits, "c")

    limits.seat(Verb.media, "a")
    with pytest.raises(TooMany):
        limits.seat(Verb.media, "c")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_subscriber_is_one_sender(address: str, counted: str) -> None:
    assert network(address) == counted


def test_the_documentation_tells_the_limits() -> None:
    text = " ".join((Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8").split())

    command, api, media = (PER_SEAT[verb] for verb in (Verb.command, Verb.api, Verb.media))
    assert f"{command.per_second} commands a second ({command.burst} at once)" in text
    assert f"{api.per_second} other requests ({api.burst} at once)" in text
    assert f"{media.per_second} media session a second ({media.burst} at once)" in text
    entrance = PER_ADDRESS[Verb.entrance]
    assert f"{entrance.per_second} people a second may come in or try a token ({entrance.burst} at once)" in text
