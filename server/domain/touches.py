"""What an event may have changed to see: for each event type, the views it touches, under their kinds and keys.

A touch too many costs a look; one too few would leave somebody with an old picture, which the tests find by comparing
every audience's picture kept up by changes with a fresh one.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from msgspec import Struct

from server.domain.answers import (
    IntentAccepted,
    IntentConfirmed,
    IntentDeclined,
    IntentRetracted,
    IntentSeen,
    IntentVoided,
)
from server.domain.consents import ConsentGiven, ConsentWithdrawn
from server.domain.consortia import (
    ConsortiumEnded,
    ConsortiumFormed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    NumberTaken,
)
from server.domain.consortium import Consortium
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.erasure import PersonErased
from server.domain.imported import LeadImported, LeadUnmade
from server.domain.intents import IntentRevised, IntentStated, IntentWithdrawn
from server.domain.joint import claim_of, joints
from server.domain.leads import LeadOpened, LeadRaised
from server.domain.meetings import MeetingCancelled, MeetingMarked, MeetingMoved, MeetingScheduled
from server.domain.messages import Entry, Event, IntentId, LeadId, MeetingId, PersonId, ProjectId, QuestionId
from server.domain.onair import (
    PitchCalled,
    PitchEnded,
    PitchExtended,
    PitchReadied,
    PitchStarted,
    QuestionsBegun,
    WindowClosed,
    WindowOpened,
)
from server.domain.people import PersonMuted, PersonReadmitted, PersonRemoved, PersonUnmuted, SeatReassigned
from server.domain.programme import PitchAdded, PitchMoved, PitchRemoved, PitchRestored, PitchRevised, PitchSkipped
from server.domain.prompts import PromptSent
from server.domain.questions import (
    QuestionAnswered,
    QuestionApproved,
    QuestionAsked,
    QuestionDismissed,
    QuestionUnvoted,
    QuestionVoted,
    QuestionWithdrawn,
)
from server.domain.rankings import MeetingsConfigured, RankingGiven
from server.domain.requests import MeetingAccepted, MeetingDeclined, MeetingExpired, MeetingRequested, MeetingWithdrawn
from server.domain.retention import RecordsErased
from server.domain.rounds import RoundDescribed, RoundOpened
from server.domain.show import (
    RoadshowEnded,
    RoadshowPaused,
    RoadshowPlanned,
    RoadshowResumed,
    RoadshowRevised,
    RoadshowStarted,
)
from server.domain.slips import IntentClaimed, IntentEntered
from server.domain.stage import StageCleared, StageTaken
from server.domain.state import Intent, Roadshow
from server.domain.suitability import CertificateGiven, CertificateWithdrawn, GroundRecorded
from server.domain.timetable import (
    MeetingArranged,
    MeetingPlaced,
    MeetingUnplaced,
    TimetableProposed,
    TimetablePublished,
)


class Touch(Struct, frozen=True):
    """A view that may look different now; with a person it is that person's own view."""

    kind: str
    key: str
    person: PersonId | None = None


Touches = Iterable[Touch]


def touched(state: Roadshow, entry: Entry) -> Touches:
    """The views that an entry, which the state includes, may have changed."""
    return TOUCHES[type(entry.event)](state, entry.event, entry)


def _planned(state: Roadshow, event: Event, entry: Entry) -> Touches:
    return [Touch("show", "show"), Touch("preset", "preset"), Touch("recipients", "recipients")]


def _show(state: Roadshow, event: Event, entry: Entry) -> Touches:
    return [Touch("show", "show")]


def _stage(state: Roadshow, event: Event, entry: Entry) -> Touches:
    return [Touch("stage", "stage")]


def _nothing(state: Roadshow, event: Event, entry: Entry) -> Touches:
    return []


def _replanned(state: Roadshow, event: Event, entry: Entry) -> Touches:
    """Boards too: from how many parties on their sums are public is part of the plan."""
    return [*_show(state, event, entry), *(Touch("board", project) for project in state.projects)]


def _revised(state: Roadshow, event: PitchRevised, entry: Entry) -> Touches:
    return [*_pitch(state, event, entry), Touch("board", state.pitches[event.pitch].project)]


def _pitch(state: Roadshow, event: Any, entry: Entry) -> Touches:
    return [Touch("pitch", event.pitch), Touch("backstage", event.pitch)]


def _order(state: Roadshow, event: PitchMoved, entry: Entry) -> Touches:
    return [Touch("programme", "programme")]


def _membership(state: Roadshow, event: PitchAdded | PitchRemoved, entry: Entry) -> Touches:
    board = [Touch("board", event.project)]
    return [*_pitch(state, event, entry), Touch("programme", "programme"), *board, *_round(state, event, entry)]


