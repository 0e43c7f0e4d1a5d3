"""One kind of a feed: the picture or the sound its viewers receive, whichever stream it comes from."""

import secrets
from collections.abc import Callable, Iterator, Sequence

from media.embedded.clock import Clock, Timer
from media.embedded.codecs import Kind
from media.embedded.fanout import Fanout
from media.embedded.flow import LOOK, Flow
from media.embedded.rendition import Rendition
from media.embedded.row import Row
from media.embedded.stream import Stream


class Track:
    """Moves each row to the layer it is to have: a cut to another source and a change of layer are the same thing.

    A row stays on what it has until the next can be entered. To its viewer it is all one stream: SSRC, sequence
    numbers and timestamps run on.
    """

    def __init__(self, kind: Kind, fanout: Fanout, clock: Clock, on_cut: Callable[[], None]) -> None:
        self.kind = kind
        self.ssrc = secrets.randbits(32)
        self.repair_ssrc = secrets.randbits(32)
        self.layers: tuple[Rendition, ...] = ()
        self._former: set[Rendition] = set()
        self._usable: tuple[Rendition, ...] = ()
        self._flow = Flow((), 0.0)
        self._looking: Timer | None = None
        self._rows: dict[Row, None] = {}
        self._fanout = fanout
        self._clock = clock
        self._on_cut = on_cut

    @property
    def cutting(self) -> bool:
        """Whether somebody is still sent what was shown before."""
        return any(each.lit for each in self._former)

    @property
    def renditions(self) -> Iterator[Rendition]:
        """Everything that is listened to."""
        yield from self.layers
        yield from self._former

    @property
    def rates(self) -> tuple[int, ...]:
        """Bit/s of the layers that flow, the smallest first."""
        now = self._clock.time()
        return tuple(each.stream.bitrate(now) for each in self._usable)

    def forwards(self, streams: Sequence[Stream]) -> bool:
        """Whether somebody is sent one of the streams."""
        return any(each.lit and each.stream in streams for each in self.renditions)

    def show(self, streams: Sequence[Stream]) -> None:
        """Cut to the layers of a source, lowest first, each row at the next entrance of the layer it is to have."""
        known = {each.stream: each for each in self.renditions}
        self.layers = tuple(known.get(each) or Rendition(self, each, self._fanout) for each in streams)
        self._former = set(known.values()).difference(self.layers)
        self._release()
        self._begin_to_look()
        for row in self._rows:
            self._aim(row)

    def _begin_to_look(self) -> None:
        """Follow which layers flow while there are several, and somebody to send them to."""
        self._flow = Flow((each.stream for each in self.layers), self._clock.time())
        self._notice()
        if self._looking is None:
            self._look_later()

    def _look_later(self) -> None:
        wanted = len(self.layers) > 1 and self._rows
        self._looking = self._clock.call_later(LOOK, self._look) if wanted else None

    def _look(self) -> None:
        """Leave layers that have stopped, and take those that flow again."""
        before = self._usable
        self._flow.look(self._clock.time())
        if self._notice():
            for row in self._rows:
                self._step_down(row, before)
                self._aim(row)
        self._look_later()

    def _step_down(self, row: Row, before: Sequence[Rendition]) -> None:
        """Give who had a layer that has stopped the next lower one, not the higher one that now has its rank."""
        usable = self._usable
        if 0 <= row.rank < len(usable) and row.rank < len(before) and before[row.rank] not in usable:
            stopped = self.layers.index(before[row.rank])
            row.rank = max(sum(self.layers.index(each) < stopped for each in usable) - 1, 0)

    def _notice(self) -> bool:
        """Whether other layers can be used than before; one that a browser has stopped is of no use to anybody."""
        flowing = self._flow.flowing
        before, self._usable = self._usable, tuple(each for each in self.layers if each.stream in flowing)
        return before != self._usable

    def _release(self) -> None:
        """Let go of what was shown before, once nobody is sent it."""
        for each in [each for each in self._former if not each.lit]:
            self._former.discard(each)
            each.close()

    def clear(self) -> None:
        """Send nothing, and expect nothing."""
        self.show(())
        self.drop_former()

    def drop_former(self) -> None:
        """Stop what was shown before without waiting for what is next."""
        former, self._former = self._former, set()
        for each in former:
            dark = tuple(each.lit)
            each.close()
            for row in dark:
                self._aim(row)

    def entered(self, rendition: Rendition) -> None:
        """See `media.embedded.rendition.Owner`; who cannot decode what is on now goes dark."""
        for each in self._former:
            for row in [row for row in each.lit if row.target is None]:
                row.leave()
        self._release()
        self._on_cut()

    def restarted(self, rendition: Rendition) -> None:
        """See `media.embedded.rendition.Owner`; its rows wait for the stream to be entered anew."""
        self._former.discard(rendition)
        anew = {rendition: Rendition(self, rendition.stream, self._fanout)} if rendition in self.layers else {}
        self.layers = tuple(anew.get(each, each) for each in self.layers)
        self._notice()
        moved = (*rendition.lit, *rendition.waiting)
        rendition.close()
        for row in moved:
            self._aim(row)

    def add(self, row: Row) -> None:
        """Let a viewer have what is sent from now on."""
        self._rows[row] = None
        if self._looking is None:
            self._begin_to_look()
        self._aim(row)

    def remove(self, row: Row) -> None:
        """Stop sending to a viewer."""
        self._rows.pop(row, None)
        if row.target is not None:
            row.target.give_up(row)
        row.leave()
        self._release()

    def prefer(self, row: Row, rank: int) -> None:
        """Have a viewer receive a better or a smaller layer; none at all below rank 0."""
        if rank != row.rank:
            row.rank = rank
            if row in self._rows:
                self._aim(row)

    def layer_of(self, row: Row) -> int | None:
        """Which layer a viewer receives, counted among those that flow."""
        return self._usable.index(row.rendition) if row.rendition in self._usable else None

    def _aim(self, row: Row) -> None:
        """Have a row wait for the layer it is to have, unless it is there."""
        wanted = self._wanted(row)
        if row.target is not None and row.target is not wanted:
            row.target.give_up(row)
        if wanted is None:
            if row.rank < 0:
                row.leave()
        elif wanted is not row.rendition and wanted is not row.target:
            now = self._clock.time()
            if row.rendition is None:
                wanted.join(row, now)
            else:
                wanted.wait(row, now, urgent=not self._climbs(row, wanted))

    def _wanted(self, row: Row) -> Rendition | None:
        usable = [each for each in self._usable if each.stream.codec in row.payload_types]
        return usable[min(row.rank, len(usable) - 1)] if usable and row.rank >= 0 else None

    def _climbs(self, row: Row, wanted: Rendition) -> bool:
        """Whether a viewer has a picture of this source already, and only tries a better one."""
        return row.rendition in self._usable[: self._usable.index(wanted)]

    def request_keyframe(self, row: Row) -> None:
        """Ask for a keyframe of what a viewer has or waits for."""
        rendition = row.rendition or row.target
        if rendition is not None:
            rendition.stream.request_keyframe()

    def tick(self, now: float) -> None:
        """Report, and ask again for keyframes that are awaited."""
        for each in self.renditions:
            each.tick(now)
