"""What is true of every message there is, by walking the unions."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from server.domain.ledger import ENCODER
from server.domain.messages import Bilingual, Command, Event, clean, required, utc
from server.domain.roadshow import EVOLVE, RULES, AnyCommand, AnyEvent
from tests.server.domain import evening
from tests.server.domain.story import expect, tag

COMMANDS: Final = sorted(RULES, key=tag)
EVENTS: Final = sorted(EVOLVE, key=tag)
TAG: Final = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)?")

# Released names and the fields they came with are permanent: a log that holds them is read for ever. A new field of an
# event is not added here; it has a default instead, because old logs do not have it.
FIRST_FIELDS: Final = """
consent.given: person project
consent.withdrawn: person project
ground.recorded: ground person text
certificate.given: basis expires_at person text
certificate.withdrawn: person
round.described: project terms version
round.opened: person project version
intent.revised: intent terms version
number.taken: number
consortium.formed: consortium number project
consortium.invited: consortium person
consortium.joined: consortium
consortium.left: consortium person
consortium.ended: consortium
intent.stated: intent number pitch project terms
intent.withdrawn: intent version
intent.seen: intent
intent.entered: intent number person pitch project provenance seat terms
intent.claimed: intent
intent.accepted: content intent version
intent.declined: feedback intent
intent.confirmed: content intent version
intent.retracted: intent
intent.voided: intent
intent.expired: intent
intent.lapsed: intent
lead.imported: lead mark number person project
lead.unmade: lead person project
lead.opened: lead number person project
lead.raised: about lead person project signal
person.erased: person
person.muted: person
person.readmitted: person
person.removed: person
person.unmuted: person
pitch.added: card pitch project
pitch.called: pitch
pitch.ended: pitch
pitch.extended: pitch seconds
pitch.moved: pitch position
pitch.questions_begun: pitch
pitch.readied: pitch
pitch.removed: pitch project
pitch.restored: pitch
pitch.revised: card pitch
pitch.skipped: pitch
pitch.started: pitch
prompt.sent: project
question.answered: question
question.approved: question
question.asked: question
question.dismissed: question
question.unvoted: question
question.voted: question
question.withdrawn: question
records.erased:
roadshow.ended:
roadshow.paused:
roadshow.planned: plan
roadshow.resumed:
roadshow.revised: plan
roadshow.started:
seat.reassigned: role seat
stage.cleared:
stage.taken: role seat
window.closed: pitch
window.opened: pitch
meeting.requested: by expires_at meeting minutes person project
meeting.accepted: meeting
meeting.declined: meeting reason
meeting.withdrawn: meeting
meeting.expired: meeting
meeting.scheduled: meeting minutes starts_at
meeting.moved: meeting starts_at
meeting.cancelled: meeting
meeting.marked: held meeting person project
meeting.configured: setup
ranking.given: order party
timetable.proposed: placements
timetable.placed: placement
timetable.unplaced: person project
timetable.published:
meeting.arranged: meeting minutes person project starts_at
"""


def leaves(base: type[Struct]) -> Iterator[type[Struct]]:
    """Every tagged class that is derived."""
    for derived in base.__subclasses__():
        if getattr(derived, "__struct_config__").tag:  # noqa: B009
            yield derived
        yield from leaves(derived)


def structs(hint: Any) -> set[type[Struct]]:
    """Every struct that a type consists of."""
    inner = set().union(*(structs(part) for part in get_args(hint)))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return {hint}.union(inner, *(structs(field) for field in get_type_hints(hint, include_extras=True).values()))
    return inner


def test_every_command_has_a_rule_and_every_event_an_evolution() -> None:
    assert set(leaves(Command)) == set(RULES)
    assert set(leaves(Event)) == set(EVOLVE)


def test_tags_are_a_noun_and_a_verb_and_name_one_message() -> None:
    tags = [tag(message) for message in (*COMMANDS, *EVENTS)]

    assert [wrong for wrong in tags if not TAG.fullmatch(wrong)] == []
    assert len(set(tags)) == len(tags)


def test_every_message_and_what_it_consists_of_is_frozen_and_by_keyword() -> None:
    every: set[type[Struct]] = set().union(*(structs(message) for message in (*COMMANDS, *EVENTS)))

    assert [one for one in every if not one.__struct_config__.frozen] == []
    for one in every:
        with pytest.raises(TypeError):
            one("positional")


@pytest.mark.parametrize("command", COMMANDS, ids=tag)
def test_a_command_forbids_unknown_fields_all_the_way_down(command: type[Struct]) -> None:
    for part in structs(command):
        assert part.__struct_config__.forbid_unknown_fields, part


def test_an_event_ignores_unknown_fields_so_that_yesterdays_server_reads_tomorrows_log() -> None:
    for entry in evening.whole().entries:
        body = ENCODER.encode(entry.event).removesuffix(b"}") + b',"tomorrow":{"a":[1]}}'

        assert msgspec.json.decode(body, type=AnyEvent) == entry.event


def test_every_event_of_the_first_release_can_still_be_read() -> None:
    required_fields = {
        f"{tag(event)}: {' '.join(sorted(field.name for field in msgspec.structs.fields(event) if field.required))}"
        for event in EVENTS
    }

    assert {line.strip() for line in required_fields} == set(FIRST_FIELDS.strip().splitlines())


def test_private_text_may_be_absent_from_every_event_that_has_some() -> None:
    for event in EVENTS:
        for field in msgspec.structs.fields(event):
            assert field.name != "private" or field.default is None


def test_messages_survive_the_wire() -> None:
    for entry in evening.whole().entries:
        assert msgspec.json.decode(ENCODER.encode(entry.event), type=AnyEvent) == entry.event


@pytest.mark.parametrize(
    "body",
    [
        b'{"type": "intent.dream"}',
        b'{"type": "pitch.start"}',
        b'{"type": "pitch.start", "pitch": "pit_1", "and": "more"}',
        b'{"type": "pitch.start", "pitch": 7}',
        b'{"type": "pitch.start", "pitch": "%s"}' % (b"x" * 65),
        b'{"type": "pitch.extend", "pitch": "p", "seconds": 3601}',
        b'{"type": "question.ask", "text": "%s"}' % (b"x" * 2001),
        b'{"type": "intent.state", "project": "p", "kind": "raise"}',
        b'{"type": "intent.state", "project": "p", "kind": "buy", "decide_by": "2027-02-30"}',
        b'{"type": "intent.state", "project": "p", "kind": "buy", "amount": {"minimum": 1, "maximum": 2}}',
        b'{"type": "intent.state", "project": "p", "kind": "buy", "amount":'
        b' {"minimum": -1, "maximum": 2, "currency": "CNY"}}',
        b'{"type": "intent.state", "project": "p", "kind": "buy", "amount":'
        b' {"minimum": 1.5, "maximum": 2, "currency": "CNY"}}',
        b'{"type": "intent.state", "project": "p", "kind": "buy", "amount":'
        b' {"minimum": 1, "maximum": 2, "currency": "CNY\\n"}}',
        b'{"type": "roadshow.plan", "title": {"en": "x"}, "starts_at": "2026-11-24T08:00:00"}',
        b'{"type": "roadshow.plan", "title": {"fr": "x"}, "starts_at": "2026-11-24T08:00:00Z"}',
        b'{"type": "roadshow.plan", "title": {"en": "x"}, "starts_at": "2026-11-24T08:00:00Z", "currencies": []}',
    ],
)
def test_what_the_types_can_refuse_never_reaches_a_rule(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=AnyCommand)


@given(st.text())
def test_cleaning_is_done_once_and_for_all(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", cleaned)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  one\r\ntwo \n", "one\ntwo"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("\u200b\u2060\n ", ""),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("中文，标点。", "中文，标点。"),
    ],
)
def test_cleaning_keeps_what_a_reader_sees(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_required_text_is_not_empty_once_cleaned() -> None:
    assert required(" x ") == "x"
    with expect("text_empty"):
        required("\u200b\x07")
    with expect("title_empty"):
        required("", "title_empty")


def test_a_bilingual_text_is_there_in_one_language_at_least() -> None:
    assert Bilingual(zh=" 标题 ").cleaned() == Bilingual(zh="标题")
    assert not Bilingual(zh=" ").cleaned()


def test_a_moment_is_kept_in_utc_where_there_is_one() -> None:
    east = timezone(timedelta(hours=8))

    assert utc(datetime(2026, 1, 1, 8, tzinfo=east)).isoformat() == "2026-01-01T00:00:00+00:00"
    with expect("time_range"):
        utc(datetime.min.replace(tzinfo=east))
    assert utc(datetime.max.replace(tzinfo=UTC)).year == 9999