def _round(state: Roadshow, event: Any, entry: Entry) -> Touches:
    """For everybody who may be shown it, and who was shown a version before."""
    project: ProjectId = event.project
    shown = {person for person, of in state.law.opened if of == project}
    people = {*state.law.grounds, *state.law.certificates, *shown}
    return [Touch("round", project), *(Touch("own_round", project, person) for person in people)]


def _shown(state: Roadshow, event: RoundOpened, entry: Entry) -> Touches:
    own = Touch("own_round", event.project, event.person)
    return [Touch("round", event.project), own, Touch("recipients", "recipients")]


def _suitability(state: Roadshow, event: Any, entry: Entry) -> Touches:
    person: PersonId = event.person
    rounds = (Touch("own_round", project, person) for project in state.law.rounds)
    own = Touch("own_suitability", "own_suitability", person)
    return [Touch("suitability", person), own, *rounds]


def _prompt(state: Roadshow, event: PromptSent, entry: Entry) -> Touches:
    return [Touch("prompt", event.project)]


def _person(state: Roadshow, event: Any, entry: Entry) -> Touches:
    return [Touch("standing", event.person), Touch("me", "me", event.person)]


def _question(state: Roadshow, event: Any, entry: Entry) -> Touches:
    question: QuestionId = event.question
    author = state.questions[question].author
    return [Touch("question", question), Touch("own_question", question, author)]


def _vote(state: Roadshow, event: QuestionVoted | QuestionUnvoted, entry: Entry) -> Touches:
    return [Touch("question", event.question), Touch("vote", event.question, entry.by)]


def _intent(state: Roadshow, event: Any, entry: Entry) -> Touches:
    intent: IntentId = event.intent
    of = state.intents[intent]
    return [
        Touch("intent", intent),
        Touch("board", of.project),
        Touch("own_intent", intent, of.person),
        Touch("me", "me", of.person),
        *_leads_of(state, of.person),
        *_jointly(state, of),
    ]


def _answer(state: Roadshow, event: Any, entry: Entry) -> Touches:
    intent: IntentId = event.intent
    of = state.intents[intent]
    own = [Touch("intent", intent), Touch("board", of.project), Touch("own_intent", intent, of.person)]
    return [*own, *_jointly(state, of)]


def _opened(state: Roadshow, event: LeadOpened, entry: Entry) -> Touches:
    pair = (event.person, event.project)
    return [Touch("lead", event.lead), Touch("me", "me", event.person), *_meetings_of(state, *pair)]


def _raised(state: Roadshow, event: LeadRaised, entry: Entry) -> Touches:
    return [Touch("lead", event.lead)]


def _consent(state: Roadshow, event: ConsentGiven | ConsentWithdrawn, entry: Entry) -> Touches:
    pair = (event.person, event.project)
    intents = (i for i in state.intents.values() if (i.person, i.project) == pair)
    return [
        Touch("consent", event.project, event.person),
        *(Touch("intent", intent.intent) for intent in intents),
        *(Touch("intent", joint.intent) for joint in joints(state, [event.person], event.project)),
        *_lead_of(state, *pair),
        *_meetings_of(state, *pair),
    ]


def _jointly(state: Roadshow, of: Intent) -> Touches:
    """A joint intent changes what is said of all that was ever a share in it, a share the joint one it is in."""
    yield from _circle(state, state.consortia.of(of.person, of.project))
    if of.terms.consortium is None:
        joint = state.consortia.within.get(claim_of(of))
        yield from [Touch("intent", joint)] if joint else []
        return
    for key, intent in state.live_intents.items():
        if key[1:] == claim_of(of)[1:]:
            yield from (Touch("intent", intent), Touch("own_intent", intent, state.intents[intent].person))


def _circle(state: Roadshow, consortium: Consortium | None) -> Touches:
    people = [*consortium.members, *consortium.invited] if consortium else []
    return [Touch("own_consortium", consortium.consortium, person) for person in people] if consortium else []


def _consortium(state: Roadshow, event: Any, entry: Entry) -> Touches:
    """For everybody in it, and whom it is about; what that person states may be in another joint intent now."""
    found = state.consortia.known[event.consortium]
    person: PersonId = getattr(event, "person", entry.by)
    live = [one for one in state.intents.values() if one.live and one.project == found.project]
    own = [one for one in live if one.person == person or one.terms.consortium is not None]
    return [
        *_circle(state, found),
        Touch("own_consortium", found.consortium, person),
        Touch("board", found.project),
        *_number(state, event, entry),
        *(Touch("intent", one.intent) for one in own),
        *(Touch("own_intent", one.intent, one.person) for one in own),
    ]


