"""The state of one roadshow as its rules need it: a fold of the log, held in persistent maps.

Nothing here is changed in place, so that a batch can be decided on a state that is thrown away when its append fails.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from immutables import Map
from msgspec import Struct, field

from server.domain.agenda import Agenda
from server.domain.agenda import Pair as Pair
from server.domain.clocks import Clocks
from server.domain.consortium import Claim as Claim
from server.domain.consortium import Consortia
from server.domain.course import LIVE, IntentState
from server.domain.law import Law
from server.domain.messages import (
    Bilingual,
    Currency,
    IntentId,
    LeadId,
    Money,
    PersonId,
    PitchId,
    ProjectId,
    QuestionId,
    Role,
    SeatId,
    Signature,
)
from server.domain.presets import Preset
from server.domain.tallies import Tallies
from server.domain.terms import IntentText, Provenance, Terms
from server.errors import Conflict, Missing


class Status(StrEnum):
    """Where the roadshow as a whole stands."""

    blank = "blank"
    planned = "planned"
    live = "live"
    paused = "paused"
    ended = "ended"


class Plan(Struct, frozen=True, kw_only=True):
    """What is announced; `currencies` are those an amount may be stated in, `moderated` holds questions for review.

    An intent expires unless it is accepted within `accept_within` hours and then confirmed within `confirm_within`
    days; `grace` is how many seconds late one may be. `threshold` is how many parties a public sum needs.
    What the host entered for somebody on site expires unless they own it within `proxy_within` days.
    """

    title: Bilingual = Bilingual()
    summary: Bilingual = Bilingual()
    host: Bilingual = Bilingual()
    starts_at: datetime | None = None
    timezone: str = "Asia/Shanghai"
    currencies: tuple[Currency, ...] = ("CNY", "USD")
    moderated: bool = True
    accept_within: int = 48
    confirm_within: int = 10
    grace: int = 5
    threshold: int = 3
    proxy_within: int = 14


class Phase(StrEnum):
    """How far a pitch has come; a skipped pitch can be restored, a done one cannot."""

    pending = "pending"
    on_air = "on_air"
    questions = "questions"
    done = "done"
    skipped = "skipped"


class Pitch(Struct, frozen=True, kw_only=True):
    """One project's place in the programme; times are the server's, `extension` is in seconds."""

    pitch: PitchId
    project: ProjectId
    title: Bilingual
    summary: Bilingual = Bilingual()
    team: Bilingual = Bilingual()
    field: Bilingual = Bilingual()
    minutes: int = 6
    question_minutes: int = 4
    target: Money | None = None
    phase: Phase = Phase.pending
    started_at: datetime | None = None
    questions_at: datetime | None = None
    ended_at: datetime | None = None
    extension: int = 0
    window_open: bool = False
    window_closed_at: datetime | None = None
    called: bool = False
    ready: SeatId | None = None

    @property
    def on(self) -> bool:
        """Whether this is the pitch of the moment."""
        return self.phase in (Phase.on_air, Phase.questions)

    def takes_intents(self, at: datetime, grace: timedelta) -> bool:
        """Whether an intent stated at `at` is in time; `grace` forgives the way to the server."""
        closed = self.window_closed_at
        return self.window_open or (closed is not None and at <= closed + grace)


class Stage(Struct, frozen=True, kw_only=True):
    """Whose picture everybody sees; None is the standby card."""

    seat: SeatId | None = None
    role: Role | None = None
    since: datetime | None = None


class Prompt(Struct, frozen=True, kw_only=True):
    """The organizer's last silent message to a project's presenters; None where its text was erased."""

    text: str | None
    at: datetime


class Standing(Struct, frozen=True, kw_only=True):
    """What the organizer has decided about a person."""

    muted: bool = False
    removed: bool = False
    erased: bool = False


_UNDECIDED: Final = Standing()


class Reassignment(Struct, frozen=True, kw_only=True):
    """A seat's role where it is no longer the one it was taken with."""

    role: Role
    project: ProjectId | None = None


class QuestionStatus(StrEnum):
    """Held and dismissed questions are known to organizers and their author alone."""

    held = "held"
    open = "open"
    answered = "answered"
    dismissed = "dismissed"
    withdrawn = "withdrawn"


class Question(Struct, frozen=True, kw_only=True):
    """A question about the pitch that was on when it was asked; `text` is None where it was erased.

    `answered` outlives a dismissal, so that what is brought back is what it was.
    """

    question: QuestionId
    author: PersonId
    pitch: PitchId | None
    text: str | None
    signature: Signature | None
    anonymous: bool
    status: QuestionStatus
    at: datetime
    answered: bool = False
    answer: str | None = None
    voters: Map[PersonId, datetime] = Map()


class Feedback(StrEnum):
    """Why a presenter declines; an answer without one helps nobody."""

    too_early = "too_early"
    benefit_unclear = "benefit_unclear"
    route_unclear = "route_unclear"
    description_unclear = "description_unclear"
    scientific = "scientific"
    out_of_scope = "out_of_scope"
    terms_unsuitable = "terms_unsuitable"
    other = "other"


