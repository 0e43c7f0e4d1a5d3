"""How the rows of leads and the domain's types become one another."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row

from server.domain.leads import Signal
from server.domain.ledger import stamp
from server.domain.messages import LeadId, PersonId, RoadshowId
from server.domain.workspace import Change, Note, NoteId, Trace, Turn, Work
from server.storage.rows import Values, time

_WORK: Final = msgspec.json.Decoder(Work)
_TURN: Final = msgspec.json.Decoder(Turn)


def work_values(work: Work) -> Values:
    """The part of a lead's row that changes."""
    return {"stage": work.stage.value, "owner": work.owner, "body": msgspec.json.encode(work)}


def lead_values(roadshow: RoadshowId, work: Work) -> Values:
    """The whole row of a lead."""
    identity = {"roadshow": roadshow, "lead": work.lead, "person": work.person}
    return {**identity, "opened_at": stamp(work.opened_at), **work_values(work)}


def to_work(row: Row[Any]) -> Work:
    """The work of a lead's row."""
    return _WORK.decode(row.body)


def to_trace(row: Row[Any]) -> Trace:
    """The signal of a row."""
    return Trace(
        lead=LeadId(row.lead),
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        signal=Signal(row.signal),
        about=row.about,
        host_only=row.host_only,
    )


def turn_values(roadshow: RoadshowId, turn: Turn) -> Values:
    """A turn's row."""
    return {"roadshow": roadshow, "seq": turn.seq, "intent": turn.intent, "body": msgspec.json.encode(turn)}


def to_turn(row: Row[Any]) -> Turn:
    """The turn of a row."""
    return _TURN.decode(row.body)


def note_values(roadshow: RoadshowId, note: Note) -> Values:
    """A note's row."""
    return {
        "note": note.note,
        "roadshow": roadshow,
        "lead": note.lead,
        "by": note.by,
        "at": stamp(note.at),
        "text": note.text,
        "version": note.version,
        "edited_at": stamp(note.edited_at) if note.edited_at else None,
    }


def to_note(row: Row[Any]) -> Note:
    """The note of a row."""
    return Note(
        note=NoteId(row.note),
        lead=LeadId(row.lead),
        by=PersonId(row.by),
        at=datetime.fromisoformat(row.at),
        text=row.text,
        version=row.version,
        edited_at=time(row.edited_at),
    )


def difference(before: Work, after: Work) -> tuple[Values, Values]:
    """What differs between two versions of the work, as it was and as it is."""
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    names = [name for name in new if new[name] != old[name] and name != "version"]
    return {name: old[name] for name in names}, {name: new[name] for name in names}


def to_change(row: Row[Any]) -> Change:
    """The change of a row."""
    return Change(
        number=row.number,
        lead=LeadId(row.lead),
        by=PersonId(row.by),
        at=datetime.fromisoformat(row.at),
        before=row.before,
        after=row.after,
        about=row.about,
    )
