from datetime import timedelta

import pytest

from server.domain.agenda import MeetingReason, MeetingStatus, Side, Window
from server.domain.consents import ConsentGiven
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.leads import LeadOpened, LeadRaised
from server.domain.meetings import MeetingScheduled, MeetingText
from server.domain.messages import LeadId, MeetingId
from server.domain.rankings import ConfigureMeetings
from server.domain.requests import (
    DUE,
    AcceptMeeting,
    DeclineMeeting,
    MeetingAccepted,
    MeetingDeclined,
    MeetingExpired,
    MeetingRequested,
    MeetingWithdrawn,
    RequestMeeting,
    WithdrawMeeting,
)
from server.domain.show import EndRoadshow
from server.domain.terms import Visibility
from tests.server.domain.story import (
    ANNA,
    BERT,
    GUEST,
    HOST,
    INES,
    IRIS,
    IVAN,
    PROJECT_A,
    PROJECT_B,
    START,
    Story,
    on_air,
)

TOMORROW = START + timedelta(days=1)
MEETING = MeetingId("mee_1")
ASK = RequestMeeting(project=PROJECT_A, offers=(TOMORROW,), note=" Half an hour? ", timezone="Europe/Berlin")
ACCEPT = AcceptMeeting(meeting=MEETING)


def ended() -> Story:
    """The roadshow is over, and Ines had stated an intent towards project a."""
    intent = StateIntent(project=PROJECT_A, kind=IntentKind.pilot)
    return on_air().given(INES, intent, id="9").given(HOST, EndRoadshow())


def asked() -> Story:
    """Iris has asked project a for MEETING."""
    return ended().given(IRIS, ASK, id="1")


def scheduled() -> Story:
    """The same at TOMORROW, accepted."""
    return asked().given(ANNA, AcceptMeeting(meeting=MEETING, starts_at=TOMORROW))


def test_an_investor_asks_a_project_which_raises_their_lead() -> None:
    story = ended().when(IRIS, ASK, id="1")

    requested = MeetingRequested(
        meeting=MEETING,
        person=IRIS.person,
        project=PROJECT_A,
        by=Side.investor,
        minutes=20,
        expires_at=START + timedelta(hours=72),
        offers=(TOMORROW,),
        timezone="Europe/Berlin",
        private=MeetingText(text="Half an hour?"),
    )
    story.then(requested, LeadOpened, LeadRaised)


def test_a_presenter_asks_who_has_stated_an_intent_without_knowing_who_it_is() -> None:
    story = ended().when(ANNA, RequestMeeting(project=PROJECT_A, lead=LeadId("lea_9")), id="1").then(MeetingRequested)

    meeting = story.state.agenda.meetings[MEETING]
    assert (meeting.person, meeting.by, meeting.status) == (INES.person, Side.project, MeetingStatus.proposed)


def test_a_presenter_asks_nobody_who_is_hidden_and_nobody_elses_leads() -> None:
    story = on_air()
    hidden = StateIntent(project=PROJECT_A, kind=IntentKind.pilot, visibility=Visibility.host_only, aggregate=False)
    story.given(IRIS, hidden, id="1").given(INES, StateIntent(project=PROJECT_A, kind=IntentKind.pilot), id="2")

    story.when(ANNA, RequestMeeting(project=PROJECT_A, lead=LeadId("lea_1"))).refused("lead_missing")
    story.when(ANNA, RequestMeeting(project=PROJECT_A)).refused("lead_missing")
    story.when(BERT, RequestMeeting(project=PROJECT_B, lead=LeadId("lea_2"))).refused("lead_missing")
    story.when(BERT, RequestMeeting(project=PROJECT_A, lead=LeadId("lea_2"))).refused("forbidden")


def test_an_investor_asks_for_themselves_alone() -> None:
    ended().when(IRIS, RequestMeeting(project=PROJECT_A, lead=LeadId("lea_9"))).refused("forbidden")


def test_one_open_meeting_a_pair() -> None:
    story = asked()

    story.when(IRIS, ASK).refused("meeting_exists")
    story.given(ANNA, DeclineMeeting(meeting=MEETING, reason=MeetingReason.too_early))
    story.when(IRIS, ASK).then(MeetingRequested, LeadRaised)


def test_offers_lie_ahead_in_a_calendar_and_where_both_are_free() -> None:
    story = scheduled()

    for offer, code in (
        (START, "time_past"),
        (START.replace(year=2999), "time_range"),
        (TOMORROW + timedelta(minutes=10), "meeting_clash"),
    ):
        story.when(IVAN, RequestMeeting(project=PROJECT_A, offers=(offer,))).refused(code)
    story.when(IVAN, RequestMeeting(project=PROJECT_B, timezone="Mars/Base")).refused("timezone_unknown")


def test_with_a_consent_the_presenter_learns_who_asks() -> None:
    story = ended().when(IRIS, RequestMeeting(project=PROJECT_A, consent=True), id="1")

    story.then(ConsentGiven(person=IRIS.person, project=PROJECT_A), MeetingRequested, LeadOpened, LeadRaised)


