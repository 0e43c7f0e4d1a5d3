"""How the state looks: one function for each view and audience, from the state and a key to the view or to nothing."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from server.domain import board, views
from server.domain.board import BoardView
from server.domain.consortium import Consortium
from server.domain.course import IntentState
from server.domain.joint import enclosing, partners, shares
from server.domain.messages import ConsortiumId, IntentId, LeadId, PersonId, PitchId, ProjectId, QuestionId, Signature
from server.domain.questions import SHOWN
from server.domain.retention import kept_until
from server.domain.state import Intent, Lead, Question, QuestionStatus, Roadshow, Signals
from server.domain.terms import Visibility

V = TypeVar("V", bound=Struct)


def show(state: Roadshow, key: str) -> views.ShowView:
    """The announcement and where the roadshow stands."""
    plan = state.plan
    return views.ShowView(
        title=plan.title,
        summary=plan.summary,
        host=plan.host,
        starts_at=plan.starts_at,
        timezone=plan.timezone,
        currencies=plan.currencies,
        moderated=plan.moderated,
        accept_within=plan.accept_within,
        confirm_within=plan.confirm_within,
        grace=plan.grace,
        threshold=plan.threshold,
        status=state.status,
        started_at=state.started_at,
        ended_at=state.ended_at,
        kept_until=kept_until(state),
        erased_at=state.erased_at,
    )


def preset(state: Roadshow, key: str) -> views.PresetView:
    """What holds here, and for all of the roadshow."""
    return _copied(views.PresetView, state.preset)


def programme(state: Roadshow, key: str) -> views.ProgrammeView:
    """The order alone, so that a move changes one small view."""
    return views.ProgrammeView(order=state.order)


def pitch(state: Roadshow, key: PitchId) -> views.PitchView | None:
    """A pitch without its backstage."""
    found = state.pitches.get(key)
    return _copied(views.PitchView, found) if found else None


def backstage(state: Roadshow, key: PitchId) -> views.BackstageView | None:
    """Called and ready."""
    found = state.pitches.get(key)
    return _copied(views.BackstageView, found) if found else None


def own_backstage(state: Roadshow, key: PitchId, project: ProjectId) -> views.BackstageView | None:
    """The same for a presenter's own project."""
    found = state.pitches.get(key)
    return backstage(state, key) if found and found.project == project else None


def stage(state: Roadshow, key: str) -> views.StageView:
    """Whose picture is shown."""
    return _copied(views.StageView, state.stage)


def shown_question(state: Roadshow, key: QuestionId) -> views.QuestionView | None:
    """What everybody may see: open and answered questions, without the name of who asked anonymously."""
    found = state.questions.get(key)
    if found is None or found.status not in SHOWN:
        return None
    return _question(found, named=not found.anonymous, author=None)


def any_question(state: Roadshow, key: QuestionId) -> views.QuestionView | None:
    """What organizers see: all but what the author took back, always with the author."""
    found = state.questions.get(key)
    if found is None or found.status is QuestionStatus.withdrawn:
        return None
    return _question(found, named=True, author=found.author)


def _question(question: Question, *, named: bool, author: PersonId | None) -> views.QuestionView:
    signature = question.signature if named else None
    return views.QuestionView(
        question=question.question,
        pitch=question.pitch,
        text=question.text,
        name=signature.name if signature else None,
        organisation=signature.organisation if signature else None,
        author=author,
        anonymous=question.anonymous,
        status=question.status,
        at=question.at,
        votes=len(question.voters),
        answer=question.answer,
    )


def public_board(state: Roadshow, key: ProjectId) -> BoardView | None:
    """Only what may count in public, sums as they were released."""
    return board.public_board(state, key) if key in state.projects else None


def whole_board(state: Roadshow, key: ProjectId) -> BoardView | None:
    """Every live intent."""
    return board.whole_board(state, key) if key in state.projects else None


def presenter_board(state: Roadshow, key: ProjectId, project: ProjectId) -> BoardView | None:
    """The own project's without what is for the host alone, any other's as the public sees it."""
    if key != project:
        return public_board(state, key)
    return board.passed_board(state, key) if key in state.projects else None


def intent(state: Roadshow, key: IntentId) -> views.IntentView | None:
    """Everything, for organizers."""
    found = state.intents.get(key)
    if found is None:
        return None
    view = _intent_view(state, found, named=True)
    inside = enclosing(state, found)
    return replace(view, joint=_joint_view(state, found, _whole_share), inside=inside.intent if inside else None)


