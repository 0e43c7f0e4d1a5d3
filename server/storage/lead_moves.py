"""The moves that leads make by themselves, in the transaction that records the signals they follow from."""

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import Connection, and_, or_, select

from server.domain.leads import LeadRaised
from server.domain.messages import SYSTEM, Entry, LeadId, RoadshowId
from server.domain.workspace import ENDINGS, LeadStage, Trace, moves
from server.storage.lead_rows import to_trace, to_work
from server.storage.lead_tables import lead, lead_signal
from server.storage.leads import put


def recycle(connection: Connection, roadshow: RoadshowId, entries: Sequence[Entry]) -> None:
    """Move the leads that these entries, whose signals are recorded, move."""
    raised = {entry.event.lead: entry for entry in entries if isinstance(entry.event, LeadRaised)}
    if not raised:
        return
    ended = [wanted for wanted, entry in raised.items() if _ends(entry)]
    idle = and_(lead.c.stage == LeadStage.new.value, lead.c.lead.in_(ended))
    resting = and_(lead.c.stage == LeadStage.nurture.value, lead.c.lead.in_(list(raised)))
    query = select(lead).where(lead.c.roadshow == roadshow, or_(idle, resting))
    for work in [to_work(row) for row in connection.execute(query).all()]:
        if stage := moves(work, _traces(connection, roadshow, work.lead)):
            after = replace(work, stage=stage, version=work.version + 1)
            put(connection, roadshow, work, after, SYSTEM, raised[work.lead].at)


def _ends(entry: Entry) -> bool:
    return isinstance(entry.event, LeadRaised) and entry.event.signal in ENDINGS


def _traces(connection: Connection, roadshow: RoadshowId, wanted: LeadId) -> list[Trace]:
    here = (lead_signal.c.roadshow == roadshow, lead_signal.c.lead == wanted)
    return [to_trace(row) for row in connection.execute(select(lead_signal).where(*here).order_by(lead_signal.c.seq))]
