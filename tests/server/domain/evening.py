"""A whole evening by example, in which every event type occurs."""

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from server.domain.agenda import MeetingReason, Window
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
from server.domain.messages import (
    Amount,
    ConsortiumId,
    IntentId,
    LeadId,
    MeetingId,
    PitchId,
    ProjectId,
    QuestionId,
    Role,
)
from server.domain.onair import BeginQuestions, CallPitch, EndPitch, ExtendPitch, OpenWindow, ReadyPitch, StartPitch
from server.domain.people import MutePerson, ReadmitPerson, ReassignSeat, RemovePerson, UnmutePerson
from server.domain.presets import Admission, Certification, Gate, Preset, Recipients
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
from server.domain.rounds import DescribeRound, OpenRound
from server.domain.show import EndRoadshow, PauseRoadshow, ResumeRoadshow, ReviseRoadshow, StartRoadshow
from server.domain.slips import ClaimIntent, EnterIntent
from server.domain.stage import TakeStage
from server.domain.state import Feedback
from server.domain.suitability import GiveCertificate, RecordGround, WithdrawCertificate
from server.domain.terms import Level, Visibility
from server.domain.timetable import PlaceMeeting, ProposeTimetable, PublishTimetable, UnplaceMeeting
from tests.server.domain.story import (
    ANNA,
    BERT,
    COHOST,
    GUEST,
    HOST,
    INES,
    IRIS,
    IVAN,
    PITCH_A,
    PITCH_B,
    PROJECT_A,
    PROJECT_B,
    START,
    Story,
    actor,
    guest_of,
    planned,
    title,
)

PITCH_C = PitchId("pit_c")
IDA = actor("ida", Role.investor)
INVEST = StateIntent(
    project=PROJECT_A,
    kind=IntentKind.invest,
    level=Level.soft_committed,
    amount=Amount(minimum=100, maximum=200, currency="CNY"),
    comment="<hopes>",
)

HIDDEN = ReviseIntent(
    intent=IntentId("int_2"),
    version=1,
    kind=IntentKind.invest,
    visibility=Visibility.host_only,
    aggregate=False,
    comment="<doubts>",
)
DECLARED = "d" * 64
RULED = Preset(
    admission=Admission(text="a" * 64, grounds=("invited",)),
    certification=Certification(text=DECLARED, bases=("income",), before=(Gate.round,), days=30),
    recipients=Recipients(limit=2, warn=1),
)
NAMED = StateIntent(project=PROJECT_A, kind=IntentKind.pilot, visibility=Visibility.presenter_named, consent=True)


def whole() -> Story:
    """From the plan to the last talk after the end."""
    return long_after(meeting(after(asking(answering(stating(prepared().given(HOST, StartRoadshow())))))))


def prepared() -> Story:
    """The programme is made, and made again."""
    story = admitted(planned(preset=RULED)).given(HOST, AddPitch(title=title("Project c")), id="c")
    story.given(IRIS, GiveConsent(project=ProjectId("prj_c")))
    story.given(HOST, RevisePitch(pitch=PITCH_C, title=title("C")), MovePitch(pitch=PITCH_C, position=0))
    story.given(HOST, SkipPitch(pitch=PITCH_C), RestorePitch(pitch=PITCH_C), RemovePitch(pitch=PITCH_C))
    return story.given(HOST, ReviseRoadshow(title=title("Evening of three"), starts_at=START))


def admitted(story: Story) -> Story:
    """Grounds are recorded; one investor declares what is asked and is shown a round, another takes it back."""
    for who in (IRIS, IVAN, INES, GUEST):
        story.given(HOST, RecordGround(person=who.person, ground="invited"))
    story.given(HOST, RecordGround(person=GUEST.person, ground=None))
    story.given(HOST, DescribeRound(project=PROJECT_A, terms=RoundTerms(amount=500, terms=title("<a seat>"))))
    for who in (IRIS, INES):
        story.given(who, GiveCertificate(basis="income", text=DECLARED))
    story.given(INES, WithdrawCertificate())
    return story.given(IRIS, OpenRound(project=PROJECT_A))


