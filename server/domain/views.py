"""What can be seen of a roadshow: one type for each kind of view, and with it the allowlist of its fields.

These types are the wire: `protocol.d.ts` is generated from them. A field that is not here cannot reach a screen.
"""

from datetime import datetime

from msgspec import Struct

from server.domain.course import IntentState
from server.domain.kinds import IntentKind
from server.domain.messages import (
    Amount,
    Bilingual,
    ConsortiumId,
    Currency,
    IntentId,
    LeadId,
    PersonId,
    PitchId,
    ProjectId,
    QuestionId,
    Role,
    SeatId,
)
from server.domain.presets import Admission, Certification, Notice, Offered, RoundField
from server.domain.state import Feedback, Phase, QuestionStatus, Status
from server.domain.terms import Level, Provenance, Round, Terms


class ShowView(Struct, frozen=True, kw_only=True):
    """The roadshow as a whole, for everybody; `accept_within` is in hours, `confirm_within` in days.

    Once it has ended, `kept_until` is when personal records will be erased, if ever, and `erased_at` when they were.
    """

    title: Bilingual
    summary: Bilingual
    host: Bilingual
    starts_at: datetime | None
    timezone: str
    currencies: tuple[Currency, ...]
    moderated: bool
    accept_within: int
    confirm_within: int
    grace: int
    threshold: int
    status: Status
    started_at: datetime | None
    ended_at: datetime | None
    kept_until: datetime | None
    erased_at: datetime | None


class PresetView(Struct, frozen=True, kw_only=True):
    """What the preset of the roadshow asks, for everybody; texts are named by their SHA-256."""

    id: str
    version: str
    title: Bilingual
    kinds: tuple[Offered, ...]
    round: tuple[RoundField, ...]
    notice: Notice | None
    admission: Admission | None
    certification: Certification | None
    consent: str | None
    retention_days: int | None


class ProgrammeView(Struct, frozen=True, kw_only=True):
    """The order of the pitches, for everybody."""

    order: tuple[PitchId, ...]


class PitchView(Struct, frozen=True, kw_only=True):
    """A pitch, for everybody; `extension` is in seconds and belongs to the part that runs."""

    pitch: PitchId
    project: ProjectId
    title: Bilingual
    summary: Bilingual
    team: Bilingual
    field: Bilingual
    minutes: int
    question_minutes: int
    phase: Phase
    started_at: datetime | None
    questions_at: datetime | None
    ended_at: datetime | None
    extension: int
    window_open: bool


class BackstageView(Struct, frozen=True, kw_only=True):
    """Whether a pitch's presenters were called and which seat is ready, for organizers and those presenters."""

    pitch: PitchId
    called: bool
    ready: SeatId | None


class StageView(Struct, frozen=True, kw_only=True):
    """What is on the stage, for everybody: a presenter, an organizer or, without a role, the standby card."""

    seat: SeatId | None
    role: Role | None
    since: datetime | None


class QuestionView(Struct, frozen=True, kw_only=True):
    """A question; the name is there unless it was asked anonymously, the author for organizers only."""

    question: QuestionId
    pitch: PitchId | None
    text: str | None
    name: str | None
    organisation: str | None
    author: PersonId | None
    anonymous: bool
    status: QuestionStatus
    at: datetime
    votes: int
    answer: str | None


class ShareView(Struct, frozen=True, kw_only=True):
    """A member's own intent in a joint one, or shown to the members; named where the viewer may know who it is of."""

    intent: IntentId
    number: int
    name: str | None
    organisation: str | None
    kind: IntentKind
    round: Round | None
    level: Level
    amount: Amount | None
    state: IntentState


class JointView(Struct, frozen=True, kw_only=True):
    """A joint intent is of so many members, of whom so many `left` since; of their shares those the viewer may see."""

    members: int
    left: int
    shares: list[ShareView]


class IntentView(Struct, frozen=True, kw_only=True):
    """An intent, for organizers, and for the project's presenters as far as its visibility and the consent allow.

    `content` is the hash to accept it by. `reason` is what was said of the state it is in since `since`. A share counts
    `inside` the joint intent of that identity.
    """

    intent: IntentId
    project: ProjectId
    pitch: PitchId
    number: int
    version: int
    terms: Terms
    comment: str | None
    condition: str | None
    nda_reference: str | None
    provenance: Provenance | None
    person: PersonId | None
    name: str | None
    organisation: str | None
    content: str
    stated_at: datetime
    at: datetime
    seq: int
    since: datetime
    state: IntentState
    claim_by: datetime | None
    feedback: Feedback | None
    reason: str | None
    joint: JointView | None
    inside: IntentId | None


class LeadView(Struct, frozen=True, kw_only=True):
    """A lead, for organizers, and for the project's presenters under a number where there is no consent."""

    lead: LeadId
    project: ProjectId
    number: int
    person: PersonId | None
    name: str | None
    organisation: str | None
    first_at: datetime | None
    last_at: datetime | None
    questions: int
    votes: int
    intents: int


class StandingView(Struct, frozen=True, kw_only=True):
    """What was decided about a person, for organizers."""

    person: PersonId
    muted: bool
    removed: bool
    erased: bool


class PromptView(Struct, frozen=True, kw_only=True):
    """The organizer's last message to a project's presenters, for both."""

    project: ProjectId
    text: str | None
    at: datetime


class MeView(Struct, frozen=True, kw_only=True):
    """How the viewer stands; for nobody else."""

    muted: bool
    number: int | None


class OwnQuestionView(Struct, frozen=True, kw_only=True):
    """A question of the viewer's own, in whatever status."""

    question: QuestionId
    pitch: PitchId | None
    text: str | None
    anonymous: bool
    status: QuestionStatus
    at: datetime
    answer: str | None


class VoteView(Struct, frozen=True, kw_only=True):
    """A vote of the viewer's own."""

    question: QuestionId


class OwnIntentView(Struct, frozen=True, kw_only=True):
    """An intent of the viewer's own; `seq` is where its live version is on record, `content` the hash to confirm by."""

    intent: IntentId
    project: ProjectId
    pitch: PitchId
    version: int
    terms: Terms
    organisation: str | None
    comment: str | None
    condition: str | None
    confidence: int | None
    nda_reference: str | None
    provenance: Provenance | None
    content: str
    stated_at: datetime
    at: datetime
    seq: int
    since: datetime
    state: IntentState
    claim_by: datetime | None
    feedback: Feedback | None
    reason: str | None
    inside: IntentId | None


class MemberView(Struct, frozen=True, kw_only=True):
    """A member of a consortium, for the other members and for who is invited; without a name once that is erased."""

    number: int
    name: str | None
    organisation: str | None


class ConsortiumView(Struct, frozen=True, kw_only=True):
    """A consortium of the viewer's own; who is only invited sees its lead, and who may be invited the lead alone.

    `shares` are what members show to one another; `joint` is what the lead stated for all, at its live version.
    """

    consortium: ConsortiumId
    project: ProjectId
    member: bool
    leading: bool
    lead: MemberView
    members: list[MemberView]
    invited: list[int]
    shares: list[ShareView]
    joint: list[ShareView]


class PassedView(Struct, frozen=True, kw_only=True):
    """One consent: to whom, or without a recipient to all presenters of the project; since when, under which text."""

    recipient: PersonId | None
    at: datetime
    text: str


class ConsentView(Struct, frozen=True, kw_only=True):
    """The viewer's own consents towards a project that are in force."""

    project: ProjectId
    passed: list[PassedView]