def _number(state: Roadshow, event: Any, entry: Entry) -> Touches:
    return [Touch("me", "me", entry.by), *_leads_of(state, entry.by)]


def _meeting(state: Roadshow, event: Any, entry: Entry) -> Touches:
    meeting: MeetingId = event.meeting
    return [Touch("meeting", meeting), Touch("own_meeting", meeting, state.agenda.meetings[meeting].person)]


def _configured(state: Roadshow, event: MeetingsConfigured, entry: Entry) -> Touches:
    return [Touch("meetings", "meetings"), Touch("timetable", "timetable")]


def _timetable(state: Roadshow, event: Event, entry: Entry) -> Touches:
    return [Touch("timetable", "timetable")]


def _ranking(state: Roadshow, event: RankingGiven, entry: Entry) -> Touches:
    own = Touch("own_ranking", "own_ranking", PersonId(event.party))
    return [Touch("timetable", "timetable"), Touch("ranking", event.party) if event.party in state.projects else own]


def _meetings_of(state: Roadshow, person: PersonId, project: ProjectId) -> Touches:
    return [Touch("meeting", one.meeting) for one in state.agenda.of((person, project))]


def _leads_of(state: Roadshow, person: PersonId) -> Touches:
    """All of them: a first intent gives its investor the number under which every lead of theirs is shown."""
    return [touch for project in state.projects for touch in _lead_of(state, person, project)]


def _lead_of(state: Roadshow, person: PersonId, project: ProjectId) -> Touches:
    lead: LeadId | None = state.lead_of.get((person, project))
    return [Touch("lead", lead)] if lead else []


TOUCHES: Final[dict[type[Event], Callable[[Roadshow, Any, Entry], Touches]]] = {
    RoadshowPlanned: _planned,
    RoadshowRevised: _replanned,
    RoadshowStarted: _show,
    RoadshowPaused: _show,
    RoadshowResumed: _show,
    RoadshowEnded: _show,
    StageTaken: _stage,
    StageCleared: _stage,
    PitchAdded: _membership,
    PitchRevised: _revised,
    PitchMoved: _order,
    PitchRemoved: _membership,
    PitchSkipped: _pitch,
    PitchRestored: _pitch,
    PitchCalled: _pitch,
    PitchReadied: _pitch,
    PitchStarted: _pitch,
    QuestionsBegun: _pitch,
    PitchExtended: _pitch,
    PitchEnded: _pitch,
    WindowOpened: _pitch,
    WindowClosed: _pitch,
    PromptSent: _prompt,
    PersonMuted: _person,
    PersonUnmuted: _person,
    PersonErased: _person,
    RecordsErased: _show,
    PersonRemoved: _person,
    PersonReadmitted: _person,
    SeatReassigned: _nothing,
    QuestionAsked: _question,
    QuestionVoted: _vote,
    QuestionUnvoted: _vote,
    QuestionApproved: _question,
    QuestionAnswered: _question,
    QuestionDismissed: _question,
    QuestionWithdrawn: _question,
    GroundRecorded: _suitability,
    CertificateGiven: _suitability,
    CertificateWithdrawn: _suitability,
    RoundDescribed: _round,
    RoundOpened: _shown,
    ConsentGiven: _consent,
    ConsentWithdrawn: _consent,
    NumberTaken: _number,
    ConsortiumFormed: _consortium,
    MemberInvited: _consortium,
    MemberJoined: _consortium,
    MemberLeft: _consortium,
    ConsortiumEnded: _consortium,
    IntentStated: _intent,
    IntentRevised: _intent,
    IntentWithdrawn: _intent,
    IntentEntered: _intent,
    IntentClaimed: _answer,
    IntentSeen: _answer,
    IntentAccepted: _answer,
    IntentDeclined: _answer,
    IntentConfirmed: _answer,
    IntentRetracted: _answer,
    IntentVoided: _answer,
    IntentExpired: _answer,
    IntentLapsed: _answer,
    LeadOpened: _opened,
    LeadImported: _opened,
    LeadUnmade: _opened,
    LeadRaised: _raised,
    MeetingRequested: _meeting,
    MeetingAccepted: _meeting,
    MeetingScheduled: _meeting,
    MeetingMoved: _meeting,
    MeetingDeclined: _meeting,
    MeetingWithdrawn: _meeting,
    MeetingExpired: _meeting,
    MeetingCancelled: _meeting,
    MeetingMarked: _meeting,
    MeetingArranged: _meeting,
    MeetingsConfigured: _configured,
    RankingGiven: _ranking,
    TimetableProposed: _timetable,
    MeetingPlaced: _timetable,
    MeetingUnplaced: _timetable,
    TimetablePublished: _configured,
}