def stating(story: Story) -> Story:
    """Pitch a: three investors state what they would do, one of them for the host alone and one by name."""
    story.given(HOST, CallPitch(pitch=PITCH_A)).given(ANNA, ReadyPitch(pitch=PITCH_A, ready=True))
    story.given(HOST, StartPitch(pitch=PITCH_A), SendPrompt(project=PROJECT_A, text="<two minutes>")).later(60)
    story.given(IRIS, INVEST, id="1").given(IVAN, INVEST, id="2").given(INES, INVEST, id="3")
    story.given(IVAN, HIDDEN).given(INES, NAMED, id="4")
    return story.given(HOST, ExtendPitch(pitch=PITCH_A, seconds=60), BeginQuestions(pitch=PITCH_A)).later(60)


def answering(story: Story) -> Story:
    """Intents are looked at, accepted, declined, confirmed and retracted; one was a test and is voided."""
    for number, kind in (("7", IntentKind.purchase), ("8", IntentKind.license)):
        story.given(IRIS, StateIntent(project=PROJECT_A, kind=kind, close_by=date(2026, 12, 1)), id=number)
    story.given(ANNA, SeeIntents(intents=(IntentId("int_1"), IntentId("int_3"))))
    story.given(ANNA, DeclineIntent(intent=IntentId("int_4"), feedback=Feedback.benefit_unclear, note="<no use>"))
    story.given(HOST, VoidIntent(intent=IntentId("int_7"), reason="<a test>"))
    for number, who in (("3", INES), ("8", IRIS)):
        intent = story.state.intents[IntentId(f"int_{number}")]
        exactly: dict[str, Any] = {"intent": intent.intent, "version": intent.version, "content": intent.content}
        story.given(ANNA, AcceptIntent(**exactly)).given(who, ConfirmIntent(**exactly))
    story.given(INES, RetractIntent(intent=IntentId("int_3"), reason="<no fund>"))
    return filed(slips(story))


def slips(story: Story) -> Story:
    """Two people on site wrote down what they would do; one owns it, one takes it back."""
    for number in ("91", "92"):
        slip = EnterIntent(
            project=PROJECT_A, kind=IntentKind.pilot, name=f"Name of {number}", comment=f"<slip {number}>"
        )
        story.given(HOST, slip, id=number)
    story.given(guest_of("91"), ClaimIntent(intent=IntentId("int_91")))
    return story.given(guest_of("92"), WithdrawIntent(intent=IntentId("int_92")))


def filed(story: Story) -> Story:
    """A file knows of somebody new and of somebody who was here; both leads are made, and one is taken back."""
    new = ImportLead(project=PROJECT_A, mark="1", name="Name of 93", organisation="House of 93", contact="<mail>")
    known = ImportLead(project=PROJECT_B, mark="2", person=guest_of("92").person)
    story.given(HOST, new, id="93").given(HOST, known, id="94")
    return story.given(HOST, UnmakeLead(lead=LeadId("lea_94")))


def asking(story: Story) -> Story:
    """Questions are held, shown, voted for, answered, dismissed and taken back."""
    for number, who in enumerate([IRIS, GUEST, GUEST, INES], start=1):
        story.given(who, AskQuestion(text=f"<question {number}>", anonymous=who is INES), id=str(number))
    story.given(HOST, *(ApproveQuestion(question=QuestionId(f"que_{number}")) for number in (1, 2, 4)))
    story.given(IVAN, VoteQuestion(question=QuestionId("que_1")), VoteQuestion(question=QuestionId("que_2")))
    story.given(IVAN, UnvoteQuestion(question=QuestionId("que_1")))
    story.given(ANNA, AnswerQuestion(question=QuestionId("que_1"), text="<because>"))
    story.given(HOST, AnswerQuestion(question=QuestionId("que_4")), DismissQuestion(question=QuestionId("que_2")))
    return story.given(GUEST, WithdrawQuestion(question=QuestionId("que_3")))


def after(story: Story) -> Story:
    """Pitch b, a pause, some trouble with people, the end, and what is still possible then."""
    story.given(HOST, TakeStage(seat=HOST.seat), StartPitch(pitch=PITCH_B), PauseRoadshow(), ResumeRoadshow())
    story.given(BERT, TakeStage(seat=BERT.seat)).given(HOST, ReassignSeat(seat=BERT.seat, role=Role.audience))
    for person in (GUEST.person, IVAN.person):
        story.given(HOST, MutePerson(person=person), RemovePerson(person=person))
        story.given(HOST, ReadmitPerson(person=person), UnmutePerson(person=person))
    story.given(INES, StateIntent(project=PROJECT_B, kind=IntentKind.joint_rd, comment="<together>"), id="5")
    together(story)
    story.given(HOST, EndPitch(pitch=PITCH_B), OpenWindow(pitch=PITCH_A), EndRoadshow()).later(3600)
    story.given(INES, WithdrawConsent(project=PROJECT_A)).given(IRIS, WithdrawIntent(intent=IntentId("int_1")))
    return story.given(IVAN, StateIntent(project=PROJECT_B, kind=IntentKind.talk, comment="<call me>"), id="6")


