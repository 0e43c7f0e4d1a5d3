import re
from typing import get_type_hints

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from server.domain.ledger import genesis, seal
from server.domain.messages import Entry, Event, LeadId, ProjectId, RoadshowId
from server.domain.outbox import LEAVES, LIMIT, MOVES, TYPES, message_of, moved, type_of
from server.domain.questions import QuestionAsked, QuestionVoted
from server.domain.roadshow import EVOLVE
from server.domain.workspace import LeadStage, Work
from tests.server.domain.story import HOST, START

ROADSHOW = RoadshowId("rsh_1")


def entry(event: Event) -> Entry:
    return Entry(seq=7, at=START, by=HOST.person, event=event)


def test_a_message_has_the_name_and_time_of_its_event_and_an_identity_made_of_its_link() -> None:
    asked = entry(QuestionAsked(question="que_1", pitch="pit_1", anonymous=True))  # type: ignore[arg-type]
    link = seal(ROADSHOW, genesis(ROADSHOW), asked, b"s" * 16).hash

    message = message_of(ROADSHOW, asked, link)
    again = message_of(ROADSHOW, asked, link)
    other = message_of(ROADSHOW, asked, b"another link of the chain, as long")

    assert message is not None
    assert other is not None
    assert (message.type, message.at, message.roadshow) == ("question.asked", START, ROADSHOW)
    assert message.fields == {"roadshow": ROADSHOW, "seq": 7, "question": "que_1", "pitch": "pit_1"}
    assert message == again
    assert message.id != other.id
    assert re.fullmatch(r"msg_[a-z2-7]{26}", message.id)


def test_who_asked_without_a_name_cannot_be_told_from_the_message() -> None:
    message = message_of(ROADSHOW, entry(QuestionAsked(question="que_1", pitch=None, anonymous=True)), b"l" * 32)  # type: ignore[arg-type]

    assert message is not None
    assert HOST.person not in msgspec.json.encode(message).decode()


def test_what_a_crowd_does_at_once_stays_in_the_house() -> None:
    assert message_of(ROADSHOW, entry(QuestionVoted(question="que_1")), b"l" * 32) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("event", LEAVES, ids=type_of)
def test_no_text_no_amount_and_nothing_private_can_leave(event: type[Event]) -> None:
    hints = get_type_hints(event)

    assert event in EVOLVE
    for name in LEAVES[event]:
        assert name != "private"
        assert not (isinstance(hints[name], type) and issubclass(hints[name], Struct)), name


@pytest.mark.parametrize("event", LEAVES, ids=type_of)
def test_the_largest_message_is_far_from_the_limit(event: type[Event]) -> None:
    fields = {name: "x" * 64 for name in LEAVES[event]}

    assert len(msgspec.json.encode(fields)) < LIMIT / 10


def test_every_type_is_there_once() -> None:
    assert len(set(TYPES)) == len(TYPES) == len(LEAVES) + len(MOVES)


def test_work_on_a_lead_leaves_as_what_changed_in_it_under_an_identity_of_its_version() -> None:
    before = Work(lead=LeadId("lea_1"), person=HOST.person, project=ProjectId("prj_1"), opened_at=START)
    after = replace(before, version=1, owner=HOST.person, stage=LeadStage.contacted, next_step="call Ann")

    first, second = moved(ROADSHOW, before, after, START)
    again = moved(ROADSHOW, before, after, START)
    later = moved(ROADSHOW, after, replace(after, version=2, stage=LeadStage.meeting), START)

    assert (first.type, first.fields["owner"]) == ("lead.assigned", HOST.person)
    assert (second.type, second.fields) == (
        "lead.stage_changed",
        {"roadshow": ROADSHOW, "lead": "lea_1", "version": 1, "stage": "contacted"},
    )
    assert again == [first, second]
    assert len({one.id for one in (first, second, *later)}) == 3
    assert moved(ROADSHOW, after, replace(after, version=2, next_step="call Bob"), START) == []
