"""The moves that leads make by themselves, in the transaction that records what they follow from."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, and_, bindparam, not_, or_, select

from server.domain.answers import IntentDeclined, IntentVoided
from server.domain.course import LIVE
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.leads import LeadOpened, LeadRaised, Signal
from server.domain.messages import SYSTEM, Entry, RoadshowId
from server.domain.workspace import COLD, LeadStage, moves
from server.storage.lead_rows import to_turn, to_work
from server.storage.lead_tables import intent_turn, lead, lead_signal
from server.storage.leads import put

# Ends that others bring about; one that the investor does is a signal.
ENDED: Final = (IntentDeclined, IntentVoided, IntentExpired, IntentLapsed)


# By identity first: with nothing but the two ways beside each other a database looks at every lead there is.
_WARM: Final = lead.c.lead.in_(bindparam("warm", expanding=True))
_MOVABLE: Final = select(lead).where(
    lead.c.roadshow == bindparam("roadshow"),
    lead.c.lead.in_(bindparam("stirred", expanding=True)),
    or_(
        and_(lead.c.stage == LeadStage.nurture.value, _WARM),
        and_(lead.c.stage == LeadStage.new.value, lead.c.owner.is_(None), not_(_WARM)),
    ),
)


class Stir(Struct, frozen=True):
    """The last thing that happened to a lead."""

    interest: bool
    at: datetime


def recycle(connection: Connection, roadshow: RoadshowId, entries: Sequence[Entry]) -> None:
    """Move the leads that these entries, which are recorded, move."""
    if not (stirred := _stirred(connection, roadshow, entries)):
        return
    warm = [wanted for wanted, stir in stirred.items() if stir.interest]
    given = {"roadshow": roadshow, "stirred": list(stirred), "warm": warm}
    for work in [to_work(row) for row in connection.execute(_MOVABLE, given).all()]:
        stir = stirred[work.lead]
        if stage := moves(work, interest=stir.interest, live=_live(connection, roadshow, work.lead)):
            after = replace(work, stage=stage, version=work.version + 1)
            put(connection, roadshow, work, after, SYSTEM, stir.at)


def _stirred(connection: Connection, roadshow: RoadshowId, entries: Sequence[Entry]) -> Mapping[str, Stir]:
    ended = [entry.event.intent for entry in entries if isinstance(entry.event, ENDED)]
    leads = _leads_of(connection, roadshow, ended) if ended else {}
    found: dict[str, Stir] = {}
    for entry in entries:
        event: Any = entry.event
        if isinstance(event, LeadRaised):
            found[event.lead] = Stir(event.signal not in COLD, entry.at)
        elif isinstance(event, ENDED) and event.intent in leads:
            found[leads[event.intent]] = Stir(interest=False, at=entry.at)
    begun = {entry.event.lead for entry in entries if isinstance(entry.event, LeadOpened)}
    # A lead that begins with interest is where interest would move it.
    return {wanted: stir for wanted, stir in found.items() if not (stir.interest and wanted in begun)}


def _leads_of(connection: Connection, roadshow: RoadshowId, intents: Collection[str]) -> dict[str, str]:
    table = lead_signal.c
    stated = (table.signal == Signal.intent.value, table.about.in_(intents))
    query = select(table.about, table.lead).where(table.roadshow == roadshow, *stated)
    return {row.about: row.lead for row in connection.execute(query)}


def _live(connection: Connection, roadshow: RoadshowId, wanted: str) -> bool:
    """Whether an intent that the lead was raised by counts now."""
    signal, turn = lead_signal.c, intent_turn.c
    stated = select(signal.about).where(
        signal.roadshow == roadshow, signal.lead == wanted, signal.signal == Signal.intent.value
    )
    query = select(intent_turn).where(turn.roadshow == roadshow, turn.intent.in_(stated)).order_by(turn.seq)
    last = {one.intent: one.state for one in map(to_turn, connection.execute(query).all())}
    return any(state in LIVE for state in last.values())
