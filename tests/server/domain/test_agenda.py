from datetime import timedelta

from server.domain.agenda import Agenda, Meeting, MeetingStatus, Setup, Side, Window, clashes, lasting
from server.domain.messages import MeetingId
from tests.server.domain.story import IRIS, IVAN, PROJECT_A, PROJECT_B, START

HOUR = timedelta(hours=1)


def meeting(name: str, status: MeetingStatus = MeetingStatus.scheduled, **fields: object) -> Meeting:
    given = {"person": IRIS.person, "project": PROJECT_A, "starts_at": START, "place": "Table 1", **fields}
    return Meeting(
        meeting=MeetingId(name),
        by=Side.investor,
        status=status,
        minutes=30,
        asked_at=START,
        at=START,
        **given,  # type: ignore[arg-type]
    )


def agenda(*meetings: Meeting) -> Agenda:
    held = Agenda().meetings
    for one in meetings:
        held = held.set(one.meeting, one)
    return Agenda(meetings=held)


def test_a_window_is_cut_into_slots_that_end_within_it_with_a_gap_between() -> None:
    windows = (
        Window(starts_at=START, ends_at=START + HOUR),
        Window(starts_at=START + 5 * HOUR, ends_at=START + 5 * HOUR + timedelta(minutes=19)),
        Window(starts_at=START + 9 * HOUR, ends_at=START + 9 * HOUR + timedelta(minutes=20)),
    )

    slots = Setup(minutes=20, gap=10, windows=windows).slots

    assert slots == (START, START + timedelta(minutes=30), START + 9 * HOUR)


def test_times_clash_where_they_overlap_and_not_where_they_touch() -> None:
    span = lasting(START, 30)

    assert clashes(span, [lasting(START + timedelta(minutes=29), 30)])
    assert clashes(span, [lasting(START - timedelta(minutes=10), 60)])
    assert not clashes(span, [lasting(START + timedelta(minutes=30), 30), lasting(START - timedelta(minutes=30), 30)])


def test_what_is_scheduled_or_was_held_takes_time_of_both_parties_and_nothing_else_does() -> None:
    gone = [status for status in MeetingStatus if status not in (MeetingStatus.scheduled, MeetingStatus.held)]
    kept = agenda(
        meeting("a"),
        meeting("b", MeetingStatus.held, person=IVAN.person, starts_at=START + HOUR),
        meeting("c", person=IVAN.person, project=PROJECT_B, starts_at=START + 2 * HOUR),
        *(meeting(f"x{status}", status) for status in gone if status is not MeetingStatus.no_show),
    )

    assert sorted(kept.taken((IRIS.person, PROJECT_A))) == [lasting(START, 30), lasting(START + HOUR, 30)]
    assert kept.taken((IRIS.person, PROJECT_A), besides=MeetingId("a")) == [lasting(START + HOUR, 30)]


def test_a_place_is_full_while_somebody_meets_there() -> None:
    kept = agenda(meeting("a"), meeting("b", place="Table 2"), meeting("c", MeetingStatus.cancelled))

    assert kept.full("Table 1") == [lasting(START, 30)]
    assert kept.full("Table 1", besides=MeetingId("a")) == []
