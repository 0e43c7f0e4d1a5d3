"""A feed: brings what a room has recorded to everybody who watches, in ticks, without ever waiting for one of them.

A viewer is attached in one synchronous step and brought to where the last tick ended, as everybody else is; so nothing
can fall between its first message and the next tick, and in a full hall a storm of newcomers costs the others nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Protocol

from msgspec import Struct

from server.app.frames import Frames, Snapshots, encoded
from server.app.recent import Recent
from server.app.sync import Tape
from server.app.wire import Figures, Hello, Media, Ping, Presence, Reactions, Welcome
from server.domain.erasure import PersonErased, erases
from server.domain.messages import Actor, Entry, PersonId, SeatId
from server.domain.people import PersonRemoved, SeatReassigned
from server.domain.retention import RecordsErased
from server.domain.state import Roadshow
from server.domain.visibility import Audience, Shift
from server.ports import Clock

SLOW_BYTES: Final = 64 * 1024
SLOW_SECONDS: Final = 10.0
MISSED: Final = 16
PART: Final = 2500
"""To so many viewers a tick sends before others have the loop; it takes some tens of milliseconds."""
SMALL: Final = 500
"""Up to so many viewers a newcomer is shown what is new at once, and so is everybody; beyond, at the next tick."""
CROWD: Final = 5000
"""From so many viewers on a tick takes so much of the loop that changes wait for 0.1 s, from twice as many for 0.2 s:
50,000 frames a second at most, and the rest of the loop is for commands."""
COMING_BACK: Final = 1000.0
"""So many viewers a second come back to a server that begins again; it lets in twice as many."""
NOTHING_MEASURED: Final = Figures(sources={}, audience=None)

BEHIND: Final = 4000
CHANGED: Final = 4001
SLOW: Final = 4008
SIGNED_OUT: Final = 4500
REMOVED: Final = 4501
RESTARTING: Final = 1012


class Line(Protocol):
    """The way to one viewer; neither call waits."""

    def send(self, message: bytes) -> None:
        """Hand a message to the transport; nothing happens on a line that is closing."""
        ...

    def waiting(self) -> int:
        """Bytes that the transport still holds."""
        ...

    def offer(self, message: bytes, most: int) -> bool:
        """Send, unless more bytes than that wait already; whether it was sent."""
        ...

    def close(self, code: int, reason: str = "") -> None:
        """Begin to close."""
        ...


class Viewer:
    """Somebody at the other end of a line, and how far they are."""

    __slots__ = ("actor", "audience", "line", "person", "seq", "session", "slow_since")

    def __init__(self, actor: Actor, line: Line, session: str = "") -> None:
        """Take who watches, in the role they have now, and the browser session they came by."""
        self.actor = actor
        self.person = actor.person
        self.session = session
        self.audience = Audience.of(actor.role, actor.project, actor.person)
        self.line = line
        self.seq = 0
        self.slow_since: float | None = None


class Leavers(Struct, frozen=True, kw_only=True):
    """Who must leave the feed, and with which close code."""

    code: int
    person: PersonId | None = None
    seat: SeatId | None = None
    session: str | None = None
    everybody: bool = False

    def names(self, viewer: Viewer) -> bool:
        """Whether a viewer is one of them."""
        actor = viewer.actor
        return (
            self.everybody or self.person == actor.person or self.seat == actor.seat or self.session == viewer.session
        )


class Pulse(Struct, frozen=True, kw_only=True):
    """What the viewers of one process came to since the last pulse: how many people, and their reactions."""

    people: int
    reactions: Mapping[str, int]


def _put_off(entry: Entry) -> Leavers | None:
    event = entry.event
    if isinstance(event, PersonRemoved):
        return Leavers(code=REMOVED, person=event.person)
    if isinstance(event, RecordsErased):
        return Leavers(code=CHANGED, everybody=True)
    if isinstance(event, PersonErased):
        return Leavers(code=SIGNED_OUT, person=event.person)
    return Leavers(code=CHANGED, seat=event.seat) if isinstance(event, SeatReassigned) else None


class Feed:
    """One roadshow's viewers. Not thread-safe; nothing in it awaits."""

    def __init__(self, epoch: str, tape: Tape, clock: Clock) -> None:
        """Begin with nobody watching."""
        self.viewers: set[Viewer] = set()
        self._slow: set[Viewer] = set()
        self.media = Media(workers=[], sources=[])
        self.figures = NOTHING_MEASURED
        self.elsewhere = 0
        self.partial = False
        self._epoch = epoch
        self._clock = clock
        self._tape = tape
        self._pending: list[Entry] = []
        self._states: list[Roadshow] = []
        self._latest = tape.state
        self._snapshots = Snapshots(epoch, tape.state)
        self._missed: Recent[int, Frames] = Recent(MISSED)
        self._frames = Frames(Shift(tape.state, tape.state, ()))
        self._unsent: Iterator[Viewer] = iter(())
        self._counted = Presence(viewers=-1, partial=False)
        self._now = self._rested = 0.0
        self._reactions: Counter[str] = Counter()
        self._joined: Counter[str] = Counter()

    @property
    def seq(self) -> int:
        """The last seq that was sent to everybody."""
        return self._tape.seq

    def publish(self, entries: Sequence[Entry], state: Roadshow, states: Sequence[Roadshow] = ()) -> None:
        """Take what was recorded, and the state after each entry where it is known; it leaves with the next tick."""
        self._pending.extend(entries)
        self._states.extend(states)
        self._latest = state

    def attach(self, viewer: Viewer, hello: Hello) -> None:
        """Bring a viewer to where the others are and keep them there."""
        if len(self.viewers) < SMALL:
            self.tick(self._now)
        actor = viewer.actor
        welcome = Welcome(
            seat=actor.seat, role=actor.role, project=actor.project, epoch=self._epoch, now=self._clock.now()
        )
        viewer.line.send(encoded(welcome))
        viewer.seq = hello.seq if hello.seq is not None and hello.epoch == self._epoch else -1
        self._catch_up(viewer)
        viewer.line.send(encoded(self._media_for(viewer)))
        if self.figures != NOTHING_MEASURED:
            self._send_figures([viewer])
        self.viewers.add(viewer)

    def detach(self, viewer: Viewer) -> None:
        """Forget a viewer; must happen before the close handshake, or a tick writes into it."""
        self.viewers.discard(viewer)
        self._slow.discard(viewer)

    def tick(self, now: float) -> None:
        """Send what was recorded since the last tick, and see to the slow; `now` is monotonic, in seconds."""
        for _ in self.ticking(now):
            pass

    def ticking(self, now: float) -> Iterator[None]:
        """A tick by parts, between which others have the loop; whatever else is sent then goes behind all of them."""
        self._finish()
        self._now = now
        if self._pending and now >= self._rested:
            self._rested = now + len(self.viewers) // CROWD * 0.1
            entries, self._pending = self._pending, []
            states, self._states = self._states, []
            self._bring(entries, states if len(states) == len(entries) else (), now)
            for leavers in filter(None, map(_put_off, entries)):
                self._finish()
                self.put_off(leavers)
            while self._send_some(PART):
                yield
        for viewer in list(self._slow):
            self._nurse(viewer, now)

    def _bring(self, entries: Sequence[Entry], states: Sequence[Roadshow], now: float) -> None:
        if erases(entries):
            self._begin_anew(now)
            return
        frames = Frames(self._tape.extend(entries, self._latest, states))
        self._snapshots = Snapshots(self._epoch, self._latest)
        self._missed = Recent(MISSED)
        self._broadcast(frames)

    def _begin_anew(self, now: float) -> None:
        """Keep nothing of what was before, and let no page do so: what was erased may be anywhere in it."""
        self._tape = Tape(self._latest)
        self._snapshots = Snapshots(self._epoch, self._latest)
        self._missed = Recent(MISSED)
        for viewer in self.viewers:
            viewer.seq = -1
            self._hold(viewer, now)

    def put_off(self, leavers: Leavers) -> None:
        """Close the lines of a person, a seat or a browser session."""
        for viewer in filter(leavers.names, list(self.viewers)):
            self._close(viewer, leavers.code)

    def ping(self) -> None:
        """Tell everybody how far they should be, which finds a silent gap."""
        message = encoded(Ping(seq=self.seq, now=self._clock.now()))
        self._send_to_all(lambda viewer: message)

    def pulse(self) -> Pulse:
        """The lossy part, at most twice a second: head-count and reactions, where they changed.

        Everybody is told of those who watch `elsewhere` too; what is returned is of this feed's own viewers.
        """
        people = len({viewer.actor.person for viewer in self.viewers})
        presence = Presence(viewers=people + self.elsewhere, partial=self.partial)
        if presence != self._counted:
            self._counted, counted = presence, encoded(presence)
            self._send_to_all(lambda viewer: counted)
        own, self._reactions = self._reactions, Counter()
        joined, self._joined = self._joined, Counter()
        if all_of_them := own + joined:
            reactions = encoded(Reactions(counts=all_of_them))
            self._send_to_all(lambda viewer: reactions)
        return Pulse(people=people, reactions=own)

    def react(self, reaction: str) -> None:
        """Count one reaction of a viewer here."""
        self._reactions[reaction] += 1

    def join_in(self, counts: Mapping[str, int]) -> None:
        """Count reactions of viewers elsewhere."""
        self._joined.update(counts)

    def set_media(self, media: Media) -> None:
        """Tell everybody of the media plane, each what they may know."""
        self.media = media
        self._send_to_all(lambda viewer: encoded(self._media_for(viewer)))

    def set_figures(self, figures: Figures) -> None:
        """Tell organizers how media travels, and publishers how theirs does."""
        self.figures = figures
        self._send_figures(self._reading())

    def _send_figures(self, viewers: Iterable[Viewer]) -> None:
        sources = self.figures.sources
        for viewer in viewers:
            seat = viewer.actor.seat
            if viewer.audience.role == "organizer":
                viewer.line.send(encoded(self.figures))
            elif seat in sources:
                viewer.line.send(encoded(Figures(sources={seat: sources[seat]}, audience=None)))

    def close(self) -> None:
        """Send everybody away, to come back: a full hall not all at once, but within as many seconds as are said."""
        seconds = int(len(self.viewers) / COMING_BACK)
        for viewer in list(self.viewers):
            self._close(viewer, RESTARTING, str(seconds or ""))

    def _broadcast(self, frames: Frames) -> None:
        self._finish()
        self._frames, self._unsent = frames, iter(list(self.viewers))

    def _finish(self) -> None:
        while self._send_some(PART):
            pass

    def _send_some(self, most: int) -> bool:
        """Send the frames of a tick to so many more, but for who has left or came later; whether any may be left."""
        some, frames, seq, here = list(islice(self._unsent, most)), self._frames, self.seq, self.viewers
        for viewer in some:
            if viewer.seq == seq or viewer not in here:
                continue
            if viewer.slow_since is None and viewer.line.offer(frames.of(viewer.audience, viewer.person), SLOW_BYTES):
                viewer.seq = seq
            else:
                self._hold(viewer, self._now)
        return len(some) == most

    def _hold(self, viewer: Viewer, now: float) -> None:
        """Send a viewer nothing live until they are caught up."""
        if viewer.slow_since is None:
            viewer.slow_since = now
            self._slow.add(viewer)

    def _nurse(self, viewer: Viewer, now: float) -> None:
        if viewer.line.waiting() <= SLOW_BYTES // 4:
            viewer.slow_since = None
            self._slow.discard(viewer)
            self._catch_up(viewer)
        elif viewer.slow_since is not None and now - viewer.slow_since > SLOW_SECONDS:
            self._close(viewer, SLOW)

    def _catch_up(self, viewer: Viewer) -> None:
        if viewer.seq == self.seq:
            return
        way = self._frames_since(viewer.seq) or self._snapshots
        viewer.line.send(way.of(viewer.audience, viewer.actor.person))
        viewer.seq = self.seq

    def _frames_since(self, seq: int) -> Frames | None:
        """The way from `seq` to now; worked out once, since after a cut nearly everybody comes back from the same."""
        frames = self._missed.get(seq)
        if frames is None and (shift := self._tape.since(seq)):
            frames = Frames(shift)
            self._missed.put(seq, frames)
        return frames

    def _close(self, viewer: Viewer, code: int, reason: str = "") -> None:
        self.detach(viewer)
        viewer.line.close(code, reason)

    def _media_for(self, viewer: Viewer) -> Media:
        if viewer.audience.role == "organizer":
            return self.media
        own = [seat for seat in self.media.sources if seat == viewer.actor.seat]
        return Media(workers=self.media.workers, sources=own)

    def _send_to_all(self, message: Callable[[Viewer], bytes]) -> None:
        for viewer in self._reading():
            viewer.line.send(message(viewer))

    def _reading(self) -> Iterable[Viewer]:
        self._finish()
        return [viewer for viewer in self.viewers if viewer.slow_since is None]
