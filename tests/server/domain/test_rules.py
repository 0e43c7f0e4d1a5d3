"""Who may do what, and when: the whole matrix is written out here, and every cell of it is tried."""

from collections.abc import Callable
from itertools import product
from typing import Final

import pytest
from msgspec import Struct
from msgspec.structs import replace

from server.domain.agenda import MeetingReason
from server.domain.answers import (
    AcceptIntent,
    ConfirmIntent,
    DeclineIntent,
    RetractIntent,
    SeeIntents,
    VoidIntent,
)
from server.domain.consents import GiveConsent, WithdrawConsent
from server.domain.consortia import (
    FormConsortium,
    InviteMember,
    JoinConsortium,
    LeaveConsortium,
    RemoveMember,
    TakeNumber,
)
from server.domain.erasure import ErasePerson
from server.domain.imported import ImportLead, UnmakeLead
from server.domain.intents import ReviseIntent, StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.law import RoundTerms
from server.domain.meetings import CancelMeeting, MarkMeeting, MoveMeeting
from server.domain.messages import Actor, Command, ConsortiumId, IntentId, LeadId, MeetingId, QuestionId, Role, SeatId
from server.domain.onair import (
    BeginQuestions,
    CallPitch,
    CloseWindow,
    EndPitch,
    ExtendPitch,
    OpenWindow,
    ReadyPitch,
    StartPitch,
)
from server.domain.people import MutePerson, ReadmitPerson, ReassignSeat, RemovePerson, UnmutePerson
from server.domain.programme import AddPitch, MovePitch, RemovePitch, RestorePitch, RevisePitch, SkipPitch
from server.domain.prompts import SendPrompt
from server.domain.questions import (
    AnswerQuestion,
    ApproveQuestion,
    AskQuestion,
    DismissQuestion,
    UnvoteQuestion,
    VoteQuestion,
    WithdrawQuestion,
)
from server.domain.rankings import ConfigureMeetings, SetRanking
from server.domain.requests import AcceptMeeting, DeclineMeeting, RequestMeeting, WithdrawMeeting
from server.domain.retention import EraseRecords
from server.domain.roadshow import RULES
from server.domain.rounds import DescribeRound, OpenRound
from server.domain.rules import Rule, own_project
from server.domain.show import EndRoadshow, PauseRoadshow, PlanRoadshow, ResumeRoadshow, ReviseRoadshow, StartRoadshow
from server.domain.slips import ClaimIntent, EnterIntent
from server.domain.stage import ClearStage, TakeStage
from server.domain.state import Feedback, Status
from server.domain.suitability import GiveCertificate, RecordGround, WithdrawCertificate
from server.domain.timetable import PlaceMeeting, ProposeTimetable, PublishTimetable, UnplaceMeeting
from server.errors import Conflict, Forbidden, Rejected
from tests.server.domain.story import (
    ANNA,
    COHOST,
    GUEST,
    HOST,
    IRIS,
    PITCH_A,
    PITCH_B,
    PROJECT_A,
    PROJECT_B,
    START,
    Story,
    expect,
    live,
    on_air,
    planned,
    tag,
    title,
)