def test_only_who_asks_consents() -> None:
    story = ended().when(ANNA, RequestMeeting(project=PROJECT_A, lead=LeadId("lea_9"), consent=True), id="1")

    story.then(MeetingRequested)
    story.when(INES, AcceptMeeting(meeting=MEETING, consent=True)).then(ConsentGiven, MeetingAccepted)


def test_the_side_that_was_asked_answers_and_nobody_else() -> None:
    story = asked()

    for who, code in ((IRIS, "forbidden"), (HOST, "forbidden"), (BERT, "meeting_missing"), (IVAN, "meeting_missing")):
        story.when(who, ACCEPT).refused(code)
        story.when(who, DeclineMeeting(meeting=MEETING, reason=MeetingReason.other)).refused(code)
    story.when(ANNA, ACCEPT).then(MeetingAccepted(meeting=MEETING))
    story.when(ANNA, ACCEPT).refused("meeting_state")


def test_accepting_at_a_time_schedules() -> None:
    story = asked().when(ANNA, AcceptMeeting(meeting=MEETING, starts_at=TOMORROW, place="Room 1"))

    at = MeetingScheduled(meeting=MEETING, starts_at=TOMORROW, minutes=20, place="Room 1")
    story.then(MeetingAccepted(meeting=MEETING), at)


def test_nobody_is_booked_twice() -> None:
    story = scheduled().given(IRIS, RequestMeeting(project=PROJECT_B), id="2")
    story.given(INES, RequestMeeting(project=PROJECT_A), id="3")

    clash = TOMORROW + timedelta(minutes=15)
    story.when(BERT, AcceptMeeting(meeting=MeetingId("mee_2"), starts_at=clash)).refused("meeting_clash")
    story.when(ANNA, AcceptMeeting(meeting=MeetingId("mee_3"), starts_at=clash)).refused("meeting_clash")
    after = TOMORROW + timedelta(minutes=20)
    story.when(BERT, AcceptMeeting(meeting=MeetingId("mee_2"), starts_at=after)).then(MeetingAccepted, MeetingScheduled)


def test_the_first_common_time_is_of_the_offers_and_then_of_the_slots() -> None:
    story = ended()
    window = Window(starts_at=TOMORROW, ends_at=TOMORROW + timedelta(hours=1))
    story.given(HOST, ConfigureMeetings(minutes=20, gap=10, windows=(window,)))
    late = TOMORROW + timedelta(hours=5)
    story.given(IRIS, RequestMeeting(project=PROJECT_A, offers=(late,)), id="1")
    story.given(IVAN, RequestMeeting(project=PROJECT_A), id="2").given(INES, RequestMeeting(project=PROJECT_A), id="3")

    for number in "123":
        story.given(ANNA, AcceptMeeting(meeting=MeetingId(f"mee_{number}"), first=True))

    starts = [story.state.agenda.meetings[MeetingId(f"mee_{number}")].starts_at for number in "123"]
    assert starts == [late, TOMORROW, TOMORROW + timedelta(minutes=30)]
    story.given(IRIS, RequestMeeting(project=PROJECT_B), id="4").later(86400 * 2)
    story.when(BERT, AcceptMeeting(meeting=MeetingId("mee_4"), first=True)).refused("no_common_slot")


def test_declining_says_why() -> None:
    story = asked().when(ANNA, DeclineMeeting(meeting=MEETING, reason=MeetingReason.not_a_fit, note="Too large"))

    private = MeetingText(text="Too large")
    story.then(MeetingDeclined(meeting=MEETING, reason=MeetingReason.not_a_fit, private=private))


def test_only_who_asked_takes_a_request_back_and_only_before_the_answer() -> None:
    story = asked()

    story.when(ANNA, WithdrawMeeting(meeting=MEETING)).refused("forbidden")
    story.when(GUEST, WithdrawMeeting(meeting=MEETING)).refused("meeting_missing")
    story.when(IRIS, WithdrawMeeting(meeting=MEETING)).then(MeetingWithdrawn(meeting=MEETING))
    story.when(IRIS, WithdrawMeeting(meeting=MEETING)).refused("meeting_state")


@pytest.mark.parametrize("hours", [1, 72, 720])
def test_a_request_that_nobody_answers_expires_at_its_moment(hours: int) -> None:
    story = ended().given(HOST, ConfigureMeetings(answer_hours=hours)).given(IRIS, ASK, id="1")
    end = START + timedelta(hours=hours)

    assert DUE.first(story.state) == end
    assert list(DUE.events(story.state, end - timedelta(milliseconds=1))) == []
    assert list(DUE.events(story.state, end)) == [MeetingExpired(meeting=MEETING)]
    story.later(hours * 3600).when(ANNA, ACCEPT).refused("meeting_state")
    assert DUE.first(story.state) is None


def test_a_request_that_was_answered_does_not_expire() -> None:
    story = asked().given(ANNA, ACCEPT)

    assert list(DUE.events(story.state, START + timedelta(days=365))) == []
    assert story.state.agenda.meetings[MEETING].project_zone == ""
    assert story.state.agenda.meetings[MEETING].investor_zone == "Europe/Berlin"
