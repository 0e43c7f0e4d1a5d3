"""A pitch that is over, and its report as its readers have it."""

from datetime import timedelta

from server.domain.intents import StateIntent, WithdrawIntent
from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import Amount, IntentId, QuestionId, Role
from server.domain.onair import BeginQuestions, EndPitch
from server.domain.questions import AnswerQuestion, AskQuestion, VoteQuestion
from server.domain.report import Report, report
from server.domain.terms import Level, Visibility
from server.domain.visibility import Audience
from server.domain.watching import Evidence, Span
from tests.server.domain.story import ANNA, HOST, INES, IRIS, IVAN, PITCH_A, PROJECT_A, Story, on_air

STAFF = Audience(role=Role.organizer)
OWN = Audience(role=Role.presenter, project=PROJECT_A)

INVEST = StateIntent(
    project=PROJECT_A,
    kind=IntentKind.invest,
    level=Level.considering,
    instrument=Instrument.equity,
    amount=Amount(minimum=100_000_000, maximum=300_000_000, currency="CNY"),
    visibility=Visibility.presenter_named,
    consent=True,
    comment="先看检测报告 <b>再谈</b>\n下周见",
)


def empty() -> Story:
    """Nobody watched, asked or stated anything for a minute and a half."""
    return on_air().later(95).given(HOST, EndPitch(pitch=PITCH_A)).later(60)


def full() -> Story:
    """Two questions, one of them answered, a vote, and three intents of which one is taken back."""
    story = on_air(moderated=False).later(30).given(IRIS, AskQuestion(text="良率多少？ <x> & 𠮷"), id="1")
    story.later(30).given(IVAN, AskQuestion(text="=1+1?", anonymous=True), id="2")
    story.given(INES, VoteQuestion(question=QuestionId("que_1"))).later(10).given(HOST, BeginQuestions(pitch=PITCH_A))
    story.given(ANNA, AnswerQuestion(question=QuestionId("que_1"), text="92%")).later(5)
    story.given(INES, INVEST, id="1").given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot), id="2")
    story.given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.talk), id="3")
    story.given(IVAN, WithdrawIntent(intent=IntentId("int_3"))).later(25)
    return story.given(HOST, EndPitch(pitch=PITCH_A)).later(60)


def read(story: Story, audience: Audience = OWN) -> Report:
    """The report, with three people who watched some of it where anybody did anything."""
    start = story.state.pitch(PITCH_A).started_at
    assert start is not None
    watching = [(IRIS, 0, 100), (IVAN, 20, 60), (INES, 40, 100)] if story.state.questions else []
    spans = [
        Span(
            seat=who.seat,
            person=who.person,
            by=Evidence.picture,
            pitch=PITCH_A,
            started_at=start + timedelta(seconds=first),
            ended_at=start + timedelta(seconds=last),
        )
        for who, first, last in watching
    ]
    return report(story.state, PROJECT_A, audience, spans, story.at)