# Rows: command, roles (organizer, presenter, investor, audience), statuses (blank, planned, live, paused, ended;
# where a status is refused by the rule's own decision it is named all the same), and whether a muted person may.
MATRIX: Final = """
roadshow.plan          o---  BPLSE  muted
roadshow.revise        o---  -PLS-  muted
roadshow.start         o---  BPLSE  muted
roadshow.pause         o---  BPLSE  muted
roadshow.resume        o---  BPLSE  muted
roadshow.end           o---  --LS-  muted
stage.take             op--  --L--  muted
stage.clear            op--  --L--  muted
pitch.add              o---  -PLS-  muted
pitch.revise           o---  -PLS-  muted
pitch.move             o---  -PLS-  muted
pitch.remove           o---  -PLS-  muted
pitch.skip             o---  -PLS-  muted
pitch.restore          o---  -PLS-  muted
pitch.call             o---  -PLS-  muted
pitch.ready            -p--  -PLS-  muted
pitch.start            o---  --L--  muted
pitch.begin_questions  o---  --L--  muted
pitch.extend           o---  --LS-  muted
pitch.end              o---  --LS-  muted
window.open            o---  --LS-  muted
window.close           o---  --LS-  muted
prompt.send            o---  -PLS-  muted
person.erase           o---  -PLSE  muted
records.erase          ----  -PLSE  muted
person.mute            o---  -PLSE  muted
person.unmute          o---  -PLSE  muted
person.remove          o---  -PLSE  muted
person.readmit         o---  -PLSE  muted
seat.reassign          o---  -PLSE  muted
question.ask           opia  --L--  -
question.vote          opia  --L--  -
question.unvote        opia  --L--  -
question.approve       o---  -PLSE  muted
question.answer        op--  -PLSE  muted
question.dismiss       o---  -PLSE  muted
question.withdraw      opia  -PLSE  muted
consent.give           --i-  -PLSE  muted
consent.withdraw       opia  -PLSE  muted
ground.record          o---  -PLSE  muted
certificate.give       --i-  -PLSE  muted
certificate.withdraw   opia  -PLSE  muted
round.describe         o---  -PLS-  muted
round.open             --i-  -PLSE  muted
number.take            --i-  -PLSE  muted
consortium.form        --i-  -PLSE  muted
consortium.invite      --i-  -PLSE  muted
consortium.join        --i-  -PLSE  muted
consortium.leave       opia  -PLSE  muted
consortium.remove      --i-  -PLSE  muted
intent.state           --i-  -PLSE  muted
intent.revise          --i-  -PLSE  muted
intent.withdraw        opia  -PLSE  muted
meeting.request        -pi-  -PLSE  muted
meeting.accept         opia  -PLSE  muted
meeting.decline        opia  -PLSE  muted
meeting.withdraw       opia  -PLSE  muted
meeting.move           opia  -PLSE  muted
meeting.cancel         opia  -PLSE  muted
meeting.mark           op--  -PLSE  muted
meeting.configure      o---  -PLSE  muted
ranking.set            -pi-  -PLSE  muted
timetable.propose      o---  -PLSE  muted
timetable.place        o---  -PLSE  muted
timetable.unplace      o---  -PLSE  muted
timetable.publish      o---  -PLSE  muted
intent.enter           o---  -PLSE  muted
lead.import            o---  -PLSE  muted
lead.unmake            o---  -PLSE  muted
intent.claim           --i-  -PLSE  muted
intent.see             op--  -PLSE  muted
intent.accept          op--  -PLSE  muted
intent.decline         op--  -PLSE  muted
intent.confirm         --i-  -PLSE  muted
intent.retract         opia  -PLSE  muted
intent.void            o---  -PLSE  muted
"""

# An auditor has no column: no rule may name one.
ROLES: Final = dict(zip("opia", (role for role in Role if role is not Role.auditor), strict=True))
STATUSES: Final = dict(zip("BPLSE", Status, strict=True))
ACTORS: Final = {
    Role.organizer: COHOST,
    Role.presenter: ANNA,
    Role.investor: IRIS,
    Role.audience: GUEST,
    Role.auditor: replace(GUEST, role=Role.auditor),
}
CIRCLE = ConsortiumId("con_1")
QUESTION, INTENT, MEETING = QuestionId("que_1"), IntentId("int_1"), MeetingId("mee_1")

