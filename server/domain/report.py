"""The report of a project once its pitch is over: what was asked and stated, and who watched, second by second.

It is made of the looks that its reader has anyway, so that it can tell nobody more than their screens do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from server.domain.board import BoardView
from server.domain.course import COURSE, LIVE, Act, IntentState
from server.domain.handouts import Handout
from server.domain.joint import counting, everything, passed
from server.domain.kinds import IntentKind
from server.domain.messages import Amount, Basis, Currency, IntentId, PitchId, ProjectId, Role
from server.domain.state import Phase, QuestionStatus, Roadshow
from server.domain.views import IntentView, PitchView, QuestionView
from server.domain.visibility import Audience, look_at
from server.domain.watching import SECOND, Evidence, Span, curve
from server.errors import Conflict

FLOORS: Final = (0, 10**5, 10**6, 10**7, 10**8)
"""Where bands of amounts begin, in units of a currency."""

Unit = tuple[Currency, Basis]
"""What amounts must have in common to be counted together."""

Digits = Callable[[Currency], int]
"""How many digits of an amount in minor units are behind the point."""


class Band(Struct, frozen=True, kw_only=True):
    """How many intents begin at an amount from `floor` to below `ceiling`, in minor units; the last has no ceiling."""

    floor: int
    ceiling: int | None
    intents: int


class Sign(Struct, frozen=True, kw_only=True):
    """Interest at one second of the pitch: `question`, `vote` or `intent`."""

    second: int
    sort: str


class Attention(Struct, frozen=True, kw_only=True):
    """How a pitch was followed: how many watched in each of its seconds, and where interest showed.

    `people` watched at all, `pictured` of them received the picture; `turn` is the second in which the question time
    began.
    """

    watching: Sequence[int]
    signs: Sequence[Sign]
    people: int
    pictured: int
    turn: int | None

    @property
    def seconds(self) -> int:
        """How long the pitch was."""
        return len(self.watching)

    @property
    def most(self) -> int:
        """How many watched at the busiest second."""
        return max(self.watching, default=0)

    @property
    def mean(self) -> float:
        """How many watched on average."""
        return sum(self.watching) / len(self.watching) if self.watching else 0.0


class Report(Struct, frozen=True, kw_only=True):
    """Everything for one reader; questions that wait for an answer come first, then those with more votes.

    So do intents that the presenters have neither accepted nor declined: `owed` says until when each can be. `live` are
    the intents that stand and count by themselves; a share in a joint one counts inside it, as on the board.
    """

    at: datetime
    pitch: PitchView
    board: BoardView
    questions: Sequence[QuestionView]
    intents: Sequence[IntentView]
    live: Sequence[IntentView]
    owed: Mapping[IntentId, datetime]
    attention: Attention
    handouts: Sequence[Handout] = ()

    @property
    def unanswered(self) -> int:
        """How many questions wait for an answer."""
        return sum(waits(question) for question in self.questions)


def report(state: Roadshow, project: ProjectId, audience: Audience, spans: Iterable[Span], at: datetime) -> Report:
    """The report as it is at `at`; Missing where there is no such project, Conflict while its pitch is not over."""
    pitch = state.pitch_of(project)
    seen, board = look_at(state, "pitch", pitch.pitch, audience), look_at(state, "board", project, audience)
    if pitch.phase is not Phase.done or not isinstance(seen, PitchView) or not isinstance(board, BoardView):
        raise Conflict("report_early")
    questions = _questions(state, pitch.pitch, audience)
    intents = _intents(state, project, audience)
    owed = _owed(state, intents)
    allowed = everything if audience.role is Role.organizer else passed
    return Report(
        at=at,
        pitch=seen,
        board=board,
        questions=sorted(questions, key=lambda question: (not waits(question), -question.votes, question.at)),
        live=[intent for intent in intents if counting(state, intent.intent, allowed)],
        intents=sorted(intents, key=lambda intent: _place(intent, owed)),
        owed=owed,
        attention=_attention(seen, _moments(state, questions, intents), list(spans)),
    )


def waits(question: QuestionView) -> bool:
    """Whether a question still waits for an answer."""
    return question.status is not QuestionStatus.answered


def _questions(state: Roadshow, pitch: PitchId, audience: Audience) -> Sequence[QuestionView]:
    """Those of a pitch; what was dismissed is done with, even for those who can see it."""
    asked = (key for key, question in state.questions.items() if question.pitch == pitch)
    views = (look_at(state, "question", key, audience) for key in asked)
    seen = (view for view in views if isinstance(view, QuestionView))
    return [view for view in seen if view.status is not QuestionStatus.dismissed]


def _intents(state: Roadshow, project: ProjectId, audience: Audience) -> Sequence[IntentView]:
    stated = (key for key, intent in state.intents.items() if intent.project == project)
    views = (look_at(state, "intent", key, audience) for key in stated)
    return [view for view in views if isinstance(view, IntentView)]


def _owed(state: Roadshow, intents: Iterable[IntentView]) -> Mapping[IntentId, datetime]:
    waiting = (intent.intent for intent in intents if intent.state in COURSE[Act.accept].sources)
    return {intent: due for intent in waiting if (due := state.deadlines.of(intent))}


def _place(intent: IntentView, owed: Mapping[IntentId, datetime]) -> tuple[bool, bool, datetime, IntentId]:
    due = owed.get(intent.intent)
    return intent.state not in LIVE, due is None, due or intent.stated_at, intent.intent


Moments = Iterable[tuple[datetime, str]]


def _moments(state: Roadshow, questions: Sequence[QuestionView], intents: Sequence[IntentView]) -> Moments:
    yield from ((question.at, "question") for question in questions)
    voters = (state.questions[question.question].voters for question in questions)
    yield from ((at, "vote") for votes in voters for at in votes.values())
    yield from ((intent.stated_at, "intent") for intent in intents)


def _attention(pitch: PitchView, moments: Moments, spans: Sequence[Span]) -> Attention:
    start, end = pitch.started_at, pitch.ended_at
    if start is None or end is None:
        return Attention(watching=(), signs=(), people=0, pictured=0, turn=None)
    seconds = max(-((start - end) // SECOND), 0)
    signs = [Sign(second=(at - start) // SECOND, sort=sort) for at, sort in moments]
    return Attention(
        watching=curve(spans, start, seconds),
        signs=sorted((sign for sign in signs if 0 <= sign.second < seconds), key=lambda sign: (sign.second, sign.sort)),
        people=len({span.person for span in spans}),
        pictured=len({span.person for span in spans if span.by is Evidence.picture}),
        turn=(pitch.questions_at - start) // SECOND if pitch.questions_at else None,
    )


def by_kind(intents: Iterable[IntentView]) -> dict[IntentKind, int]:
    """How many intents of each kind there are, kinds in their fixed order."""
    kinds = [intent.terms.kind for intent in intents]
    return {kind: kinds.count(kind) for kind in IntentKind if kind in kinds}


def by_state(intents: Iterable[IntentView]) -> dict[IntentState, int]:
    """How many intents have come how far, states in the order of their course."""
    states = [intent.state for intent in intents]
    return {state: states.count(state) for state in IntentState if state in states}


def by_band(intents: Iterable[IntentView], digits: Digits) -> dict[Unit, Sequence[Band]]:
    """How many intents begin in each band; bands below the first and above the last that has any are left out."""
    found: dict[Unit, list[Amount]] = {}
    for amount in (intent.terms.amount for intent in intents):
        if amount is not None:
            found.setdefault((amount.currency, amount.basis), []).append(amount)
    return {unit: _bands(found[unit], 10 ** digits(unit[0])) for unit in sorted(found)}


def _bands(amounts: Sequence[Amount], unit: int) -> Sequence[Band]:
    ends = [*(floor * unit for floor in FLOORS[1:]), None]
    bands = [
        Band(floor=floor * unit, ceiling=end, intents=sum(_within(amount, floor * unit, end) for amount in amounts))
        for floor, end in zip(FLOORS, ends, strict=True)
    ]
    there = [number for number, band in enumerate(bands) if band.intents]
    return bands[there[0] : there[-1] + 1]


def _within(amount: Amount, floor: int, ceiling: int | None) -> bool:
    return floor <= amount.minimum and (ceiling is None or amount.minimum < ceiling)
