from datetime import timedelta
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from server.domain.agenda import MeetingStatus, Placement, Side, Window, clashes
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.meetings import MeetingScheduled
from server.domain.messages import MeetingId, ProjectId
from server.domain.onair import StartPitch
from server.domain.rankings import ConfigureMeetings, SetRanking
from server.domain.requests import AcceptMeeting, RequestMeeting
from server.domain.show import EndRoadshow
from server.domain.timetable import (
    MeetingArranged,
    MeetingPlaced,
    MeetingUnplaced,
    PlaceMeeting,
    ProposeTimetable,
    PublishTimetable,
    TimetableProposed,
    TimetablePublished,
    UnplaceMeeting,
)
from tests.server.domain.story import (
    ANNA,
    BERT,
    GUEST,
    HOST,
    INES,
    IRIS,
    IVAN,
    PITCH_B,
    PROJECT_A,
    PROJECT_B,
    Story,
    on_air,
)
from tests.server.domain.test_requests import TOMORROW

WINDOW = Window(starts_at=TOMORROW, ends_at=TOMORROW + timedelta(minutes=45))
STEP = timedelta(minutes=25)
PLACE = PlaceMeeting(person=IVAN.person, project=PROJECT_A, starts_at=TOMORROW)


def ended() -> Story:
    """Three investors would talk to both projects; there are two slots and two tables."""
    story = on_air().given(HOST, StartPitch(pitch=PITCH_B))
    for number, who in enumerate((IRIS, IVAN, INES), start=1):
        story.given(who, StateIntent(project=PROJECT_A, kind=IntentKind.talk), id=f"{number}a")
        story.given(who, StateIntent(project=PROJECT_B, kind=IntentKind.talk), id=f"{number}b")
    return story.given(HOST, EndRoadshow(), ConfigureMeetings(windows=(WINDOW,), places=("Table 1", "Table 2")))


def ranked() -> Story:
    """The same; Iris and Ines and both projects have ranked."""
    story = ended()
    for who in (IRIS, INES):
        story.given(who, SetRanking(order=(PROJECT_A, PROJECT_B), timezone="Europe/Berlin"))
    story.given(ANNA, SetRanking(order=("lea_1a", "lea_3a"), timezone="Asia/Shanghai"))
    return story.given(BERT, SetRanking(order=("lea_3b", "lea_1b")))


