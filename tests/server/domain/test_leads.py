from datetime import timedelta

from server.domain.intents import IntentRevised, IntentStated, StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.leads import LeadOpened, LeadRaised, Signal
from server.domain.meetings import MarkMeeting
from server.domain.messages import IntentId, LeadId, MeetingId, QuestionId, Signature
from server.domain.questions import AskQuestion, QuestionAsked, QuestionVoted, VoteQuestion
from server.domain.requests import AcceptMeeting, RequestMeeting
from server.domain.state import Signals
from server.domain.terms import Visibility
from tests.server.domain.story import ANNA, GUEST, HOST, IRIS, IVAN, PITCH_A, PROJECT_A, START, live, on_air

L = LeadId("lea_1")
SIGNED = Signature(name=IRIS.name, organisation=IRIS.organisation)
HIDDEN = StateIntent(project=PROJECT_A, kind=IntentKind.pilot, visibility=Visibility.host_only)


def test_whether_a_meeting_was_held_raises_the_lead_of_who_met() -> None:
    story = on_air().given(IRIS, RequestMeeting(project=PROJECT_A), id="1")
    at = START + timedelta(hours=1)
    story.given(ANNA, AcceptMeeting(meeting=MeetingId("mee_1"), starts_at=at)).later(3600)

    story.given(ANNA, MarkMeeting(meeting=MeetingId("mee_1"), held=False))
    story.given(HOST, MarkMeeting(meeting=MeetingId("mee_1"), held=True))

    raised = [entry.event for entry in story.entries if isinstance(entry.event, LeadRaised)]
    assert [(event.signal, event.person) for event in raised] == [
        (Signal.meeting, IRIS.person),
        (Signal.no_show, IRIS.person),
        (Signal.met, IRIS.person),
    ]


def test_an_investors_first_signal_opens_the_lead_and_later_ones_raise_it() -> None:
    story = on_air()

    story.when(IRIS, AskQuestion(text="Why?"), id="1").then(
        QuestionAsked,
        LeadOpened(lead=L, person=IRIS.person, project=PROJECT_A, number=1, private=SIGNED),
        LeadRaised(lead=L, person=IRIS.person, project=PROJECT_A, signal=Signal.question, about="que_1"),
    )
    story.when(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.talk), id="2").then(
        IntentStated,
        LeadRaised(lead=L, person=IRIS.person, project=PROJECT_A, signal=Signal.intent, about="int_2"),
    )


def test_a_lead_counts_its_signals_and_knows_when_they_came() -> None:
    story = on_air(moderated=False).given(GUEST, AskQuestion(text="How?"), id="9")
    story.given(IRIS, AskQuestion(text="Why?"), id="1")
    first = story.at

    story.later(60).given(IRIS, VoteQuestion(question=QuestionId("que_9")))
    story.later(60).given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="2")
    story.later(60).given(IRIS, WithdrawIntent(intent=IntentId("int_2")))

    whole = Signals(questions=1, votes=1, intents=1, signals=4, first_at=first, last_at=story.at)
    assert story.state.leads[L].whole == story.state.leads[L].passed == whole


def test_an_anonymous_question_raises_no_lead() -> None:
    on_air().when(IRIS, AskQuestion(text="Why?", anonymous=True)).then(QuestionAsked)


def test_a_question_about_no_pitch_raises_no_lead() -> None:
    live().when(IRIS, AskQuestion(text="Coffee?")).then(QuestionAsked)


def test_a_vote_is_a_signal_towards_the_project_it_is_about() -> None:
    story = live(moderated=False).given(GUEST, AskQuestion(text="Why?", pitch=PITCH_A), id="9")

    story.when(IRIS, VoteQuestion(question=QuestionId("que_9"))).then(QuestionVoted, LeadOpened, LeadRaised)


def test_only_investors_become_leads() -> None:
    on_air().when(GUEST, AskQuestion(text="Why?")).then(QuestionAsked)
    on_air().when(HOST, AskQuestion(text="Why?")).then(QuestionAsked)


def test_what_is_for_the_host_alone_is_not_passed_on() -> None:
    story = on_air().given(IRIS, HIDDEN, id="1")

    lead = story.state.leads[L]

    assert (lead.whole.intents, lead.passed) == (1, Signals())


def test_an_intent_shown_later_reaches_the_presenters_lead_then() -> None:
    story = on_air().given(IRIS, HIDDEN, id="1").later(60)

    story.when(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot)).then(IntentRevised, LeadRaised)

    assert story.state.leads[L].passed.last_at == story.at


def test_a_number_is_given_with_the_first_lead_so_that_none_tells_of_a_hidden_intent() -> None:
    story = on_air().given(IVAN, AskQuestion(text="How?"), id="9").given(IRIS, AskQuestion(text="Why?"), id="1")
    numbers = story.state.numbers

    story.given(IRIS, HIDDEN, id="2")

    assert story.state.numbers == numbers
    assert dict(numbers) == {IVAN.person: 1, IRIS.person: 2}


def test_a_lead_without_its_erased_name_is_still_a_lead() -> None:
    story = on_air().happen(IRIS.person, [LeadOpened(lead=L, person=IRIS.person, project=PROJECT_A, number=1)])

    assert story.state.leads[L].signature is None