class Intent(Struct, frozen=True, kw_only=True):
    """The live version of one investor's intent of one kind towards one project; `seq` is where it was recorded.

    `content` is that version's hash; `since` is when it came to the state it is in, `reason` what was said of that.
    `answered` is where the investor's last confirmation or retraction was recorded.
    What the host entered for somebody is theirs or gone by `claim_by`.
    """

    intent: IntentId
    person: PersonId
    project: ProjectId
    pitch: PitchId
    version: int
    terms: Terms
    text: IntentText | None
    provenance: Provenance | None
    content: str
    stated_at: datetime
    at: datetime
    seq: int
    since: datetime
    state: IntentState = IntentState.submitted
    claim_by: datetime | None = None
    feedback: Feedback | None = None
    reason: str | None = None
    answered: int | None = None

    @property
    def live(self) -> bool:
        """Whether it counts."""
        return self.state in LIVE

    @property
    def comment(self) -> str | None:
        """What the investor wrote; None where it was erased."""
        return self.text.comment if self.text else None

    @property
    def signature(self) -> Signature | None:
        """Who the investor is; None where it was erased."""
        return self.text.signature if self.text else None


class Signals(Struct, frozen=True, kw_only=True):
    """How often and when an investor showed interest, `signals` in all; without any, no time."""

    questions: int = 0
    votes: int = 0
    intents: int = 0
    signals: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


class Lead(Struct, frozen=True, kw_only=True):
    """An investor's interest in a project as the log tells it; the work on it is kept as rows elsewhere.

    `passed` are the signals that the project's presenters may know of. `mark` says by which import it was made, if by
    one; a `stranger` came in by it.
    """

    lead: LeadId
    person: PersonId
    project: ProjectId
    signature: Signature | None
    whole: Signals = Signals()
    passed: Signals = Signals()
    mark: str = ""
    stranger: bool = False


class Consent(Struct, frozen=True, kw_only=True):
    """Since when somebody may be named, and the hash of the text under which."""

    at: datetime
    text: str


Given = Map[PersonId | None, Consent]
"""Consents by the presenter they are for; under None those for all presenters of a project."""


class Roadshow(Struct, frozen=True, kw_only=True):
    """Everything decisions need, after the event numbered `seq`."""

    seq: int = 0
    status: Status = Status.blank
    plan: Plan = Plan()
    preset: Preset = Preset()
    rehearsal: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    erased_at: datetime | None = None
    order: tuple[PitchId, ...] = ()
    pitches: Map[PitchId, Pitch] = field(default_factory=Map)
    projects: Map[ProjectId, PitchId] = field(default_factory=Map)
    stage: Stage = Stage()
    prompts: Map[ProjectId, Prompt] = field(default_factory=Map)
    standings: Map[PersonId, Standing] = field(default_factory=Map)
    seats: Map[SeatId, Reassignment] = field(default_factory=Map)
    questions: Map[QuestionId, Question] = field(default_factory=Map)
    intents: Map[IntentId, Intent] = field(default_factory=Map)
    live_intents: Map[Claim, IntentId] = field(default_factory=Map)
    deadlines: Clocks = Clocks()
    consortia: Consortia = Consortia()
    numbers: Map[PersonId, int] = field(default_factory=Map)
    tallies: Map[ProjectId, Tallies] = field(default_factory=Map)
    consents: Map[Pair, Given] = field(default_factory=Map)
    passed_to: Map[PersonId | None, Map[Pair, Given]] = field(default_factory=Map)
    leads: Map[LeadId, Lead] = field(default_factory=Map)
    lead_of: Map[Pair, LeadId] = field(default_factory=Map)
    agenda: Agenda = Agenda()
    law: Law = Law()
    actors: Map[PersonId, int] = field(default_factory=Map)

    def pitch(self, pitch: PitchId) -> Pitch:
        """The pitch of that identity; Missing where there is none."""
        if (found := self.pitches.get(pitch)) is None:
            raise Missing("pitch_missing")
        return found

    def pitch_of(self, project: ProjectId) -> Pitch:
        """The pitch that presents a project; Missing where none does."""
        if (found := self.projects.get(project)) is None:
            raise Missing("project_missing")
        return self.pitches[found]

    @property
    def current(self) -> Pitch | None:
        """The pitch of the moment, of which there is at most one."""
        return next((pitch for pitch in self.pitches.values() if pitch.on), None)

    def number(self, person: PersonId) -> int:
        """A person's pseudonym in this roadshow; who has none yet would be given this one."""
        return self.numbers.get(person, len(self.numbers) + 1)

    def standing(self, person: PersonId) -> Standing:
        """What was decided about a person; nothing for most."""
        return self.standings.get(person, _UNDECIDED)

    def require_real(self) -> None:
        """Conflict where this is a rehearsal, which nothing leaves."""
        if self.rehearsal:
            raise Conflict("rehearsal_shut")

    def require(self, *statuses: Status, otherwise: str = "not_live") -> None:
        """Conflict where the roadshow is in none of these."""
        if self.status not in statuses:
            raise Conflict("show_ended" if self.status is Status.ended else otherwise)
