from hypothesis import given
from hypothesis import strategies as st

from media.embedded import rtcp
from media.embedded.reception import MAX_MISSING, MAX_TRIES, RETRY, WINDOW, Receiver
from tests.media.packets import packet


def admit(receiver: Receiver, *sequences: int, now: float = 0.0) -> list[int | None]:
    return [receiver.admit(packet(each, b""), now) for each in sequences]


def test_indexes_run_on_where_sequence_numbers_wrap() -> None:
    first, second, third = admit(Receiver(1, 90_000), 65534, 65535, 0)

    assert first is not None
    assert (second, third) == (first + 1, first + 2)


def test_what_is_late_is_placed_and_what_is_too_old_refused() -> None:
    receiver = Receiver(1, 90_000)
    (base,) = admit(receiver, 5)
    assert base is not None

    assert admit(receiver, 4, 5 + WINDOW, 5, 6) == [base - 1, base + WINDOW, None, base + 1]


def test_what_comes_twice_counts_once() -> None:
    receiver = Receiver(1, 90_000)
    admit(receiver, 1, 2, 3)

    assert admit(receiver, 3, 1) == [None, None]
    assert receiver.received == 3


def test_a_repair_is_told_from_a_packet_that_was_overtaken() -> None:
    receiver = Receiver(1, 90_000)
    admit(receiver, 1, 3, 2, 6)
    receiver.due(0.0)
    admit(receiver, 4)

    assert (receiver.expected, receiver.received, receiver.repaired, receiver.missed) == (6, 5, 1, 2)


def test_a_gap_is_asked_for_at_once_and_again_until_it_is_filled() -> None:
    receiver = Receiver(1, 90_000)
    admit(receiver, 1, 4)

    asked = receiver.due(0.0)
    assert [each & 0xFFFF for each in asked] == [2, 3]
    assert receiver.due(RETRY / 2) == []
    admit(receiver, 2)
    assert [each & 0xFFFF for each in receiver.due(RETRY)] == [3]


def test_asking_ends_after_some_tries() -> None:
    receiver = Receiver(1, 90_000)
    admit(receiver, 1, 3)

    rounds = [receiver.due(turn * RETRY) for turn in range(MAX_TRIES + 3)]

    assert sum(map(len, rounds)) == MAX_TRIES
    assert not receiver.missing


def test_a_gap_too_long_is_not_asked_for() -> None:
    receiver = Receiver(1, 90_000)

    admit(receiver, 1, MAX_MISSING + 10)

    assert not receiver.missing


def test_nothing_is_reported_before_the_first_packet() -> None:
    assert not list(Receiver(1, 90_000).blocks(0.0))


def test_a_block_tells_loss_since_the_last_one() -> None:
    receiver = Receiver(9, 90_000)
    admit(receiver, 100, 101, 103)

    (first,) = receiver.blocks(0.0)
    admit(receiver, 104)
    (second,) = receiver.blocks(1.0)

    assert (first.ssrc, first.lost, first.fraction_lost, first.highest) == (9, 1, 64, 103)
    assert (second.lost, second.fraction_lost) == (1, 0)


def test_a_repaired_loss_is_reported_if_need_be() -> None:
    for strict, reported in ((True, (2, 128)), (False, (0, 0))):
        receiver = Receiver(9, 90_000)
        admit(receiver, 100, 103)
        receiver.due(0.0)
        admit(receiver, 101, 102)

        (block,) = receiver.blocks(0.0, strict=strict)

        assert (block.lost, block.fraction_lost) == reported


def test_a_block_refers_to_the_last_sender_report() -> None:
    receiver = Receiver(9, 90_000)
    admit(receiver, 100)
    report = rtcp.SenderReport(9, 3_900_000_000.5, 0)

    receiver.heard(report, 10.0)
    (block,) = receiver.blocks(10.5)

    assert (block.last_report, block.delay) == (report.middle, 32768)


def test_jitter_is_that_of_arrival_against_timestamps() -> None:
    steady, shaky = Receiver(1, 90_000), Receiver(1, 90_000)

    for turn in range(20):
        steady.admit(packet(turn, b"", timestamp=turn * 900), turn * 0.01)
        shaky.admit(packet(turn, b"", timestamp=turn * 900), turn * 0.01 + (turn % 2) * 0.005)

    assert next(steady.blocks(1.0)).jitter == 0
    assert next(shaky.blocks(1.0)).jitter > 100


@given(st.lists(st.integers(0, 0xFFFF), max_size=200))
def test_any_sequence_numbers_leave_bounded_state(sequences: list[int]) -> None:
    receiver = Receiver(1, 90_000)

    indexes = admit(receiver, *sequences)

    assert all(each is None or each & 0xFFFF == sequence for each, sequence in zip(indexes, sequences, strict=True))
    assert len(receiver.missing) <= MAX_MISSING
    admitted = [each for each in indexes if each is not None]
    assert len(admitted) == len(set(admitted)) == receiver.received
    assert all(0 <= block.fraction_lost <= 255 for block in receiver.blocks(1.0))
