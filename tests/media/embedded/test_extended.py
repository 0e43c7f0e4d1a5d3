import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.embedded import rtcp
from media.embedded.extended import receiver_time, round_trips

OURS = 9


def answer(asked: bytes, held: float, *, sender: int = OURS) -> bytes:
    """What a publisher answers that has held a question for some seconds (RFC 3611 section 4.5)."""
    middle = int.from_bytes(asked[14:18], "big")
    return struct.pack("!LBBHLLL", 1, 5, 0, 3, sender, middle, int(held * 65536))


def test_what_was_not_spent_at_the_publisher_was_spent_on_the_way() -> None:
    asked = receiver_time(OURS, 4_000_000_000.25)

    (trip,) = round_trips(answer(asked, 0.3), OURS, 4_000_000_000.25 + 0.35)

    assert trip == pytest.approx(0.05, abs=0.001)


def test_the_question_is_a_packet_of_its_own() -> None:
    (report,) = rtcp.parse(receiver_time(OURS, 1.0))

    assert isinstance(report, rtcp.Extended)
    assert not list(round_trips(report.body, OURS, 1.0))


def test_answers_to_others_and_from_the_future_say_nothing() -> None:
    asked = receiver_time(OURS, 1000.0)

    assert not list(round_trips(answer(asked, 0.0, sender=8), OURS, 1000.1))
    assert not list(round_trips(answer(asked, 2.0), OURS, 1000.1))


@given(st.binary(max_size=64))
def test_any_body_is_read(body: bytes) -> None:
    assert all(trip >= 0 for trip in round_trips(body, OURS, 1000.0))