def places(story: Story) -> dict[tuple[str, str], tuple[int, str]]:
    """Who is to meet whom in which slot, and where."""
    placements = story.state.agenda.timetable.placements.values()
    return {
        (one.person.removeprefix("per_"), one.project[-1]): ((one.starts_at - TOMORROW) // STEP, one.place)
        for one in placements
    }


def test_a_proposal_lets_all_meet_whom_they_ranked_at_their_projects_place() -> None:
    story = ranked().given(HOST, ProposeTimetable())

    assert places(story) == {
        ("iris", "a"): (0, "Table 1"),
        ("ines", "a"): (1, "Table 1"),
        ("ines", "b"): (0, "Table 2"),
        ("iris", "b"): (1, "Table 2"),
    }
    assert story.state.agenda.timetable.left == ()


def test_a_proposal_run_again_is_the_same() -> None:
    story = ranked().when(HOST, ProposeTimetable())
    first = story.state.agenda.timetable.placements

    story.when(HOST, ProposeTimetable()).then(TimetableProposed)

    assert story.state.agenda.timetable.placements == first


def test_who_finds_no_place_is_left_over_by_name() -> None:
    story = ranked().given(HOST, ConfigureMeetings(windows=(WINDOW,), places=("Table 1",), project_limit=15))

    story.given(HOST, ProposeTimetable())

    assert len(places(story)) == 2
    assert len(story.state.agenda.timetable.left) == 2


def test_what_was_placed_by_hand_stays_when_the_proposal_is_run_again() -> None:
    story = ranked().given(HOST, PLACE, ProposeTimetable(), ProposeTimetable())

    found = places(story)
    assert found["ivan", "a"] == (0, "Table 1")
    assert len([pair for pair in found if pair[1] == "a"]) == 2


def test_without_a_slot_ahead_there_is_nothing_to_propose() -> None:
    ranked().later(86400 * 2).when(HOST, ProposeTimetable()).refused("slots_missing")


def test_a_hand_places_only_who_has_a_lead_and_where_all_are_free() -> None:
    story = ranked().given(HOST, PLACE)

    story.when(HOST, replace(PLACE, person=GUEST.person)).refused("person_missing")
    story.when(HOST, replace(PLACE, project=ProjectId("prj_x"))).refused("project_missing")
    story.when(HOST, replace(PLACE, person=IRIS.person)).refused("meeting_clash")
    story.when(HOST, replace(PLACE, project=PROJECT_B)).refused("meeting_clash")
    elsewhere = PlaceMeeting(person=IRIS.person, project=PROJECT_B, starts_at=TOMORROW, place="Table 1")
    story.when(HOST, elsewhere).refused("place_taken")
    story.when(HOST, replace(elsewhere, place="Garden")).then(
        MeetingPlaced(
            placement=Placement(person=IRIS.person, project=PROJECT_B, starts_at=TOMORROW, place="Garden", pinned=True)
        )
    )


def test_a_hand_moves_a_pair_and_takes_it_out() -> None:
    story = ranked().given(HOST, PLACE, replace(PLACE, starts_at=TOMORROW + STEP))

    assert places(story) == {("ivan", "a"): (1, "Table 1")}
    story.when(HOST, UnplaceMeeting(person=IVAN.person, project=PROJECT_A)).then(MeetingUnplaced)
    story.when(HOST, UnplaceMeeting(person=IVAN.person, project=PROJECT_A)).refused("meeting_missing")


def test_publishing_makes_meetings_of_all_placements_at_once() -> None:
    story = ranked().given(HOST, ProposeTimetable())

    story.when(HOST, PublishTimetable(), id="9").then(TimetablePublished, *[MeetingArranged] * 4)

    meetings = story.state.agenda.meetings
    assert set(meetings) == {f"mee_9_{number}" for number in range(1, 5)}
    first = meetings[MeetingId("mee_9_1")]
    assert (first.by, first.status, first.place) == (Side.organizer, MeetingStatus.scheduled, "Table 1")
    assert (first.investor_zone, first.project_zone) == ("Europe/Berlin", "Asia/Shanghai")
    assert first.presenter == ANNA.person
    assert places(story) == {}
    story.when(HOST, PublishTimetable()).refused("timetable_published")
    story.when(HOST, ProposeTimetable()).refused("timetable_published")


def test_an_empty_timetable_is_not_published() -> None:
    ranked().when(HOST, PublishTimetable()).refused("timetable_empty")


def test_an_open_request_is_scheduled_by_publishing_and_an_agreed_time_kept() -> None:
    story = ranked().given(IRIS, RequestMeeting(project=PROJECT_A), id="1").given(HOST, ProposeTimetable())
    story.given(INES, RequestMeeting(project=PROJECT_B), id="2")
    late = TOMORROW + timedelta(hours=9)
    story.given(BERT, AcceptMeeting(meeting=MeetingId("mee_2"), starts_at=late))

    story.when(HOST, PublishTimetable()).then(TimetablePublished, MeetingScheduled, *[MeetingArranged] * 2)

    assert story.state.agenda.meetings[MeetingId("mee_1")].starts_at == TOMORROW
    assert story.state.agenda.meetings[MeetingId("mee_2")].starts_at == late


def test_what_clashes_meanwhile_is_found_at_publishing_and_solved_by_running_again() -> None:
    story = ranked().given(HOST, ProposeTimetable())
    story.given(IVAN, RequestMeeting(project=PROJECT_A), id="1")
    story.given(ANNA, AcceptMeeting(meeting=MeetingId("mee_1"), starts_at=TOMORROW))

    story.when(HOST, PublishTimetable()).refused("meeting_clash")
    story.given(HOST, ProposeTimetable(), PublishTimetable())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_nobody_is_in_two_meetings_and_no_limit_broken_whatever_the_ranks(seed: int) -> None:
    chance, story = Random(seed), ended()
    story.given(HOST, ConfigureMeetings(windows=(WINDOW,), places=("Table 1",) * chance.randrange(3), project_limit=1))
    for who in (IRIS, IVAN, INES):
        story.given(who, SetRanking(order=tuple(chance.sample([PROJECT_A, PROJECT_B], chance.randrange(3)))))
    for who, letter in ((ANNA, "a"), (BERT, "b")):
        story.given(who, SetRanking(order=tuple(chance.sample([f"lea_{n}{letter}" for n in (1, 2, 3)], 3))))
    story.given(IVAN, RequestMeeting(project=PROJECT_B, offers=(TOMORROW,)), id="1")
    story.given(BERT, AcceptMeeting(meeting=MeetingId("mee_1"), first=True))

    story.given(HOST, ProposeTimetable())
    if story.state.agenda.timetable.placements:
        story.given(HOST, PublishTimetable())

    met = [
        (one.person, one.project, one.place, span) for one in story.state.agenda.meetings.values() if (span := one.span)
    ]
    for one, other in combinations(met, 2):
        same = any(mine == theirs and mine for mine, theirs in zip(one[:3], other[:3], strict=True))
        assert not (same and clashes(one[3], [other[3]]))
    assert len([one for one in met if one[1] == PROJECT_A]) <= 1
