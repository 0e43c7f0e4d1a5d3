from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.app.sync import REACH, Reel, Tape
from server.domain.messages import Bilingual, Entry, PersonId
from server.domain.roadshow import fold
from server.domain.show import RoadshowRevised
from server.domain.state import Plan, Roadshow

AT = datetime(2026, 3, 1, tzinfo=UTC)


def entries(first: int, count: int) -> list[Entry]:
    return [
        Entry(seq=seq, at=AT, by=PersonId("p"), event=RoadshowRevised(plan=Plan(title=Bilingual(en=str(seq)))))
        for seq in range(first, first + count)
    ]


@given(st.lists(st.integers(1, 40), max_size=40), st.data())
def test_from_every_seq_a_frame_ended_on_the_way_is_whole_or_there_is_none(
    steps: list[int], data: st.DataObject
) -> None:
    tape = Tape(Roadshow())
    ends = [0]
    for step in steps:
        new = entries(tape.seq + 1, step)
        tape.extend(new, fold(new, tape.state))
        ends.append(tape.seq)
    seq = data.draw(st.sampled_from(ends))

    shift = tape.since(seq)

    if shift is None:
        assert tape.seq - seq > REACH - 40
    else:
        assert [entry.seq for entry in shift.entries] == list(range(seq + 1, tape.seq + 1))
        assert shift.before.seq == seq
        assert shift.after is tape.state


def test_a_seq_that_no_frame_ended_on_gets_a_snapshot() -> None:
    tape = Tape(Roadshow())
    tape.extend(entries(1, 3), fold(entries(1, 3)))

    assert tape.since(2) is None
    assert tape.since(9) is None


def test_a_hole_is_never_published() -> None:
    with pytest.raises(ValueError, match="follow"):
        Tape(Roadshow()).extend(entries(2, 1), fold(entries(2, 1)))


@settings(max_examples=25)
@given(st.lists(st.integers(1, 400), max_size=5))
def test_a_log_that_was_read_in_pages_meets_whoever_is_not_far_behind_at_any_seq(pages: list[int]) -> None:
    reel, whole = Reel(), Tape(Roadshow())
    for size in pages:
        new = entries(whole.seq + 1, size)
        whole.extend(new, fold(new, whole.state))
        reel.take(new, whole.state)

    tape = reel.tape()

    assert tape.state == whole.state
    for seq in range(max(0, whole.seq - REACH), whole.seq + 1):
        shift = tape.since(seq)
        assert shift is not None
        assert [entry.seq for entry in shift.entries] == list(range(seq + 1, whole.seq + 1))
