from email.headerregistry import Address

import pytest
from immutables import Map
from msgspec import defstruct
from msgspec.structs import replace

from server.domain.answers import IntentAccepted
from server.domain.intents import IntentStated
from server.domain.kinds import IntentKind
from server.domain.letters import MAILINGS, Addressees, MailServer, addressees, is_asked_for
from server.domain.meetings import MeetingScheduled
from server.domain.messages import Entry, LeadId, PersonId, RoadshowId
from server.domain.outbox import LEAVES, Message, MessageId, type_of
from server.domain.questions import QuestionVoted
from server.domain.requests import MeetingRequested, RequestMeeting
from server.domain.slips import IntentEntered
from server.domain.state import Roadshow
from server.domain.terms import Level, Provenance, Source, Terms
from tests.server.domain.story import ANNA, INES, IRIS, PROJECT_A, START
from tests.server.domain.test_requests import ASK, ended, scheduled

SENDER = Address(display_name="Roadshow", addr_spec="roadshow@show.example.org")

STATED = IntentStated(
    intent="int_1",  # type: ignore[arg-type]
    project="prj_1",  # type: ignore[arg-type]
    pitch="pit_1",  # type: ignore[arg-type]
    number=1,
    terms=Terms(kind=IntentKind.pilot, level=Level.interested),
)


def message(type_: str, **fields: str) -> Message:
    return Message(id=MessageId("msg_1"), roadshow=RoadshowId("rsh_1"), type=type_, at=START, fields=fields)


@pytest.mark.parametrize("event", MAILINGS, ids=type_of)
def test_what_is_mailed_is_a_message(event: type) -> None:
    assert event in LEAVES


def test_the_receipt_of_an_intent_goes_to_who_stated_it_and_asked_for_it() -> None:
    entry = Entry(seq=1, at=START, by=IRIS.person, event=STATED)

    assert addressees(Roadshow(), entry) == Addressees(persons=(IRIS.person,), asked=True)
    assert is_asked_for(message("intent.stated"))


@pytest.mark.parametrize(("letter", "persons"), [("zh", (ANNA.person,)), ("", ())])
def test_whoever_wrote_a_slip_gets_the_letter_that_they_agreed_to_unasked_at_a_browser(
    letter: str, persons: tuple[PersonId, ...]
) -> None:
    event = IntentEntered(
        intent=STATED.intent,
        project=STATED.project,
        pitch=STATED.pitch,
        person=ANNA.person,
        seat=ANNA.seat,
        number=1,
        terms=STATED.terms,
        provenance=Provenance(source=Source.proxy),
        letter=letter,
    )

    found = addressees(Roadshow(), Entry(seq=1, at=START, by=IRIS.person, event=event))

    assert found == Addressees(persons=persons, asked=False)
    assert not is_asked_for(message("intent.entered"))


def test_a_vote_causes_no_letter_and_an_unknown_letter_would_have_to_be_asked_for() -> None:
    entry = Entry(seq=1, at=START, by=IRIS.person, event=QuestionVoted(question="que_1"))  # type: ignore[arg-type]

    assert addressees(Roadshow(), entry) is None
    assert is_asked_for(message("question.voted"))


@pytest.mark.parametrize(
    ("host", "encrypted", "user", "expected"),
    [
        ("mail.example.org", True, "u", False),
        ("mail.example.org", False, "u", True),
        ("mail.example.org", False, "", None),
        ("127.0.0.1", False, "u", None),
    ],
)
def test_a_password_goes_out_in_clear_to_this_machine_at_most(
    host: str, encrypted: bool, user: str, expected: bool | None
) -> None:
    server = MailServer(host=host, port=25, encrypted=encrypted, sender=SENDER, user=user)

    assert server.start_tls is expected


def test_a_meeting_with_a_time_is_mailed_to_both_parties_whether_they_asked_for_letters_or_not() -> None:
    story = scheduled()
    entry = story.entries[-1]

    assert isinstance(entry.event, MeetingScheduled)
    assert addressees(story.state, entry) == Addressees(persons=(IRIS.person, ANNA.person), asked=False)
    assert not is_asked_for(message("meeting.cancelled"))


def test_a_request_goes_to_all_presenters_of_the_project_that_is_asked() -> None:
    story = ended().when(IRIS, ASK)
    (entry,) = (one for one in story.entries if isinstance(one.event, MeetingRequested))

    assert addressees(story.state, entry) == Addressees(persons=(), asked=False, presenters_of=PROJECT_A)
    assert not is_asked_for(message("meeting.requested", by="investor"))


def test_a_request_to_an_investor_goes_to_who_asked_for_letters() -> None:
    story = ended().when(ANNA, RequestMeeting(project=PROJECT_A, lead=LeadId("lea_9")))
    (entry,) = (one for one in story.entries if isinstance(one.event, MeetingRequested))

    assert addressees(story.state, entry) == Addressees(persons=(INES.person,), asked=True)
    assert is_asked_for(message("meeting.requested", by="project"))


def test_an_answer_goes_to_the_investor_who_asked_for_letters() -> None:
    intent = defstruct("Intent", [("person", str)])(IRIS.person)
    state = replace(Roadshow(), intents=Map({"int_1": intent}))
    accepted = IntentAccepted(intent="int_1", version=1, content="0" * 64)  # type: ignore[arg-type]

    answer = addressees(state, Entry(seq=1, at=START, by=ANNA.person, event=accepted))

    assert answer == Addressees(persons=(IRIS.person,), asked=True)
