from datetime import timedelta

from msgspec.structs import replace

from server.app.lead_rows import Roll
from server.app.lead_sheets import Pages, by_intent, by_lead, intents_of, on_at, passed, sheet, twins_of
from server.domain.accounts import Person, Place, Seat
from server.domain.course import IntentState
from server.domain.kinds import IntentKind
from server.domain.leads import Signal
from server.domain.merging import Likeness
from server.domain.messages import Actor, IntentId, PersonId, RoadshowId
from server.domain.onair import EndPitch
from server.domain.terms import Terms, Visibility
from server.domain.workspace import Change, Note, NoteId, Trace, Turn
from tests.server.app.test_lead_rows import HOST, PRESENTER, L, M, sources, talked, watched
from tests.server.domain.story import HOST as OLGA
from tests.server.domain.story import IRIS, IVAN, PITCH_A, PROJECT_A, on_air

NOBODY = Pages(traces={}, turns={}, notes={}, changes={}, names={}, twins={})


def place(actor: Actor, contact: str) -> Place:
    at = on_air().at
    person = Person(id=actor.person, name="", organisation="", contact=contact, account=False, created_at=at)
    room = RoadshowId("rsh_1")
    seat = Seat(id=actor.seat, roadshow=room, person=actor.person, role=actor.role, project=None, created_at=at)
    return Place(seat=seat, person=person)


def test_a_signal_is_told_with_the_second_of_the_pitch_that_was_on() -> None:
    story = on_air()
    began = story.at
    story.later(90).given(OLGA, EndPitch(pitch=PITCH_A))

    assert on_at(story.state, began + timedelta(seconds=42.9)) == (PITCH_A, 42)
    assert on_at(story.state, began - timedelta(seconds=1)) == (None, None)
    assert on_at(story.state, story.at) == (None, None)


def test_a_sheet_is_in_order_of_time_and_keeps_from_a_presenter_what_is_not_for_them() -> None:
    story, at = talked(), talked().at
    traces = [Trace(lead=L, seq=seq, at=at, signal=Signal.vote, about="que_1", host_only=seq == 2) for seq in (2, 1)]
    notes = [Note(note=NoteId("not_1"), lead=L, by=OLGA.person, at=at, text="rang")]
    changes = [Change(number=1, lead=L, by=PersonId("system"), at=at, before={}, after={})]
    names = {OLGA.person: "Olga"}
    pages = replace(NOBODY, traces={L: traces}, notes={L: notes}, changes={L: changes}, names=names)
    roll = Roll("e")
    roll.refresh(sources(story))
    row = roll.row(L)
    assert row is not None

    whole, passed = sheet(row, sources(story), pages), sheet(row, sources(story, PRESENTER), pages)

    assert [moment.seq for moment in whole.story] == [1, 2]
    assert [moment.seq for moment in passed.story] == [1]
    assert ([one.author for one in whole.notes], [one.author for one in whole.changes]) == (["Olga"], [""])


def test_a_number_has_no_story() -> None:
    story, roll = talked(), Roll("e")
    roll.refresh(sources(story, PRESENTER))
    row = roll.row(L)
    assert row is not None
    traces = {L: [Trace(lead=L, seq=1, at=story.at, signal=Signal.vote, about="que_1", host_only=False)]}

    assert sheet(row, sources(story, PRESENTER), replace(NOBODY, traces=traces)).story == []


def test_twins_are_found_within_a_project_and_among_those_with_a_name() -> None:
    story = talked()
    places = [place(IRIS, "a@b.cn"), place(IVAN, "A@b.cn")]
    whole, passed = Roll("e"), Roll("f")
    whole.refresh(sources(story, HOST))
    passed.refresh(sources(story, PRESENTER))

    found = twins_of(whole.rows(), places)

    assert {lead: [(twin.lead, twin.why) for twin in several] for lead, several in found.items()} == {
        L: [(M, Likeness.mail)],
        M: [(L, Likeness.mail)],
    }
    assert twins_of(passed.rows(), places) == {}


def test_what_belongs_to_a_lead_stays_in_its_order() -> None:
    at = on_air().at
    notes = [Note(note=NoteId(str(n)), lead=lead, by=IRIS.person, at=at, text="") for n, lead in enumerate((L, M, L))]

    assert {lead: [one.note for one in several] for lead, several in by_lead(notes).items()} == {
        L: ["0", "2"],
        M: ["1"],
    }


def turn(seq: int, state: IntentState, visibility: Visibility | None = None) -> Turn:
    terms = Terms(kind=IntentKind.talk, visibility=visibility) if visibility else None
    return Turn(intent=IntentId("int_1"), seq=seq, at=on_air().at, by=IRIS.person, state=state, terms=terms)


def test_a_presenter_is_not_told_what_happened_while_an_intent_was_for_the_host_alone() -> None:
    turns = [
        turn(1, IntentState.submitted, Visibility.host_only),
        turn(2, IntentState.seen),
        turn(3, IntentState.submitted, Visibility.presenter),
        turn(4, IntentState.accepted),
    ]

    assert [one.seq for one in passed(turns, whole=True)] == [1, 2, 3, 4]
    assert [one.seq for one in passed(turns, whole=False)] == [3, 4]


def test_the_intents_of_leads_are_those_that_were_stated() -> None:
    at = on_air().at
    traces = [
        Trace(lead=L, seq=1, at=at, signal=Signal.intent, about="int_2", host_only=False),
        Trace(lead=L, seq=2, at=at, signal=Signal.question, about="que_1", host_only=False),
        Trace(lead=M, seq=3, at=at, signal=Signal.intent, about="int_1", host_only=False),
    ]

    assert intents_of([L, M], by_lead(traces)) == ["int_1", "int_2"]
    assert set(by_intent([turn(1, IntentState.seen)])) == {"int_1"}


def test_who_watched_the_pitch_is_told_with_when_and_for_how_long() -> None:
    story, roll = talked(), Roll("e")
    seen = sources(story, watched={(IRIS.person, PROJECT_A): watched(90, story)})
    roll.refresh(seen)
    row, other = roll.row(L), roll.row(M)
    assert row is not None
    assert other is not None

    (viewing,) = sheet(row, seen, NOBODY).watching

    assert (viewing.lead, viewing.seconds, viewing.last_at) == (L, 90, story.at)
    assert sheet(other, seen, NOBODY).watching == []
