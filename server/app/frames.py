"""The bytes of pictures and changes, each encoded once for an audience and joined with a viewer's own part."""

from collections.abc import Iterable, Mapping, Sequence, Set
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Raw, Struct

from server.app.wire import Tally
from server.domain.ledger import ENCODER
from server.domain.messages import PersonId
from server.domain.state import Roadshow
from server.domain.visibility import (
    Audience,
    Changes,
    Shift,
    own_changes,
    own_picture,
    picture,
    shared_changes,
)


class _Snapshot(Struct, frozen=True, kw_only=True, tag="snapshot"):
    epoch: str
    seq: int
    views: Raw


class _Changed(Struct, frozen=True, kw_only=True, tag="changed"):
    first: int
    last: int
    events: Sequence[Tally]
    views: Raw


class _Shared(Struct, frozen=True):
    """What all of an audience are told of a shift: their views, and the entries they may know of, also by type."""

    views: bytes
    known: Set[int]
    tallies: Mapping[str, Tally]


class Snapshots:
    """Snapshots of one state; what all of an audience see is encoded at the first who asks."""

    def __init__(self, epoch: str, state: Roadshow) -> None:
        """Take the state everybody gets."""
        self._epoch = epoch
        self._state = state
        self._shared: dict[Audience, bytes] = {}

    def of(self, audience: Audience, person: PersonId) -> bytes:
        """The snapshot of one viewer, as a message."""
        shared = self._shared.get(audience)
        if shared is None:
            shared = self._shared[audience] = ENCODER.encode(picture(self._state, audience))
        views = _joined(shared, ENCODER.encode(own_picture(self._state, person)))
        return ENCODER.encode(_Snapshot(epoch=self._epoch, seq=self._state.seq, views=Raw(views)))


class Frames:
    """The messages that take everybody one shift further."""

    def __init__(self, shift: Shift) -> None:
        """Take the shift; nothing is encoded before somebody asks."""
        self._shift = shift
        self._own = own_changes(shift)
        self._shared: dict[Audience, _Shared] = {}
        self._messages: dict[Audience, bytes] = {}

    def of(self, audience: Audience, person: PersonId) -> bytes:
        """One viewer's message: that of the audience, the same object for all, unless own views changed as well."""
        if person in self._own:
            return self._joined(audience, *self._own[person])
        message = self._messages.get(audience)
        if message is None:
            shared = self._changes(audience)
            message = self._messages[audience] = self._message(shared.views, shared.tallies)
        return message

    def _changes(self, audience: Audience) -> _Shared:
        found = self._shared.get(audience)
        if found is None:
            changes, known = shared_changes(self._shift, audience)
            found = self._shared[audience] = _Shared(ENCODER.encode(changes), known, self._counted({}, known))
        return found

    def _joined(self, audience: Audience, own: Changes, known: Set[int]) -> bytes:
        shared = self._changes(audience)
        return self._message(
            _joined(shared.views, ENCODER.encode(own)), self._counted(shared.tallies, known - shared.known)
        )

    def _message(self, views: bytes, tallies: Mapping[str, Tally]) -> bytes:
        shift = self._shift
        events = sorted(tallies.values(), key=attrgetter("at", "type"))
        changed = _Changed(first=shift.before.seq + 1, last=shift.after.seq, events=events, views=Raw(views))
        return ENCODER.encode(changed) if shift.entries else b""

    def _counted(self, tallies: Mapping[str, Tally], more: Iterable[int]) -> Mapping[str, Tally]:
        """The tallies with more entries in them, named by their seqs."""
        counted = dict(tallies)
        for seq in more:
            entry = self._shift.entries[seq - self._shift.before.seq - 1]
            one = Tally(type=tag(entry.event), count=1, at=entry.at)
            counted[one.type] = _sum(counted[one.type], one) if one.type in counted else one
        return counted


def _sum(one: Tally, other: Tally) -> Tally:
    return Tally(type=one.type, count=one.count + other.count, at=min(one.at, other.at))


def tag(message: Struct) -> str:
    """The wire name of a message."""
    config: Any = type(message).__struct_config__
    return str(config.tag)


def _joined(shared: bytes, own: bytes) -> bytes:
    """Two JSON objects with different keys as one."""
    if shared == b"{}":
        return own
    return shared if own == b"{}" else shared[:-1] + b"," + own[1:]


def encoded(message: Struct) -> bytes:
    """Any other message of the wire."""
    return msgspec.json.encode(message)
