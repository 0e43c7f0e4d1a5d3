from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import invariant
from msgspec.structs import replace

from server.domain.answers import AcceptIntent, DeclineIntent, SeeIntents
from server.domain.course import IntentState
from server.domain.intents import StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.messages import Amount, Basis, IntentId, ProjectId, QuestionId, Role
from server.domain.onair import BeginQuestions, EndPitch, OpenWindow, StartPitch
from server.domain.questions import AnswerQuestion, AskQuestion, DismissQuestion, VoteQuestion
from server.domain.report import Report, Sign, by_band, by_kind, by_state, report
from server.domain.state import Feedback, Phase
from server.domain.terms import Visibility
from server.domain.visibility import Audience, picture
from server.domain.watching import Evidence, Span
from tests.server.domain.machine import Evening, run
from tests.server.domain.story import (
    ANNA,
    GUEST,
    HOST,
    INES,
    IRIS,
    IVAN,
    PITCH_A,
    PITCH_B,
    PROJECT_A,
    PROJECT_B,
    START,
    Story,
    expect,
    on_air,
)
from tests.server.domain.test_consortia import JOINT, state_of, together

STAFF = Audience(role=Role.organizer)
OWN = Audience(role=Role.presenter, project=PROJECT_A)
SECOND = timedelta(seconds=1)


def read(story: Story, audience: Audience = OWN, spans: tuple[Span, ...] = ()) -> Report:
    return report(story.state, PROJECT_A, audience, spans, story.at)


def over(story: Story) -> Story:
    return story.given(HOST, EndPitch(pitch=PITCH_A))


def money(minimum: int, maximum: int = 0, currency: str = "CNY") -> Amount:
    return Amount(minimum=minimum, maximum=maximum or minimum, currency=currency)


def test_there_is_no_report_before_the_pitch_is_over() -> None:
    story = on_air()

    with expect("report_early"):
        read(story)
    with expect("report_early"):
        report(story.state, PROJECT_B, STAFF, (), story.at)
    with expect("project_missing"):
        report(story.state, ProjectId("prj_none"), STAFF, (), story.at)

    assert read(over(story)).pitch.pitch == PITCH_A


def test_questions_that_wait_come_first_and_of_those_the_ones_more_people_want_answered() -> None:
    story = on_air(moderated=False)
    for number, who in enumerate((IRIS, GUEST, IVAN, INES), start=1):
        story.given(who, AskQuestion(text=f"{number}?"), id=str(number)).later(1)
    story.given(INES, VoteQuestion(question=QuestionId("que_3")), VoteQuestion(question=QuestionId("que_1")))
    story.given(GUEST, VoteQuestion(question=QuestionId("que_1")))
    story.given(ANNA, AnswerQuestion(question=QuestionId("que_1"), text="so"))
    story.given(HOST, DismissQuestion(question=QuestionId("que_4")))

    found = read(over(story), STAFF)

    assert [question.text for question in found.questions] == ["3?", "2?", "1?"]
    assert found.unanswered == 2


def test_a_question_about_another_pitch_is_in_its_own_report() -> None:
    story = on_air(moderated=False).given(IRIS, AskQuestion(text="here?"))
    story.given(HOST, StartPitch(pitch=PITCH_B)).given(IRIS, AskQuestion(text="there?"))

    assert [question.text for question in read(story).questions] == ["here?"]


def test_presenters_read_of_intents_what_their_screens_show_and_no_more() -> None:
    story = on_air()
    story.given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot))
    story.given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.buy, visibility=Visibility.host_only))
    named = StateIntent(project=PROJECT_A, kind=IntentKind.invest, visibility=Visibility.presenter_named, consent=True)
    over(story.given(INES, named).later(1))

    ours, theirs = read(story), read(story, STAFF)

    assert [(intent.terms.kind, intent.name) for intent in ours.intents] == [("pilot", None), ("invest", INES.name)]
    assert ours.board.kinds == {"pilot": 1, "invest": 1}
    assert len([sign for sign in ours.attention.signs if sign.sort == "intent"]) == 2
    assert {intent.name for intent in theirs.intents} == {IRIS.name, IVAN.name, INES.name}


def test_a_joint_intent_counts_once_and_shares_in_it_are_listed() -> None:
    story = together(IVAN).given(IVAN, state_of(5), id="s").given(IRIS, state_of(50, joint=True), id="j")

    found = read(over(story.later(1)), STAFF)

    assert {intent.intent for intent in found.intents} == {IntentId("int_s"), JOINT}
    assert [intent.intent for intent in found.live] == [JOINT]
    assert found.board.parties == 1


def test_what_was_taken_back_comes_last_and_counts_nowhere() -> None:
    story = on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot, amount=money(5)), id="1")
    story.later(1).given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="2")
    over(story.given(IRIS, WithdrawIntent(intent=IntentId("int_1"))))

    found = read(story)

    assert [intent.state for intent in found.intents] == [IntentState.submitted, IntentState.withdrawn]
    assert by_kind(found.live) == {IntentKind.buy: 1}


