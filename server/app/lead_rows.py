"""The list of leads: a row for each, kept for each audience and numbered by its changes.

Who knows all up to revision n asks for what came after it, so that a list of thousands costs its pages once and a row
now and then thereafter.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from itertools import islice
from typing import Final, cast

from msgspec import Struct
from msgspec.structs import replace

from server.domain.consents import seen_by
from server.domain.course import IntentState
from server.domain.kinds import IntentKind
from server.domain.materials import Taken
from server.domain.merging import groups
from server.domain.messages import Amount, IntentId, LeadId, PersonId, ProjectId, Role
from server.domain.scoring import Interest, Score, recency, score
from server.domain.state import Consent, Intent, Lead, Pair, QuestionStatus, Roadshow
from server.domain.terms import Level
from server.domain.views import IntentView, LeadView
from server.domain.visibility import Audience, look_at
from server.domain.watching import Watched
from server.domain.workspace import Channel, Fit, LeadStage, LostReason, Work

PAGE: Final = 500
OWED: Final = frozenset({IntentState.submitted, IntentState.seen})


class IntentBrief(Struct, frozen=True, kw_only=True, gc=False):
    """A live intent in a list."""

    intent: IntentId
    kind: IntentKind
    level: Level
    amount: Amount | None
    state: IntentState


class LeadRow(Struct, frozen=True, kw_only=True, gc=False):
    """One lead in a list for one reader, those merged into it counted in; the contact is there where the name is.

    `consented` says whether the project's presenters may know who it is, `waiting` whether an answer is owed, `watched`
    is in seconds, `downloads` counts documents.
    """

    lead: LeadId
    revision: int
    view: LeadView
    contact: str | None
    consented: bool
    intents: tuple[IntentBrief, ...]
    watched: int
    downloads: int = 0
    waiting: bool
    score: Score
    merged: tuple[LeadId, ...]
    version: int
    owner: PersonId | None
    stage: LeadStage
    lost_reason: LostReason | None
    next_step: str
    due: date | None
    tags: tuple[str, ...]
    fit: tuple[Fit, ...]
    do_not_contact: bool
    channels: tuple[Channel, ...]
    external: dict[str, str]
    notes: int
    last_note: str


WORKED: Final = tuple(name for name in LeadRow.__struct_fields__ if name in Work.__struct_fields__)


class Sources(Struct, frozen=True, kw_only=True):
    """What rows are made of, read at one time; `works` are all of the roadshow."""

    state: Roadshow
    audience: Audience
    works: Mapping[LeadId, Work]
    contacts: Mapping[PersonId, str]
    watched: Mapping[Pair, Watched]
    taken: Mapping[Pair, tuple[Taken, ...]] = {}
    at: datetime

    def same(self, other: "Sources") -> bool:
        """Whether nothing that rows depend on can have changed since."""
        told = self.state is other.state and self.works is other.works
        seen = self.watched is other.watched and self.taken is other.taken
        return told and seen and self.contacts is other.contacts and self.at.date() == other.at.date()

    @property
    def whole(self) -> bool:
        """Whether the reader sees everything."""
        return self.audience.role is Role.organizer


class Facts(Struct, frozen=True, gc=False):
    """All that the row of one lead depends on; where it is the same, so is the row."""

    work: Work
    lead: Lead | None
    consented: bool
    intents: tuple[Intent, ...]
    watched: int
    waiting: bool
    recency: int
    downloads: int = 0


class Seen(Struct, frozen=True, kw_only=True):
    """The state by pairs of person and project, as the reader may see it."""

    intents: Mapping[Pair, Sequence[Intent]]
    waiting: Set[Pair]
    consents: Mapping[Pair, Mapping[PersonId | None, Consent]]


class Entry:
    """What a roll knows of a lead; the row is made when it is first asked for."""

    __slots__ = ("facts", "made", "revision")

    def __init__(self, facts: tuple[Facts, ...], revision: int) -> None:
        """Begin without a row."""
        self.facts = facts
        self.revision = revision
        self.made: LeadRow | None = None


class Roll:
    """The rows of one audience. Revisions mean something within an `epoch` only, which ends with the process."""

    def __init__(self, epoch: str) -> None:
        """Begin without rows."""
        self.epoch = epoch
        self.revision = 0
        self._sources: Sources | None = None
        self._facts: dict[LeadId, tuple[Facts, ...]] = {}
        self._entries: dict[LeadId, Entry] = {}
        self._gone: dict[LeadId, int] = {}

    def refresh(self, sources: Sources) -> None:
        """Take in what is not as it was, in the order in which leads were opened."""
        before, self._sources = self._sources, sources
        if before is not None and sources.same(before):
            return
        state, whole = sources.state, sources.whole
        seen = Seen(
            intents=_by_pair(state),
            waiting=_waiting(state),
            consents=(state if whole else seen_by(state, sources.audience.person)).consents,
        )
        shown = groups(sources.works)
        for lead, works in shown.items():
            facts = tuple(_facts(work, sources, seen) for work in works)
            if self._facts.get(lead) != facts:
                self._facts[lead] = facts
                self._put(lead, facts if _view(lead, sources) else None)
        for lead in [lead for lead in self._facts if lead not in shown]:
            del self._facts[lead]
            self._put(lead, None)

    def _put(self, lead: LeadId, facts: tuple[Facts, ...] | None) -> None:
        known = self._entries.pop(lead, None)
        if facts is None and known is None:
            return
        self.revision += 1
        if facts is None:
            self._gone[lead] = self.revision
            return
        self._gone.pop(lead, None)
        self._entries[lead] = Entry(facts, self.revision)

    def row(self, lead: LeadId) -> LeadRow | None:
        """The row of a lead that stands for itself, if the reader may see one."""
        entry = self._entries.get(lead)
        return self._made(entry) if entry else None

    def rows(self, project: ProjectId | None = None) -> Sequence[LeadRow]:
        """All of them or those of a project, the one that changed last at the end."""
        wanted = (entry for entry in self._entries.values() if project in (None, entry.facts[0].work.project))
        return [self._made(entry) for entry in wanted]

    def since(self, revision: int) -> tuple[list[LeadRow], list[LeadId], int]:
        """Up to PAGE rows that changed after a revision in the order of their changes, and the revision they lead to.

        Between them, with the last page, the leads that are gone since.
        """
        later = (entry for entry in self._entries.values() if entry.revision > revision)
        rows = [self._made(entry) for entry in islice(later, PAGE)]
        if next(later, None) is not None:
            return rows, [], rows[-1].revision
        return rows, [lead for lead, at in self._gone.items() if at > revision], self.revision

    def _made(self, entry: Entry) -> LeadRow:
        if entry.made is None:
            entry.made = row(entry.facts, entry.revision, cast(Sources, self._sources))
        return entry.made


def row(facts: Sequence[Facts], revision: int, sources: Sources) -> LeadRow:
    """The row of a lead that the reader may see, and of those merged into it.

    A lead without a name is joined with no other for a presenter: it would say whose the other's signals are.
    """
    first, *others = ((one, view) for one in facts if (view := _view(one.work.lead, sources)) is not None)
    joined = [first, *(pair for pair in others if sources.whole or (first[1].person and pair[1].person))]
    view = _together([view for _, view in joined])
    named, work = view.person is not None, facts[0].work
    intents = tuple(brief for one, _ in joined for brief in _briefs(one.intents, sources))
    watched = sum(one.watched for one, _ in joined) if named else 0
    downloads = sum(one.downloads for one, _ in joined) if named else 0
    return LeadRow(
        revision=revision,
        view=view,
        contact=sources.contacts.get(view.person) if view.person else None,
        consented=facts[0].consented,
        intents=intents,
        watched=watched,
        downloads=downloads,
        waiting=any(one.state in OWED for one in intents) or (named and any(one.waiting for one, _ in joined)),
        score=score(_interest(view, intents, work, (watched, downloads)), sources.at),
        merged=tuple(one.work.lead for one, _ in joined[1:]),
        **{name: getattr(work, name) for name in WORKED},
    )


def _interest(view: LeadView, intents: Sequence[IntentBrief], work: Work, had: tuple[int, int]) -> Interest:
    return Interest(
        intents=[(intent.level, intent.state) for intent in intents],
        fit=work.fit,
        questions=view.questions,
        votes=view.votes,
        watched=had[0],
        downloads=had[1],
        last_at=view.last_at,
    )


def _view(lead: LeadId, sources: Sources) -> LeadView | None:
    view = look_at(sources.state, "lead", lead, sources.audience)
    return view if isinstance(view, LeadView) else None


def _together(views: Sequence[LeadView]) -> LeadView:
    """One view of several leads, named as the first; what was counted is added up."""
    if len(views) == 1:
        return views[0]
    return replace(
        views[0],
        first_at=min((view.first_at for view in views if view.first_at), default=None),
        last_at=max((view.last_at for view in views if view.last_at), default=None),
        questions=sum(view.questions for view in views),
        votes=sum(view.votes for view in views),
        intents=sum(view.intents for view in views),
    )


def _briefs(intents: Iterable[Intent], sources: Sources) -> Iterable[IntentBrief]:
    for intent in intents:
        if isinstance(view := look_at(sources.state, "intent", intent.intent, sources.audience), IntentView):
            terms = view.terms
            yield IntentBrief(
                intent=view.intent, kind=terms.kind, level=terms.level, amount=terms.amount, state=view.state
            )


def _facts(work: Work, sources: Sources, seen: Seen) -> Facts:
    pair, lead = (work.person, work.project), sources.state.leads.get(work.lead)
    return Facts(
        work,
        lead,
        pair in seen.consents,
        tuple(seen.intents.get(pair, ())),
        watched.seconds if (watched := sources.watched.get(pair)) else 0,
        pair in seen.waiting,
        recency(lead.whole.last_at if lead else None, sources.at),
        len({one.download.material for one in sources.taken.get(pair, ())}),
    )


def _by_pair(state: Roadshow) -> Mapping[Pair, Sequence[Intent]]:
    """The live intents of each person towards each project, in the order they were stated."""
    found: dict[Pair, list[Intent]] = {}
    for intent in map(state.intents.__getitem__, state.live_intents.values()):
        found.setdefault((intent.person, intent.project), []).append(intent)
    for several in found.values():
        several.sort(key=lambda intent: intent.stated_at)
    return found


def _waiting(state: Roadshow) -> Set[Pair]:
    """Whose question to which project is open; an anonymous one would say who asked."""
    return {
        (question.author, state.pitches[question.pitch].project)
        for question in state.questions.values()
        if question.pitch and not question.anonymous and question.status is QuestionStatus.open
    }