def passed_intent(state: Roadshow, key: IntentId, project: ProjectId) -> views.IntentView | None:
    """As far as its visibility and the consent allow, for the project's presenters."""
    found = state.intents.get(key)
    if found is None or found.project != project or not found.terms.passed:
        return None
    named = found.terms.visibility is Visibility.presenter_named and (found.person, project) in state.consents
    view = _intent_view(state, found, named=named)
    inside = enclosing(state, found)
    inside = inside if inside and inside.terms.passed else None
    view = replace(view, joint=_joint_view(state, found, _passed_share), inside=inside.intent if inside else None)
    # Why an organizer voided an intent is between them and its investor.
    return replace(view, reason=None) if found.state is IntentState.voided else view


ShareLook = Callable[[Roadshow, Intent], views.ShareView | None]


def _joint_view(state: Roadshow, intent: Intent, look: ShareLook) -> views.JointView | None:
    """What is in a joint intent while it counts."""
    if intent.terms.consortium is None or not intent.live:
        return None
    people, members = partners(state, intent), state.consortia.known[intent.terms.consortium].members
    seen = (look(state, share) for share in shares(state, intent))
    return views.JointView(
        members=len(people),
        left=sum(person not in members for person in people),
        shares=[share for share in seen if share],
    )


def _whole_share(state: Roadshow, intent: Intent) -> views.ShareView:
    return _share_view(state, intent, intent.signature)


def _passed_share(state: Roadshow, intent: Intent) -> views.ShareView | None:
    """As far as the visibility of the share itself and the consent allow."""
    named = intent.terms.visibility is Visibility.presenter_named and (intent.person, intent.project) in state.consents
    return _share_view(state, intent, intent.signature if named else None) if intent.terms.passed else None


def _share_view(state: Roadshow, intent: Intent, signature: Signature | None) -> views.ShareView:
    return views.ShareView(
        intent=intent.intent,
        number=state.numbers[intent.person],
        name=signature.name if signature else None,
        organisation=signature.organisation if signature else None,
        kind=intent.terms.kind,
        round=intent.terms.round,
        level=intent.terms.level,
        amount=intent.terms.amount,
        state=intent.state,
    )


def _intent_view(state: Roadshow, intent: Intent, *, named: bool) -> views.IntentView:
    signature = intent.signature if named else None
    return views.IntentView(
        intent=intent.intent,
        project=intent.project,
        pitch=intent.pitch,
        number=state.numbers[intent.person],
        version=intent.version,
        terms=intent.terms,
        comment=intent.comment,
        condition=intent.text.condition if intent.text else None,
        nda_reference=intent.text.nda_reference if intent.text else None,
        provenance=intent.provenance,
        person=intent.person if named else None,
        name=signature.name if signature else None,
        organisation=signature.organisation if signature else None,
        content=intent.content,
        stated_at=intent.stated_at,
        at=intent.at,
        seq=intent.seq,
        since=intent.since,
        state=intent.state,
        claim_by=intent.claim_by,
        feedback=intent.feedback,
        reason=intent.reason,
        joint=None,
        inside=None,
    )


def lead(state: Roadshow, key: LeadId) -> views.LeadView | None:
    """Everything the log knows, for organizers."""
    found = state.leads.get(key)
    return _lead_view(state, found, found.whole, named=True) if found else None


def passed_lead(state: Roadshow, key: LeadId, project: ProjectId) -> views.LeadView | None:
    """For the project's presenters: without signals for the host alone; without consent, a number and its intents.

    Questions show their askers' names in public, so their count and times would tell who a number is.
    """
    found = state.leads.get(key)
    if found is None or found.project != project:
        return None
    named = (found.person, project) in state.consents
    signals = found.passed if named else Signals(intents=found.passed.intents)
    seen = signals.last_at if named else signals.intents
    return _lead_view(state, found, signals, named=named) if seen else None


def _lead_view(state: Roadshow, lead: Lead, signals: Signals, *, named: bool) -> views.LeadView:
    signature = lead.signature if named else None
    return views.LeadView(
        lead=lead.lead,
        project=lead.project,
        number=state.numbers[lead.person],
        person=lead.person if named else None,
        name=signature.name if signature else None,
        organisation=signature.organisation if signature else None,
        first_at=signals.first_at,
        last_at=signals.last_at,
        questions=signals.questions,
        votes=signals.votes,
        intents=signals.intents,
    )


