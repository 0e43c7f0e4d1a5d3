"""Questions: asked about the pitch of the moment, voted for once by each person, reviewed, answered, dismissed."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from server.domain.messages import (
    Command,
    Context,
    Entry,
    Event,
    Paragraph,
    PitchId,
    QuestionId,
    Role,
    Signature,
    clean,
    required,
)
from server.domain.rules import (
    EVERYONE,
    LIVE,
    PLANNED,
    PRESENTING,
    STAFF,
    Evolutions,
    Rule,
    Rules,
    own_project,
)
from server.domain.state import Question, QuestionStatus, Roadshow
from server.errors import Conflict, Forbidden, Missing

SHOWN = frozenset({QuestionStatus.open, QuestionStatus.answered})


class AskQuestion(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="question.ask"):
    """Ask about the pitch that is on, or about the one that is named; anonymous hides the name from all but staff."""

    text: Paragraph
    pitch: PitchId | None = None
    anonymous: bool = False


class VoteQuestion(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="question.vote"):
    """I would like this answered too."""

    question: QuestionId


class UnvoteQuestion(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="question.unvote"):
    """Take the vote back."""

    question: QuestionId


class ApproveQuestion(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="question.approve"):
    """Let everybody see a held question, or bring a dismissed one back."""

    question: QuestionId


class AnswerQuestion(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="question.answer"):
    """Answer in writing, or without a text mark as answered live."""

    question: QuestionId
    text: Paragraph = ""


class DismissQuestion(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="question.dismiss"):
    """Take a question from everybody's sight; `question.approve` undoes it."""

    question: QuestionId


class WithdrawQuestion(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="question.withdraw"):
    """Take one's own question back."""

    question: QuestionId


class QuestionText(Struct, frozen=True, kw_only=True):
    """What was asked, and by whom."""

    text: str
    signature: Signature


class AnswerText(Struct, frozen=True, kw_only=True):
    """What was answered in writing."""

    text: str


class QuestionAsked(Event, frozen=True, kw_only=True, tag="question.asked"):
    """Somebody asked; held where questions are reviewed."""

    question: QuestionId
    pitch: PitchId | None = None
    anonymous: bool = False
    held: bool = False
    private: QuestionText | None = None


class QuestionVoted(Event, frozen=True, kw_only=True, tag="question.voted"):
    """Who acted counts once for the question."""

    question: QuestionId


class QuestionUnvoted(Event, frozen=True, kw_only=True, tag="question.unvoted"):
    """Who acted counts no more."""

    question: QuestionId


class QuestionApproved(Event, frozen=True, kw_only=True, tag="question.approved"):
    """Everybody may see the question."""

    question: QuestionId


class QuestionAnswered(Event, frozen=True, kw_only=True, tag="question.answered"):
    """Answered, in writing where there is a text."""

    question: QuestionId
    private: AnswerText | None = None


class QuestionDismissed(Event, frozen=True, kw_only=True, tag="question.dismissed"):
    """Taken from everybody's sight by an organizer."""

    question: QuestionId


class QuestionWithdrawn(Event, frozen=True, kw_only=True, tag="question.withdrawn"):
    """Taken back by its author."""

    question: QuestionId


def ask(state: Roadshow, command: AskQuestion, context: Context) -> Sequence[Event]:
    """Organizers' own questions are not reviewed."""
    actor = context.actor
    pitch = state.pitch(command.pitch) if command.pitch else state.current
    signature = Signature(name=actor.name, organisation=actor.organisation)
    return [
        QuestionAsked(
            question=QuestionId(f"que_{context.id}"),
            pitch=pitch.pitch if pitch else None,
            anonymous=command.anonymous,
            held=state.plan.moderated and actor.role is not Role.organizer,
            private=QuestionText(text=required(command.text), signature=signature),
        )
    ]


def vote(state: Roadshow, command: VoteQuestion, context: Context) -> Sequence[Event]:
    """One vote a person, and none for oneself."""
    question = _shown(state, command.question)
    if question.author == context.actor.person:
        raise Forbidden("own_question")
    if context.actor.person in question.voters:
        raise Conflict("already_voted")
    return [QuestionVoted(question=question.question)]


def unvote(state: Roadshow, command: UnvoteQuestion, context: Context) -> Sequence[Event]:
    """Only a vote that counts can be taken back."""
    if context.actor.person not in _shown(state, command.question).voters:
        raise Conflict("not_voted")
    return [QuestionUnvoted(question=command.question)]


def approve(state: Roadshow, command: ApproveQuestion, context: Context) -> Sequence[Event]:
    """From the queue, or back from dismissal."""
    _in_status(state, command.question, QuestionStatus.held, QuestionStatus.dismissed)
    return [QuestionApproved(question=command.question)]