COMMANDS: Final[tuple[Callable[[Actor], Command], ...]] = (
    lambda who: PlanRoadshow(title=title("Evening"), starts_at=START),
    lambda who: ReviseRoadshow(title=title("Night"), starts_at=START),
    lambda who: StartRoadshow(),
    lambda who: PauseRoadshow(),
    lambda who: ResumeRoadshow(),
    lambda who: EndRoadshow(),
    lambda who: TakeStage(seat=who.seat),
    lambda who: ClearStage(),
    lambda who: AddPitch(title=title("C")),
    lambda who: RevisePitch(pitch=PITCH_A, title=title("A")),
    lambda who: MovePitch(pitch=PITCH_A, position=0),
    lambda who: RemovePitch(pitch=PITCH_B),
    lambda who: SkipPitch(pitch=PITCH_B),
    lambda who: RestorePitch(pitch=PITCH_B),
    lambda who: CallPitch(pitch=PITCH_B),
    lambda who: ReadyPitch(pitch=PITCH_A, ready=True),
    lambda who: StartPitch(pitch=PITCH_B),
    lambda who: BeginQuestions(pitch=PITCH_A),
    lambda who: ExtendPitch(pitch=PITCH_A, seconds=1),
    lambda who: EndPitch(pitch=PITCH_A),
    lambda who: OpenWindow(pitch=PITCH_A),
    lambda who: CloseWindow(pitch=PITCH_A),
    lambda who: SendPrompt(project=PROJECT_A, text="Two minutes"),
    lambda who: ErasePerson(person=IRIS.person),
    lambda who: EraseRecords(),
    lambda who: MutePerson(person=HOST.person),
    lambda who: UnmutePerson(person=HOST.person),
    lambda who: RemovePerson(person=HOST.person),
    lambda who: ReadmitPerson(person=HOST.person),
    lambda who: ReassignSeat(seat=SeatId("sea_other"), role=Role.audience),
    lambda who: AskQuestion(text="Why?"),
    lambda who: VoteQuestion(question=QUESTION),
    lambda who: UnvoteQuestion(question=QUESTION),
    lambda who: ApproveQuestion(question=QUESTION),
    lambda who: AnswerQuestion(question=QUESTION),
    lambda who: DismissQuestion(question=QUESTION),
    lambda who: WithdrawQuestion(question=QUESTION),
    lambda who: GiveConsent(project=PROJECT_A),
    lambda who: WithdrawConsent(project=PROJECT_A),
    lambda who: RecordGround(person=IRIS.person, ground="invited"),
    lambda who: GiveCertificate(basis="income", text=""),
    lambda who: WithdrawCertificate(),
    lambda who: DescribeRound(project=PROJECT_A, terms=RoundTerms(amount=1)),
    lambda who: OpenRound(project=PROJECT_A),
    lambda who: TakeNumber(),
    lambda who: FormConsortium(project=PROJECT_A),
    lambda who: InviteMember(consortium=CIRCLE, number=1),
    lambda who: JoinConsortium(consortium=CIRCLE),
    lambda who: LeaveConsortium(consortium=CIRCLE),
    lambda who: RemoveMember(consortium=CIRCLE, number=1),
    lambda who: StateIntent(project=PROJECT_A, kind=IntentKind.talk),
    lambda who: ReviseIntent(intent=INTENT, version=1, kind=IntentKind.talk),
    lambda who: WithdrawIntent(intent=INTENT),
    lambda who: RequestMeeting(project=PROJECT_A, lead=LeadId("lea_1") if who is ANNA else None),
    lambda who: AcceptMeeting(meeting=MEETING),
    lambda who: DeclineMeeting(meeting=MEETING, reason=MeetingReason.other),
    lambda who: WithdrawMeeting(meeting=MEETING),
    lambda who: MoveMeeting(meeting=MEETING, version=1),
    lambda who: CancelMeeting(meeting=MEETING),
    lambda who: MarkMeeting(meeting=MEETING, held=True),
    lambda who: ConfigureMeetings(),
    lambda who: SetRanking(order=()),
    lambda who: ProposeTimetable(),
    lambda who: PlaceMeeting(person=IRIS.person, project=PROJECT_A, starts_at=START),
    lambda who: UnplaceMeeting(person=IRIS.person, project=PROJECT_A),
    lambda who: PublishTimetable(),
    lambda who: EnterIntent(project=PROJECT_A, kind=IntentKind.pilot, name="Ann"),
    lambda who: ClaimIntent(intent=INTENT),
    lambda who: ImportLead(project=PROJECT_A, mark="1", name="Ann"),
    lambda who: UnmakeLead(lead=LeadId("lea_1")),
    lambda who: SeeIntents(intents=(INTENT,)),
    lambda who: AcceptIntent(intent=INTENT, version=1, content=""),
    lambda who: DeclineIntent(intent=INTENT, feedback=Feedback.other),
    lambda who: ConfirmIntent(intent=INTENT, version=1, content=""),
    lambda who: RetractIntent(intent=INTENT, reason="why"),
    lambda who: VoidIntent(intent=INTENT, reason="why"),
)

