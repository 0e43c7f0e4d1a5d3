"""What the inside needs to keep the work on leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from server.domain.merging import Merge, Parting
from server.domain.messages import IntentId, LeadId, PersonId, RoadshowId
from server.domain.workspace import Change, Note, NoteId, Trace, Turn, Work, WorkChange
from server.errors import Rejected


class LeadStore(Protocol):
    """The work on leads. A lead is there from the append that opened it; every change leaves an audit row for ever.

    `leads` names those that are wanted, None all of the roadshow.
    """

    async def works(self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None) -> Sequence[Work]:
        """The work on these leads, in the order they were opened."""
        ...

    async def traces(self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None) -> Sequence[Trace]:
        """Every signal of these leads, in order."""
        ...

    async def turns(self, roadshow: RoadshowId, intents: Sequence[IntentId]) -> Sequence[Turn]:
        """What happened to these intents, in order."""
        ...

    async def notes(self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None) -> Sequence[Note]:
        """The notes about these leads, the first one first."""
        ...

    async def changes(
        self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None, limit: int = 1000
    ) -> Sequence[Change]:
        """Who changed what of these leads, the latest first."""
        ...

    async def revise(
        self, roadshow: RoadshowId, changes: Sequence[tuple[LeadId, WorkChange]], by: PersonId, at: datetime
    ) -> Sequence[Work | Rejected]:
        """Apply changes in one transaction and record who made them; for each the new version, or why there is none.

        That is Missing where there is no such lead in this roadshow, or what `WorkChange.applied` raises.
        """
        ...

    async def merge(
        self, roadshow: RoadshowId, wanted: LeadId, merge: Merge | Parting, by: PersonId, at: datetime
    ) -> Work:
        """Merge a lead into another, or part it; raises Missing, or what `applied` raises."""
        ...

    async def write(self, roadshow: RoadshowId, note: Note) -> Work:
        """Add a note; raises Missing where there is no such lead."""
        ...

    async def rewrite(
        self, roadshow: RoadshowId, wanted: NoteId, version: int, text: str, by: PersonId, at: datetime
    ) -> Work:
        """Change a note's text; raises Missing, or what `Note.edited` raises."""
        ...

    async def strike(self, roadshow: RoadshowId, wanted: NoteId, version: int, by: PersonId, at: datetime) -> Work:
        """Take a note away; raises Missing, or what `Note.owned` raises."""
        ...
