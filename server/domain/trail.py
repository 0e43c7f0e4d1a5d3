"""The trail: what organizers and auditors did, and what the house did by itself, in one line of time.

What is in the log, in the work on leads or among the invitations is read from there. A `Deed` is what would be nowhere
else: that a file was taken out, that an endpoint was changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from server.domain.messages import PersonId

Fields = Mapping[str, str | int | float | bool | None]


class Deed(Struct, frozen=True, kw_only=True):
    """Somebody did something that no event and no row tells of; `about` is the identity of what it was done to."""

    by: PersonId
    at: datetime
    kind: str
    about: str = ""
    fields: Fields = {}


class Line(Struct, frozen=True, kw_only=True):
    """One line of the trail; `key` sorts by time and says where to read on, `seq` is its place in the log."""

    key: str
    by: PersonId
    at: datetime
    kind: str
    about: str = ""
    fields: Fields = {}
    seq: int | None = None


class Asked(Struct, frozen=True, kw_only=True):
    """Which lines are wanted: of one person, of kinds that begin so, and from before a key."""

    person: PersonId | None = None
    kind: Annotated[str, Meta(pattern=r"\A[a-z_.]{0,64}\Z")] = ""
    before: Annotated[str, Meta(max_length=100)] = ""
