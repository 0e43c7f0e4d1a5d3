from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis.stateful import precondition, rule

from server.domain.agenda import OPEN, MeetingStatus
from server.domain.leads import LeadRaised
from server.domain.meetings import (
    CancelMeeting,
    MarkMeeting,
    MeetingCancelled,
    MeetingMarked,
    MeetingMoved,
    MeetingScheduled,
    MeetingText,
    MoveMeeting,
)
from server.domain.messages import Actor
from server.domain.programme import RemovePitch
from server.domain.rankings import ConfigureMeetings
from server.domain.requests import AcceptMeeting, RequestMeeting
from server.domain.timetable import PlaceMeeting, PublishTimetable
from tests.server.domain.machine import INVESTORS, SEED, Dice, Evening, run
from tests.server.domain.story import ANNA, BERT, HOST, IRIS, IVAN, PITCH_B, PROJECT_A, PROJECT_B, planned
from tests.server.domain.test_requests import ACCEPT, MEETING, TOMORROW, asked, scheduled

LATER = TOMORROW + timedelta(hours=1)


@pytest.mark.parametrize("who", [HOST, ANNA, IRIS])
def test_either_side_and_organizers_move_a_meeting_which_counts_its_calendar_entries(who: Actor) -> None:
    story = scheduled().when(who, MoveMeeting(meeting=MEETING, version=3, starts_at=LATER))

    story.then(MeetingMoved(meeting=MEETING, starts_at=LATER))
    meeting = story.state.agenda.meetings[MEETING]
    assert (meeting.starts_at, meeting.sequence, meeting.version) == (LATER, 1, 4)


def test_what_is_moved_is_what_was_seen() -> None:
    story = scheduled().given(ANNA, MoveMeeting(meeting=MEETING, version=3, starts_at=LATER))

    story.when(IRIS, MoveMeeting(meeting=MEETING, version=3, starts_at=TOMORROW)).refused("version_stale")


def test_a_meeting_may_be_moved_within_its_own_time() -> None:
    to = TOMORROW + timedelta(minutes=5)

    scheduled().when(IRIS, MoveMeeting(meeting=MEETING, version=3, starts_at=to)).then(MeetingMoved)


def test_an_accepted_meeting_without_a_time_is_given_one() -> None:
    story = asked().given(ANNA, ACCEPT)

    story.when(IRIS, MoveMeeting(meeting=MEETING, version=2)).then(
        MeetingScheduled(meeting=MEETING, starts_at=TOMORROW, minutes=20)
    )
    assert story.state.agenda.meetings[MEETING].sequence == 0


def test_strangers_reach_no_meeting() -> None:
    story = scheduled()

    for who in (BERT, IVAN):
        story.when(who, MoveMeeting(meeting=MEETING, version=3)).refused("meeting_missing")
        story.when(who, CancelMeeting(meeting=MEETING)).refused("meeting_missing")
    story.when(BERT, MarkMeeting(meeting=MEETING, held=True)).refused("meeting_missing")


def test_a_cancelled_meeting_is_over_and_its_time_free() -> None:
    story = scheduled().when(IRIS, CancelMeeting(meeting=MEETING, note="Ill, sorry"))

    story.then(MeetingCancelled(meeting=MEETING, private=MeetingText(text="Ill, sorry")))
    meeting = story.state.agenda.meetings[MEETING]
    assert (meeting.status, meeting.sequence, meeting.answer) == (MeetingStatus.cancelled, 1, "Ill, sorry")
    story.when(ANNA, CancelMeeting(meeting=MEETING)).refused("meeting_state")
    story.given(IRIS, RequestMeeting(project=PROJECT_B, offers=(TOMORROW,)))


def test_a_request_is_not_called_off_but_withdrawn_or_declined() -> None:
    asked().when(ANNA, CancelMeeting(meeting=MEETING)).refused("meeting_state")


