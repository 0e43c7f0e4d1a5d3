"""Who sees what: the one table from kinds of views and audiences to looks, and the pictures made of it.

A roadshow is seen as views, each of a kind and under a key, such as `question` and `que_…`. A *shared* view depends on
the audience alone and is encoded once for all of it; an *own* view depends on the person. What an audience has no look
for, or whose look says None, does not exist for it: neither its key nor its passing away is ever sent.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import Any, Final

from msgspec import Struct

from server.domain import law_views, looks, meeting_views
from server.domain.consents import seen_by
from server.domain.messages import Entry, PersonId, ProjectId, Role
from server.domain.roadshow import evolve
from server.domain.rules import OVERSEEING
from server.domain.state import Roadshow
from server.domain.touches import Touch, touched

Picture = dict[str, dict[str, Struct]]
Changes = dict[str, dict[str, Struct | None]]

Keys = Callable[[Roadshow], Iterable[Any]]
Look = Callable[[Roadshow, Any], Struct | None]
ProjectLook = Callable[[Roadshow, Any, ProjectId], Struct | None]
PersonLook = Callable[[Roadshow, Any, PersonId], Struct | None]


class Audience(Struct, frozen=True, kw_only=True, cache_hash=True):
    """All who see the same shared views: the public (audience and investors), organizers, a presenter of a project.

    Presenters are an audience each, since an investor may let one of them know who they are and not the other. Without
    `person` it is one to whom nobody has given such a consent.
    """

    role: Role = Role.audience
    project: ProjectId | None = None
    person: PersonId | None = None

    @classmethod
    def of(cls, role: Role, project: ProjectId | None, person: PersonId | None = None) -> "Audience":
        """The audience a seat belongs to; auditors see what organizers see."""
        if role in OVERSEEING:
            return cls(role=Role.organizer)
        return cls(role=role, project=project, person=person) if role is Role.presenter else PUBLIC


PUBLIC: Final = Audience()


class Shared(Struct, frozen=True, kw_only=True):
    """One kind of shared view: its keys, and how it looks to each audience."""

    keys: Keys
    public: Look | None = None
    presenter: ProjectLook | None = None
    organizer: Look | None = None


class Own(Struct, frozen=True, kw_only=True):
    """One kind of own view: its possible keys, and how it looks to the person."""

    keys: Keys
    look: PersonLook


def _for_all(keys: Keys, look: Look) -> Shared:
    return Shared(keys=keys, public=look, presenter=lambda state, key, project: look(state, key), organizer=look)


def _only(key: str) -> Keys:
    return lambda state: (key,)


def _projects(state: Roadshow) -> Iterable[ProjectId]:
    return (pitch.project for pitch in state.pitches.values())


SHARED: Final[dict[str, Shared]] = {
    "show": _for_all(_only("show"), looks.show),
    "preset": _for_all(_only("preset"), looks.preset),
    "programme": _for_all(_only("programme"), looks.programme),
    "stage": _for_all(_only("stage"), looks.stage),
    "pitch": _for_all(lambda state: state.pitches, looks.pitch),
    "backstage": Shared(
        keys=lambda state: state.pitches,
        presenter=looks.own_backstage,
        organizer=looks.backstage,
    ),
    "question": Shared(
        keys=lambda state: state.questions,
        public=looks.shown_question,
        presenter=lambda state, key, project: looks.shown_question(state, key),
        organizer=looks.any_question,
    ),
    "board": Shared(
        keys=_projects,
        public=looks.public_board,
        presenter=looks.presenter_board,
        organizer=looks.whole_board,
    ),
    "intent": Shared(
        keys=lambda state: state.intents,
        presenter=looks.passed_intent,
        organizer=looks.intent,
    ),
    "lead": Shared(
        keys=lambda state: state.leads,
        presenter=looks.passed_lead,
        organizer=looks.lead,
    ),
    "prompt": Shared(
        keys=lambda state: state.prompts,
        presenter=looks.own_prompt,
        organizer=looks.prompt,
    ),
    "standing": Shared(keys=lambda state: state.standings, organizer=looks.standing),
    "round": Shared(
        keys=lambda state: state.law.rounds,
        public=law_views.public_round,
        presenter=law_views.presented_round,
        organizer=law_views.whole_round,
    ),
    "recipients": Shared(keys=_only("recipients"), organizer=law_views.recipients),
    "suitability": Shared(keys=law_views.known, organizer=law_views.suitability),
    "meetings": _for_all(_only("meetings"), meeting_views.meetings),
    "meeting": Shared(
        keys=lambda state: state.agenda.meetings,
        presenter=meeting_views.passed_meeting,
        organizer=meeting_views.meeting,
    ),
    "ranking": Shared(
        keys=lambda state: state.agenda.rankings,
        presenter=meeting_views.own_project_ranking,
        organizer=meeting_views.no_ranking,
    ),
    "timetable": Shared(keys=_only("timetable"), organizer=meeting_views.timetable),
}

OWN: Final[dict[str, Own]] = {
    "me": Own(keys=_only("me"), look=looks.me),
    "own_question": Own(keys=lambda state: state.questions, look=looks.own_question),
    "vote": Own(keys=lambda state: state.questions, look=looks.own_vote),
    "own_intent": Own(keys=lambda state: state.intents, look=looks.own_intent),
    "consent": Own(keys=lambda state: {project for _, project in state.consents}, look=looks.own_consent),
    "own_consortium": Own(keys=lambda state: state.consortia.known, look=looks.own_consortium),
    "own_round": Own(keys=lambda state: state.law.rounds, look=law_views.own_round),
    "own_suitability": Own(keys=_only("own_suitability"), look=law_views.own_suitability),
    "own_meeting": Own(keys=lambda state: state.agenda.meetings, look=meeting_views.own_meeting),
    "own_ranking": Own(keys=_only("own_ranking"), look=meeting_views.own_ranking),
}


def picture(state: Roadshow, audience: Audience) -> Picture:
    """Every shared view of an audience."""
    return {
        kind: _seen((key, look_at(state, kind, key, audience)) for key in shared.keys(state))
        for kind, shared in SHARED.items()
    }


def own_picture(state: Roadshow, person: PersonId) -> Picture:
    """Every own view of a person; with most nothing was done by or about them, which is found at once."""
    kinds = OWN if person in state.actors or person in state.law.grounds else {"me": OWN["me"]}
    return {kind: _seen((key, own.look(state, key, person)) for key in own.keys(state)) for kind, own in kinds.items()}


def _seen(views: Iterable[tuple[str, Struct | None]]) -> dict[str, Struct]:
    return {key: view for key, view in views if view is not None}


def look_at(state: Roadshow, kind: str, key: Any, audience: Audience) -> Struct | None:
    """One shared view as an audience sees it."""
    shared = SHARED[kind]
    if audience.role is Role.organizer:
        return shared.organizer(state, key) if shared.organizer else None
    if audience.role is Role.presenter and audience.project is not None:
        return shared.presenter(seen_by(state, audience.person), key, audience.project) if shared.presenter else None
    return shared.public(state, key) if shared.public else None


class Step(Struct, frozen=True):
    """One entry, the state that includes it, and the views it touched."""

    entry: Entry
    after: Roadshow
    touches: tuple[Touch, ...]


class Shift(Struct, frozen=True, dict=True):
    """The way from one state to a later one, with the entries in between, and the state after each where known."""

    before: Roadshow
    after: Roadshow
    entries: Sequence[Entry]
    states: Sequence[Roadshow] = ()

    @cached_property
    def steps(self) -> Sequence[Step]:
        """The way entry by entry; walked once, because every audience asks."""
        states = self.states or islice(accumulate(self.entries, evolve, initial=self.before), 1, None)
        return [
            Step(entry, after, tuple(touched(after, entry))) for entry, after in zip(self.entries, states, strict=True)
        ]


def shared_changes(shift: Shift, audience: Audience) -> tuple[Changes, set[int]]:
    """The views an audience must replace (None: forget), and the seqs of the entries it may know of.

    Those are the entries that changed something it sees. A hidden intent moves no public board, so neither the board
    nor the entry's seq is sent; and it makes no difference over which range the entries are sent.
    """
    return _changes(
        ((step, touch) for step in shift.steps for touch in step.touches if touch.person is None),
        lambda state, touch: look_at(state, touch.kind, touch.key, audience),
        shift.before,
    )


def own_changes(shift: Shift) -> dict[PersonId, tuple[Changes, set[int]]]:
    """The same for each person whose own views were touched."""
    touches: dict[PersonId, list[tuple[Step, Touch]]] = {}
    for step in shift.steps:
        for touch in step.touches:
            if touch.person is not None:
                touches.setdefault(touch.person, []).append((step, touch))
    return {person: _changes(found, _own_look, shift.before) for person, found in touches.items()}


def _own_look(state: Roadshow, touch: Touch) -> Struct | None:
    return OWN[touch.kind].look(state, touch.key, touch.person or PersonId(""))


def _changes(
    touches: Iterable[tuple[Step, Touch]],
    look: Callable[[Roadshow, Touch], Struct | None],
    before: Roadshow,
) -> tuple[Changes, set[int]]:
    first: dict[Touch, Struct | None] = {}
    last: dict[Touch, Struct | None] = {}
    known: set[int] = set()
    for step, touch in touches:
        if touch not in first:
            first[touch] = last[touch] = look(before, touch)
        if (view := look(step.after, touch)) != last[touch]:
            last[touch] = view
            known.add(step.entry.seq)
    changes: Changes = {}
    for touch, view in last.items():
        if view != first[touch]:
            changes.setdefault(touch.kind, {})[touch.key] = view
    return changes, known