def together(story: Story) -> Story:
    """Four get together about project b, of whom one declines, one is sent away, and the lead ends it."""
    circle = ConsortiumId("con_1")
    story.given(IRIS, FormConsortium(project=PROJECT_B), id="1").given(IDA, TakeNumber())
    for who in (IVAN, INES, IDA):
        story.given(IRIS, InviteMember(consortium=circle, number=story.state.numbers[who.person]))
    story.given(INES, LeaveConsortium(consortium=circle))
    for who in (IVAN, IDA):
        story.given(who, JoinConsortium(consortium=circle))
    share = StateIntent(
        project=PROJECT_B,
        kind=IntentKind.invest,
        amount=Amount(minimum=10, maximum=20, currency="CNY"),
        visibility=Visibility.consortium,
        comment="<our part>",
    )
    joint = replace(share, joint=True, visibility=Visibility.presenter, comment="<all of us>")
    story.given(IVAN, share, id="31").given(IRIS, joint, id="32")
    story.given(IRIS, RemoveMember(consortium=circle, number=story.state.numbers[IDA.person]))
    return story.given(IRIS, LeaveConsortium(consortium=circle))


def meeting(story: Story) -> Story:
    """The days after: meetings are asked for one by one, and a timetable is made of what both sides would have."""
    nine = START + timedelta(days=2)
    window = Window(starts_at=nine, ends_at=nine + timedelta(hours=2))
    story.given(HOST, ConfigureMeetings(windows=(window,), places=("Table 1", "Table 2")))
    story.given(IRIS, RequestMeeting(project=PROJECT_A, offers=(nine,), note="<shall we meet>", consent=True), id="1")
    story.given(ANNA, AcceptMeeting(meeting=MeetingId("mee_1"), first=True))
    story.given(IRIS, MoveMeeting(meeting=MeetingId("mee_1"), version=3, starts_at=nine + timedelta(hours=1)))
    story.given(ANNA, RequestMeeting(project=PROJECT_A, lead=LeadId("lea_3"), note="<please>"), id="2")
    story.given(INES, DeclineMeeting(meeting=MeetingId("mee_2"), reason=MeetingReason.other, note="<never>"))
    story.given(IVAN, RequestMeeting(project=PROJECT_B), id="3").given(
        IVAN, WithdrawMeeting(meeting=MeetingId("mee_3"))
    )
    story.given(INES, RequestMeeting(project=PROJECT_B), id="4").later(73 * 3600)
    return timetabled(marked(story))


def marked(story: Story) -> Story:
    """One meeting was held, another is called off."""
    story.given(ANNA, MarkMeeting(meeting=MeetingId("mee_1"), held=True))
    story.given(IVAN, RequestMeeting(project=PROJECT_A), id="5")
    story.given(ANNA, AcceptMeeting(meeting=MeetingId("mee_5")))
    return story.given(IVAN, CancelMeeting(meeting=MeetingId("mee_5"), note="<not this week>"))


def timetabled(story: Story) -> Story:
    """Ranks, a proposal, a hand in it, and what comes of it."""
    nine = START + timedelta(days=5)
    story.given(HOST, ConfigureMeetings(windows=(Window(starts_at=nine, ends_at=nine + timedelta(hours=1)),)))
    story.given(IRIS, SetRanking(order=(PROJECT_B, PROJECT_A), timezone="Europe/Berlin"))
    story.given(INES, SetRanking(order=(PROJECT_A,)))
    story.given(ANNA, SetRanking(order=("lea_3", "lea_1"), timezone="Asia/Shanghai"))
    story.given(HOST, ProposeTimetable())
    story.given(HOST, PlaceMeeting(person=IVAN.person, project=PROJECT_B, starts_at=nine))
    story.given(HOST, UnplaceMeeting(person=IVAN.person, project=PROJECT_B))
    return story.given(HOST, PublishTimetable(), id="6")


def long_after(story: Story) -> Story:
    """What nobody accepted expires, what was not closed in time lapses."""
    return story.later(30 * 86400).given(HOST, MutePerson(person=GUEST.person), ErasePerson(person=COHOST.person))