def answer(state: Roadshow, command: AnswerQuestion, context: Context) -> Sequence[Event]:
    """Presenters answer what was asked about their own pitch; a later answer replaces an earlier one."""
    question = _in_status(state, command.question, QuestionStatus.open, QuestionStatus.answered)
    if question.pitch is not None:
        own_project(context, state.pitch(question.pitch).project)
    elif context.actor.role is Role.presenter:
        raise Forbidden("forbidden")
    text = clean(command.text)
    return [QuestionAnswered(question=question.question, private=AnswerText(text=text) if text else None)]


def dismiss(state: Roadshow, command: DismissQuestion, context: Context) -> Sequence[Event]:
    """Held or shown."""
    _in_status(state, command.question, QuestionStatus.held, *SHOWN)
    return [QuestionDismissed(question=command.question)]


def withdraw(state: Roadshow, command: WithdrawQuestion, context: Context) -> Sequence[Event]:
    """Only the author's own, and only before it is answered."""
    question = _question(state, command.question)
    if question.author != context.actor.person:
        raise Missing("question_missing")
    _in_status(state, command.question, QuestionStatus.held, QuestionStatus.open)
    return [QuestionWithdrawn(question=command.question)]


def _question(state: Roadshow, question: QuestionId) -> Question:
    if (found := state.questions.get(question)) is None:
        raise Missing("question_missing")
    return found


def _shown(state: Roadshow, question: QuestionId) -> Question:
    found = _question(state, question)
    if found.status not in SHOWN:
        raise Missing("question_missing")
    return found


def _in_status(state: Roadshow, question: QuestionId, *allowed: QuestionStatus) -> Question:
    found = _question(state, question)
    if found.status not in allowed:
        raise Conflict("question_state")
    return found


def asked(state: Roadshow, event: QuestionAsked, entry: Entry) -> Roadshow:
    """A new question, with its text where that was not erased."""
    question = Question(
        question=event.question,
        author=entry.by,
        pitch=event.pitch,
        text=event.private.text if event.private else None,
        signature=event.private.signature if event.private else None,
        anonymous=event.anonymous,
        status=QuestionStatus.held if event.held else QuestionStatus.open,
        at=entry.at,
    )
    return replace(state, questions=state.questions.set(event.question, question))


def voted(state: Roadshow, event: QuestionVoted, entry: Entry) -> Roadshow:
    """One more."""
    return _changed(state, event.question, voters=state.questions[event.question].voters.set(entry.by, entry.at))


def unvoted(state: Roadshow, event: QuestionUnvoted, entry: Entry) -> Roadshow:
    """One fewer."""
    return _changed(state, event.question, voters=state.questions[event.question].voters.delete(entry.by))


def approved(state: Roadshow, event: QuestionApproved, entry: Entry) -> Roadshow:
    """Open, or answered again where it was before it was dismissed."""
    answered = state.questions[event.question].answered
    return _changed(state, event.question, status=QuestionStatus.answered if answered else QuestionStatus.open)


def answered(state: Roadshow, event: QuestionAnswered, entry: Entry) -> Roadshow:
    """Answered."""
    text = event.private.text if event.private else None
    return _changed(state, event.question, status=QuestionStatus.answered, answered=True, answer=text)


def dismissed(state: Roadshow, event: QuestionDismissed, entry: Entry) -> Roadshow:
    """Out of sight."""
    return _changed(state, event.question, status=QuestionStatus.dismissed)


def withdrawn(state: Roadshow, event: QuestionWithdrawn, entry: Entry) -> Roadshow:
    """Taken back."""
    return _changed(state, event.question, status=QuestionStatus.withdrawn)


def _changed(state: Roadshow, question: QuestionId, **fields: Any) -> Roadshow:
    changed = replace(state.questions[question], **fields)
    return replace(state, questions=state.questions.set(question, changed))


RULES: Rules = {
    AskQuestion: Rule(ask, EVERYONE, LIVE, muted=False),
    VoteQuestion: Rule(vote, EVERYONE, LIVE, muted=False),
    UnvoteQuestion: Rule(unvote, EVERYONE, LIVE, muted=False),
    ApproveQuestion: Rule(approve, STAFF, PLANNED),
    AnswerQuestion: Rule(answer, PRESENTING, PLANNED),
    DismissQuestion: Rule(dismiss, STAFF, PLANNED),
    WithdrawQuestion: Rule(withdraw, EVERYONE, PLANNED),
}

EVOLVE: Evolutions = {
    QuestionAsked: asked,
    QuestionVoted: voted,
    QuestionUnvoted: unvoted,
    QuestionApproved: approved,
    QuestionAnswered: answered,
    QuestionDismissed: dismissed,
    QuestionWithdrawn: withdrawn,
}
