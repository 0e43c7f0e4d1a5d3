from server.domain.messages import PitchId, QuestionId, Signature
from server.domain.onair import EndPitch
from server.domain.questions import (
    AnswerQuestion,
    AnswerText,
    ApproveQuestion,
    AskQuestion,
    DismissQuestion,
    QuestionAnswered,
    QuestionApproved,
    QuestionAsked,
    QuestionDismissed,
    QuestionText,
    QuestionUnvoted,
    QuestionVoted,
    QuestionWithdrawn,
    UnvoteQuestion,
    VoteQuestion,
    WithdrawQuestion,
)
from server.domain.state import QuestionStatus
from tests.server.domain.story import ANNA, BERT, GUEST, HOST, IRIS, PITCH_A, PITCH_B, Story, live, on_air

Q = QuestionId("que_1")


def asked(*, moderated: bool = False, pitch: PitchId | None = PITCH_A) -> Story:
    """A guest has asked the question Q, about pitch a unless told otherwise."""
    story = on_air(moderated=moderated) if pitch else live(moderated=moderated)
    return story.given(GUEST, AskQuestion(text="Why?", pitch=pitch), id="1")


def status(story: Story) -> QuestionStatus:
    return story.state.questions[Q].status


def test_a_question_is_about_the_pitch_that_is_on() -> None:
    story = on_air(moderated=False)

    story.when(GUEST, AskQuestion(text=" Why? "), id="1")

    signature = Signature(name=GUEST.name, organisation=GUEST.organisation)
    story.then(QuestionAsked(question=Q, pitch=PITCH_A, private=QuestionText(text="Why?", signature=signature)))


def test_a_question_may_name_another_pitch_or_be_about_none() -> None:
    story = live(moderated=False)

    story.given(GUEST, AskQuestion(text="Where is the coffee?"), id="1")
    story.given(GUEST, AskQuestion(text="Patented?", pitch=PITCH_B), id="2")

    assert [question.pitch for question in story.state.questions.values()] in ([None, PITCH_B], [PITCH_B, None])
    story.when(GUEST, AskQuestion(text="?", pitch=PitchId("pit_nowhere"))).refused("pitch_missing")


def test_a_question_needs_a_text() -> None:
    on_air().when(GUEST, AskQuestion(text="\u202e \n")).refused("text_empty")


def test_moderated_questions_are_held_until_approved() -> None:
    story = asked(moderated=True)
    assert status(story) is QuestionStatus.held

    story.when(HOST, ApproveQuestion(question=Q)).then(QuestionApproved(question=Q))

    assert status(story) is QuestionStatus.open
    story.when(HOST, ApproveQuestion(question=Q)).refused("question_state")


def test_an_organizers_own_question_is_not_held() -> None:
    story = on_air(moderated=True)

    story.given(HOST, AskQuestion(text="Any more?"), id="1")

    assert status(story) is QuestionStatus.open


def test_everybody_votes_once() -> None:
    story = asked()

    story.when(IRIS, VoteQuestion(question=Q))

    assert set(story.state.questions[Q].voters) == {IRIS.person}
    story.when(IRIS, VoteQuestion(question=Q)).refused("already_voted")
    story.when(HOST, VoteQuestion(question=Q)).then(QuestionVoted(question=Q))


def test_nobody_votes_for_their_own_question() -> None:
    asked().when(GUEST, VoteQuestion(question=Q)).refused("own_question")


def test_a_vote_can_be_taken_back_and_given_again() -> None:
    story = asked().given(HOST, VoteQuestion(question=Q))

    story.when(HOST, UnvoteQuestion(question=Q)).then(QuestionUnvoted(question=Q))
    story.when(HOST, UnvoteQuestion(question=Q)).refused("not_voted")
    story.when(HOST, VoteQuestion(question=Q)).then(QuestionVoted(question=Q))


def test_what_is_not_shown_does_not_exist_for_voters() -> None:
    held = asked(moderated=True)
    dismissed = asked().given(IRIS, VoteQuestion(question=Q)).given(HOST, DismissQuestion(question=Q))

    held.when(IRIS, VoteQuestion(question=Q)).refused("question_missing")
    dismissed.when(IRIS, UnvoteQuestion(question=Q)).refused("question_missing")
    dismissed.when(IRIS, VoteQuestion(question=QuestionId("que_nowhere"))).refused("question_missing")


def test_an_answer_in_writing_is_replaced_by_a_later_one() -> None:
    story = asked().given(HOST, AnswerQuestion(question=Q, text="Because."))

    story.when(ANNA, AnswerQuestion(question=Q, text=" Because of physics. "))

    story.then(QuestionAnswered(question=Q, private=AnswerText(text="Because of physics.")))
    assert story.state.questions[Q].answer == "Because of physics."


def test_an_answer_without_text_was_given_live() -> None:
    story = asked()

    story.when(ANNA, AnswerQuestion(question=Q)).then(QuestionAnswered(question=Q))

    assert status(story) is QuestionStatus.answered


def test_presenters_answer_only_about_their_own_pitch() -> None:
    asked().when(BERT, AnswerQuestion(question=Q)).refused("forbidden")
    asked(pitch=None).when(ANNA, AnswerQuestion(question=Q)).refused("forbidden")
    asked(pitch=None).when(HOST, AnswerQuestion(question=Q)).then(QuestionAnswered(question=Q))


def test_what_is_held_cannot_be_answered() -> None:
    asked(moderated=True).when(ANNA, AnswerQuestion(question=Q)).refused("question_state")


def test_a_dismissal_hides_and_an_approval_brings_back() -> None:
    story = asked()

    story.when(HOST, DismissQuestion(question=Q)).then(QuestionDismissed(question=Q))
    assert status(story) is QuestionStatus.dismissed
    story.when(HOST, DismissQuestion(question=Q)).refused("question_state")

    story.given(HOST, ApproveQuestion(question=Q))
    assert status(story) is QuestionStatus.open


def test_an_answered_question_that_was_dismissed_comes_back_as_answered() -> None:
    story = asked().given(ANNA, AnswerQuestion(question=Q)).given(HOST, DismissQuestion(question=Q))

    story.given(HOST, ApproveQuestion(question=Q))

    assert status(story) is QuestionStatus.answered


def test_authors_take_their_own_questions_back_before_the_answer() -> None:
    story = asked()

    story.when(IRIS, WithdrawQuestion(question=Q)).refused("question_missing")
    story.when(GUEST, WithdrawQuestion(question=Q)).then(QuestionWithdrawn(question=Q))
    story.when(HOST, ApproveQuestion(question=Q)).refused("question_state")

    answered = asked().given(ANNA, AnswerQuestion(question=Q))
    answered.when(GUEST, WithdrawQuestion(question=Q)).refused("question_state")


def test_a_question_without_its_erased_text_is_still_a_question() -> None:
    story = on_air().happen(GUEST.person, [QuestionAsked(question=Q, pitch=PITCH_A)])

    question = story.state.questions[Q]
    assert (question.text, question.signature) == (None, None)
    story.given(ANNA, AnswerQuestion(question=Q)).given(HOST, EndPitch(pitch=PITCH_A))