def test_whether_it_was_held_is_said_once_it_has_begun_and_may_be_corrected() -> None:
    story = scheduled().when(ANNA, MarkMeeting(meeting=MEETING, held=True)).refused("meeting_early")
    story.later(86400)

    story.when(ANNA, MarkMeeting(meeting=MEETING, held=False)).then(MeetingMarked, LeadRaised)
    assert story.state.agenda.meetings[MEETING].status is MeetingStatus.no_show
    story.when(ANNA, MarkMeeting(meeting=MEETING, held=False)).refused("meeting_state")
    story.when(HOST, MarkMeeting(meeting=MEETING, held=True)).then(MeetingMarked, LeadRaised)
    assert story.state.agenda.meetings[MEETING].status is MeetingStatus.held
    story.when(ANNA, MoveMeeting(meeting=MEETING, version=5, starts_at=LATER)).refused("meeting_state")


def test_the_houses_places_are_given_out_and_never_twice_at_a_time() -> None:
    story = asked().given(HOST, ConfigureMeetings(places=("Table 1", "Table 2")))
    story.given(ANNA, AcceptMeeting(meeting=MEETING, starts_at=TOMORROW))
    story.given(IVAN, RequestMeeting(project=PROJECT_B), id="2")
    meetings = story.state.agenda.meetings
    second = next(key for key in meetings if key != MEETING)

    wanted = AcceptMeeting(meeting=second, starts_at=TOMORROW, place="Table 1")
    story.when(BERT, wanted).refused("place_taken")
    story.given(BERT, AcceptMeeting(meeting=second, starts_at=TOMORROW))

    places = [story.state.agenda.meetings[key].place for key in (MEETING, second)]
    assert places == ["Table 1", "Table 2"]
    story.given(IVAN, MoveMeeting(meeting=second, version=3, starts_at=LATER))
    assert story.state.agenda.meetings[second].place == "Table 2"
    story.given(IVAN, MoveMeeting(meeting=second, version=4, starts_at=LATER, place="https://meet.example/x"))
    assert story.state.agenda.meetings[second].place == "https://meet.example/x"


def test_a_pitch_that_somebody_would_meet_about_stays_in_the_programme() -> None:
    story = planned().given(IRIS, RequestMeeting(project=PROJECT_B))

    story.when(HOST, RemovePitch(pitch=PITCH_B)).refused("pitch_met")


class BusyEvening(Evening):
    """People arrange to meet within an hour, and organizers place and publish into the same hour."""

    def when(self, dice: Dice) -> datetime:
        return self.story.at.replace(second=0, microsecond=0) + timedelta(minutes=dice.of(range(10, 60, 10)))

    @rule(seed=SEED)
    def an_investor_asks(self, seed: int) -> None:
        dice = self.dice(seed)
        self.attempt(dice.of(INVESTORS), RequestMeeting(project=dice.of([PROJECT_A, PROJECT_B])))

    @precondition(lambda self: self.state.agenda.meetings)
    @rule(seed=SEED)
    def a_presenter_accepts_or_moves(self, seed: int) -> None:
        dice = self.dice(seed)
        one = self.state.agenda.meetings[dice.of(sorted(self.state.agenda.meetings))]
        who = ANNA if one.project == PROJECT_A else BERT
        self.attempt(who, AcceptMeeting(meeting=one.meeting, starts_at=self.when(dice)))
        self.attempt(who, MoveMeeting(meeting=one.meeting, version=one.version, starts_at=self.when(dice)))

    @precondition(lambda self: self.state.leads)
    @rule(seed=SEED)
    def an_organizer_places_and_publishes(self, seed: int) -> None:
        dice = self.dice(seed)
        lead = self.state.leads[dice.of(sorted(self.state.leads))]
        self.attempt(HOST, PlaceMeeting(person=lead.person, project=lead.project, starts_at=self.when(dice)))
        if dice.one_in(3):
            self.attempt(HOST, PublishTimetable(), id=f"m{next(self.marks)}")
            self.attempt(HOST, ConfigureMeetings())

    def teardown(self) -> None:
        meetings = self.state.agenda.meetings.values()
        timed = [(one.person, one.project, *span) for one in meetings if (span := one.span)]
        for one, other in combinations(timed, 2):
            apart = one[0] != other[0] and one[1] != other[1]
            assert apart or one[3] <= other[2] or other[3] <= one[2]
        open_pairs = [(one.person, one.project) for one in meetings if one.status in OPEN]
        assert len(set(open_pairs)) == len(open_pairs)
        assert all(one.expires_at is None or one.status is MeetingStatus.proposed for one in meetings)


TestBusyEvening = run(BusyEvening, examples=40)
