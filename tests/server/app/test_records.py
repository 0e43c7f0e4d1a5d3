from datetime import timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from server.app.lead_rows import IntentBrief, LeadRow, Roll
from server.app.lead_sheets import LeadSheet, Moment, Written, sheet
from server.app.records import recorded, shape
from server.domain.course import IntentState
from server.domain.kinds import IntentKind
from server.domain.leads import Signal
from server.domain.messages import Amount, IntentId
from server.domain.terms import Level, Terms
from server.domain.views import IntentView
from server.domain.workspace import Note, NoteId
from tests.server.app.test_lead_rows import HOST, L, sources, talked
from tests.server.app.test_lead_sheets import NOBODY
from tests.server.domain.story import HOST as OLGA
from tests.server.domain.story import on_air

MONEY = Amount(minimum=100, maximum=250, currency="USD")
STATE = IntentState.submitted
TALK = Terms(kind=IntentKind.talk)
INVEST = Terms(kind=IntentKind.invest, level=Level.soft_committed, amount=MONEY)


def row(**fields: Any) -> LeadRow:
    roll = Roll("e")
    roll.refresh(sources(talked(), HOST))
    found = roll.row(L)
    assert found is not None
    return replace(found, **fields)


def made(**fields: Any) -> LeadSheet:
    return replace(sheet(row(), sources(talked(), HOST), NOBODY), **fields)


def stated(terms: Terms, minutes: int = 0, state: IntentState = STATE) -> IntentView:
    view = made().intents[0]
    identity = IntentId(f"int_{terms.kind.value}_{minutes}")
    return replace(view, intent=identity, terms=terms, state=state, stated_at=view.at + timedelta(minutes=minutes))


def test_a_record_is_flat() -> None:
    one = made(intents=[stated(INVEST)], owner="Olga")

    record = recorded(one)

    assert (record.lead, record.number, record.name) == (L, one.row.view.number, one.row.view.name)
    assert (record.score, record.owner, record.stage.value) == (one.row.score.total, "Olga", "new")
    (told,) = record.intents
    assert (told.amount_min_minor, told.amount_max_minor, told.currency, told.instrument) == (100, 250, "USD", None)


def test_notes_and_signals_are_told_with_who_and_when() -> None:
    at = on_air().at
    note = Note(note=NoteId("not_1"), lead=L, by=OLGA.person, at=at, text="Rang")
    moment = Moment(seq=1, at=at, lead=L, signal=Signal.vote, about="que_1", pitch=None, second=None)

    record = recorded(made(notes=[Written(note=note, author="Olga")], story=[moment]))

    assert [(told.at, told.by, told.text) for told in record.notes] == [(at, "Olga", "Rang")]
    assert [(told.signal, told.about) for told in record.signals] == [("vote", "que_1")]


def test_what_both_sides_said_comes_first_then_what_is_firmest_and_of_equal_ones_the_kind_and_then_the_earlier() -> (
    None
):
    views = [stated(TALK, 1), stated(TALK), stated(replace(INVEST, level=Level.interested))]
    firmer = stated(replace(TALK, level=Level.considering), 2)
    confirmed = stated(TALK, 3, IntentState.confirmed)

    record = recorded(made(intents=[*views, firmer, confirmed]))

    assert [told.intent for told in record.intents] == [
        f"int_{name}" for name in ["talk_3", "talk_2", "invest_0", "talk_0", "talk_1"]
    ]


def test_a_record_survives_json() -> None:
    record = recorded(made(intents=[stated(INVEST), stated(TALK)]))

    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


def test_the_shape_of_several_is_what_any_of_them_has() -> None:
    brief = IntentBrief(
        intent=IntentId("int_1"), kind=IntentKind.talk, level=Level.interested, amount=None, state=STATE
    )
    rows = [
        row(intents=(brief,), external={"salesforce": "1"}),
        row(intents=(replace(brief, kind=IntentKind.invest),), external={"hubspot": "2", "salesforce": "3"}),
    ]

    assert shape(rows).kinds == (IntentKind.invest, IntentKind.talk)
    assert shape(rows).systems == ("hubspot", "salesforce")
    assert shape([]).kinds == ()
