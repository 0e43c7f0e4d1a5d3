"""The trail: what organizers and auditors did, and what the house did by itself, in one line of time.

What is in the log, in the work on leads or among the invitations is read from there. A `Deed` is what would be nowhere
else: that a file was taken out, that an endpoint was changed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from server.domain.messages import PersonId, Role
from server.domain.rules import OVERSEEING

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


class Stint(Struct, frozen=True, kw_only=True):
    """Somebody was staff from a time on and until another; None is from the first, or until now."""

    person: PersonId
    since: datetime | None = None
    until: datetime | None = None


class Turn(Struct, frozen=True, kw_only=True):
    """A seat had a role from a time on."""

    person: PersonId
    role: Role
    at: datetime | None = None


def stints(turns: Sequence[Turn]) -> list[Stint]:
    """When who was staff, from all turns of each person in the order in which they came."""
    begun: dict[PersonId, Stint] = {}
    done = list[Stint]()
    for turn in turns:
        if turn.role in OVERSEEING:
            begun.setdefault(turn.person, Stint(person=turn.person, since=turn.at))
        elif (last := begun.pop(turn.person, None)) is not None:
            done.append(replace(last, until=turn.at))
    return [*done, *begun.values()]


class Asked(Struct, frozen=True, kw_only=True):
    """Which lines are wanted: of one person, of kinds that begin so, and from before a key."""

    person: PersonId | None = None
    kind: Annotated[str, Meta(pattern=r"\A[a-z_.]{0,64}\Z")] = ""
    before: Annotated[str, Meta(max_length=100)] = ""