CELLS: Final = [
    pytest.param(role, make, id=f"{tag(type(make(ANNA)))}-{role}") for make, role in product(COMMANDS, Role)
]


def standing_at(status: Status) -> Story:
    """A roadshow in that status; once it is live, pitch a is on and its presenter on stage."""
    if status is Status.blank:
        return Story()
    if status is Status.planned:
        return planned()
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat))
    ends: dict[Status, Command] = {Status.paused: PauseRoadshow(), Status.ended: EndRoadshow()}
    return story.given(HOST, ends[status]) if status in ends else story


def outcome(story: Story, who: Actor, command: Command) -> Rejected | None:
    try:
        story.act(who, command)
    except Rejected as refusal:
        return refusal
    return None


def row(command: type[Struct], rule: Rule) -> str:
    roles = "".join(letter if role in rule.roles else "-" for letter, role in ROLES.items())
    statuses = "".join(letter if status in rule.during else "-" for letter, status in STATUSES.items())
    return f"{tag(command)} {roles} {statuses} {'muted' if rule.muted else '-'}"


def test_the_matrix_is_that_of_the_rules() -> None:
    written = {" ".join(line.split()) for line in MATRIX.strip().splitlines()}

    assert written == {row(command, rule) for command, rule in RULES.items()}


def test_no_rule_lets_an_auditor_do_anything() -> None:
    assert [tag(command) for command, rule in RULES.items() if Role.auditor in rule.roles] == []


def test_every_command_is_tried() -> None:
    assert {type(make(ANNA)) for make in COMMANDS} == set(RULES)


@pytest.mark.parametrize(("role", "make"), CELLS)
def test_a_role_may_do_what_its_cell_says(role: Role, make: Callable[[Actor], Command]) -> None:
    who = ACTORS[role]
    rule = RULES[type(make(who))]
    for status in Status:
        refusal = outcome(standing_at(status), who, make(who))

        if role not in rule.roles:
            assert isinstance(refusal, Forbidden)
            assert refusal.code == "forbidden"
        elif status not in rule.during:
            wanted = {Status.blank: "not_planned", Status.ended: "show_ended"}.get(status, "not_live")
            assert isinstance(refusal, Conflict)
            assert refusal.code == wanted
        else:
            assert not isinstance(refusal, Forbidden)


@pytest.mark.parametrize(("role", "make"), CELLS)
def test_a_muted_person_may_do_what_the_cell_says(role: Role, make: Callable[[Actor], Command]) -> None:
    who = ACTORS[role]
    rule = RULES[type(make(who))]
    story = on_air().given(HOST, MutePerson(person=who.person))

    refusal = outcome(story, who, make(who))

    silenced = role in rule.roles and not rule.muted
    assert (refusal is not None and refusal.code == "muted") is silenced


@pytest.mark.parametrize(("role", "make"), CELLS)
def test_a_removed_person_may_do_nothing(role: Role, make: Callable[[Actor], Command]) -> None:
    who = ACTORS[role]
    story = live().given(HOST, RemovePerson(person=who.person))

    refusal = outcome(story, who, make(who))

    assert refusal is not None
    assert refusal.code == "removed"


def test_a_presenter_reaches_their_own_project_and_an_organizer_all() -> None:
    story = planned()

    own_project(story.context(ANNA), PROJECT_A)
    own_project(story.context(HOST), PROJECT_A)
    with expect("forbidden"):
        own_project(story.context(ANNA), PROJECT_B)