def test_what_waits_for_a_response_comes_first_and_says_until_when() -> None:
    story = on_air()
    for number, who in enumerate((IRIS, IVAN, INES), start=1):
        story.given(who, StateIntent(project=PROJECT_A, kind=IntentKind.pilot), id=str(number)).later(10)
    first = story.state.intents[IntentId("int_1")]
    story.given(ANNA, AcceptIntent(intent=first.intent, version=1, content=first.content))
    story.given(ANNA, SeeIntents(intents=(IntentId("int_2"),)))
    story.given(ANNA, DeclineIntent(intent=IntentId("int_3"), feedback=Feedback.too_early))

    found = read(over(story))

    assert [intent.intent for intent in found.intents] == ["int_2", "int_1", "int_3"]
    assert found.owed == {"int_2": found.intents[0].stated_at + timedelta(hours=48)}
    assert by_state(found.live) == {IntentState.seen: 1, IntentState.accepted: 1}


def test_what_is_for_the_host_alone_is_owed_by_organizers_and_not_told_to_presenters() -> None:
    story = on_air().given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.buy, visibility=Visibility.host_only))
    over(story)

    assert (len(read(story).owed), len(read(story, STAFF).owed)) == (0, 1)


def test_interest_is_told_by_the_second_of_the_pitch_and_only_while_it_lasted() -> None:
    story = on_air(moderated=False).later(2.9).given(IRIS, AskQuestion(text="?"), id="1")
    story.later(4).given(INES, VoteQuestion(question=QuestionId("que_1"))).given(HOST, BeginQuestions(pitch=PITCH_A))
    story.later(1).given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.pilot))
    over(story.later(2.05)).later(60).given(HOST, OpenWindow(pitch=PITCH_A))
    story.given(INES, StateIntent(project=PROJECT_A, kind=IntentKind.pilot))

    found = read(story).attention

    assert found.signs == [
        Sign(second=2, sort="question"),
        Sign(second=6, sort="vote"),
        Sign(second=7, sort="intent"),
    ]
    assert (found.seconds, found.turn) == (10, 6)


def test_who_watched_is_counted_once_however_often_they_came() -> None:
    story = over(on_air().later(4))
    start = story.state.pitch(PITCH_A).started_at or START
    spans = tuple(
        Span(
            seat=who.seat,
            person=who.person,
            by=by,
            pitch=PITCH_A,
            started_at=start + first * SECOND,
            ended_at=start + last * SECOND,
        )
        for who, by, first, last in (
            (IRIS, Evidence.page, 0, 1),
            (IRIS, Evidence.picture, 1, 4),
            (IVAN, Evidence.page, 0, 1),
            (IVAN, Evidence.page, 3, 4),
        )
    )

    found = read(story, spans=spans).attention

    assert found.watching == [2, 1, 1, 2]
    assert (found.people, found.pictured, found.most, found.mean) == (2, 1, 2, 1.5)


def test_amounts_fall_into_bands_by_their_low_end_each_currency_for_itself() -> None:
    story = on_air()
    amounts = (money(9_999_999, 10**12), money(10_000_000), money(10**11))
    for who, amount in zip((IRIS, IVAN, INES), amounts, strict=True):
        story.given(who, StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=amount))
    story.given(INES, StateIntent(project=PROJECT_A, kind=IntentKind.buy, amount=money(7, currency="USD")))
    found = read(over(story))

    bands = by_band(found.live, lambda currency: 2)

    assert [(band.floor, band.ceiling, band.intents) for band in bands["CNY", Basis.total]] == [
        (0, 10_000_000, 1),
        (10_000_000, 100_000_000, 1),
        (100_000_000, 1_000_000_000, 0),
        (1_000_000_000, 10_000_000_000, 0),
        (10_000_000_000, None, 1),
    ]
    assert [(band.floor, band.intents) for band in bands["USD", Basis.total]] == [(0, 1)]


def test_amounts_for_a_year_are_in_bands_of_their_own() -> None:
    story = on_air()
    for who, basis in ((IRIS, Basis.total), (IVAN, Basis.per_year)):
        amount = replace(money(5), basis=basis)
        story.given(who, StateIntent(project=PROJECT_A, kind=IntentKind.license, amount=amount))

    bands = by_band(read(over(story)).live, lambda currency: 2)

    assert list(bands) == [("CNY", Basis.per_year), ("CNY", Basis.total)]


@given(st.lists(st.integers(0, 10**15)), st.sampled_from([0, 2, 3]))
def test_every_amount_is_in_one_band(lows: list[int], digits: int) -> None:
    story = over(on_air())
    story.given(HOST, OpenWindow(pitch=PITCH_A)).given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot))
    (view,) = read(story).intents
    intents = [_with(view, money(low)) for low in lows]

    bands = by_band(intents, lambda currency: digits)

    assert sum(band.intents for found in bands.values() for band in found) == len(lows)


def _with(view: Any, amount: Amount) -> Any:
    return replace(view, terms=replace(view.terms, amount=amount))


class Reports(Evening):
    """At any time of any evening a presenter's report holds nothing that is not in their picture."""

    @invariant()
    def a_report_is_a_part_of_the_picture(self) -> None:
        for pitch in self.state.pitches.values():
            if pitch.phase is Phase.done:
                for audience in (STAFF, Audience(role=Role.presenter, project=pitch.project)):
                    self._check(pitch.project, audience)

    def _check(self, project: ProjectId, audience: Audience) -> None:
        seen = picture(self.state, audience)
        found = report(self.state, project, audience, (), self.story.at)
        assert all(seen["question"][question.question] == question for question in found.questions)
        assert all(seen["intent"][intent.intent] == intent for intent in found.intents)
        assert Counter(intent.terms.kind for intent in found.live) == found.board.kinds
        assert all(0 <= sign.second < found.attention.seconds for sign in found.attention.signs)


TestReports = run(Reports, examples=30)