def standing(state: Roadshow, key: PersonId) -> views.StandingView | None:
    """What was decided about somebody."""
    found = state.standings.get(key)
    return _copied(views.StandingView, found, person=key) if found else None


def prompt(state: Roadshow, key: ProjectId) -> views.PromptView | None:
    """The message that stands."""
    found = state.prompts.get(key)
    return views.PromptView(project=key, text=found.text, at=found.at) if found else None


def own_prompt(state: Roadshow, key: ProjectId, project: ProjectId) -> views.PromptView | None:
    """The message that stands, for those it is for."""
    return prompt(state, key) if key == project else None


def me(state: Roadshow, key: str, person: PersonId) -> views.MeView:
    """How the viewer stands."""
    return views.MeView(muted=state.standing(person).muted, number=state.numbers.get(person))


def own_question(state: Roadshow, key: QuestionId, person: PersonId) -> views.OwnQuestionView | None:
    """A question one asked, held and dismissed ones too."""
    found = state.questions.get(key)
    return _copied(views.OwnQuestionView, found) if found and found.author == person else None


def own_vote(state: Roadshow, key: QuestionId, person: PersonId) -> views.VoteView | None:
    """A vote one has given."""
    found = state.questions.get(key)
    return views.VoteView(question=key) if found and person in found.voters else None


def own_intent(state: Roadshow, key: IntentId, person: PersonId) -> views.OwnIntentView | None:
    """An intent one has stated, withdrawn ones too."""
    found = state.intents.get(key)
    if found is None or found.person != person:
        return None
    written = asdict(found.text) if found.text else {}
    inside = enclosing(state, found)
    return _copied(
        views.OwnIntentView,
        found,
        organisation=found.signature.organisation if found.signature else None,
        inside=inside.intent if inside else None,
        **{name: written.get(name) for name in ("comment", "condition", "confidence", "nda_reference")},
    )


def own_consortium(state: Roadshow, key: ConsortiumId, person: PersonId) -> views.ConsortiumView | None:
    """One that the person is in, or invited to; nothing as soon as they are neither."""
    found = state.consortia.known.get(key)
    if found is None or found.ended or not (person in found.members or person in found.invited):
        return None
    member, leading = person in found.members, person == found.lead
    people = sorted(found.members, key=lambda each: state.numbers[each]) if member else []
    live = [one for one in state.intents.values() if one.live and one.project == found.project] if member else []
    own = [one for one in live if one.person in found.members and _among(one, person)]
    return views.ConsortiumView(
        consortium=key,
        project=found.project,
        member=member,
        leading=leading,
        lead=_member_view(state, found, found.lead),
        members=[_member_view(state, found, each) for each in people],
        invited=sorted(state.numbers[each] for each in found.invited) if leading else [],
        shares=[_share_view(state, one, found.members[one.person]) for one in own],
        joint=[_share_view(state, one, found.members[one.person]) for one in live if one.terms.consortium == key],
    )


def _among(intent: Intent, person: PersonId) -> bool:
    """What a member shows to the others, and to themselves of their own."""
    if intent.terms.consortium is not None:
        return False
    return intent.terms.visibility is Visibility.consortium or intent.person == person


def _member_view(state: Roadshow, consortium: Consortium, person: PersonId) -> views.MemberView:
    signature = consortium.members[person]
    return views.MemberView(
        number=state.numbers[person],
        name=signature.name if signature else None,
        organisation=signature.organisation if signature else None,
    )


def own_consent(state: Roadshow, key: ProjectId, person: PersonId) -> views.ConsentView | None:
    """Consents of one's own in force."""
    given = state.consents.get((person, key))
    if not given:
        return None
    passed = [views.PassedView(recipient=to, at=one.at, text=one.text) for to, one in given.items()]
    return views.ConsentView(project=key, passed=sorted(passed, key=lambda one: (one.at, one.recipient or "")))


def _copied(view: type[V], source: Struct, **given: Any) -> V:
    """The view of these fields, those that are not given taken from a source that calls them the same."""
    fields = (name for name in view.__struct_fields__ if name not in given)
    return view(**given, **{name: getattr(source, name) for name in fields})
