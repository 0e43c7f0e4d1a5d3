"""Recovery without I/O: which way a viewer is brought from the picture it holds to the one of now.

A tape keeps the recent states at the seqs that frames have ended on, which are the only ones a viewer can stand at.
Persistent maps make an old state nearly free. A viewer behind the tape's reach, or of another epoch, gets a snapshot.
"""

from collections import deque
from collections.abc import Sequence
from itertools import chain, islice
from typing import Final

from server.domain.messages import Entry
from server.domain.roadshow import evolve
from server.domain.state import Roadshow
from server.domain.visibility import Shift

REACH: Final = 500


class Tape:
    """What was published of a roadshow, and the recent way there."""

    def __init__(self, state: Roadshow) -> None:
        """Begin at a state, with nothing before it."""
        self.state = state
        self._steps: deque[Shift] = deque()
        self._length = 0

    def replay(self, entries: Sequence[Entry]) -> None:
        """Publish what a log already holds, entry by entry, so that a viewer of before a restart is met wherever."""
        for entry in entries:
            self.extend((entry,), evolve(self.state, entry))

    @property
    def seq(self) -> int:
        """The last seq that was published."""
        return self.state.seq

    def extend(self, entries: Sequence[Entry], state: Roadshow, states: Sequence[Roadshow] = ()) -> Shift:
        """Publish: the entries must begin at `seq` + 1 and the state must include them; `states` as in Shift."""
        if entries[0].seq != self.seq + 1 or entries[-1].seq != state.seq:
            raise ValueError(f"{entries[0].seq} to {entries[-1].seq} does not follow {self.seq}")
        step = Shift(self.state, state, entries, states)
        self._steps.append(step)
        self._length += len(entries)
        while self._length > REACH and len(self._steps) > 1:
            self._length -= len(self._steps.popleft().entries)
        self.state = state
        return step

    def since(self, seq: int) -> Shift | None:
        """The way from `seq` to now; None where it must be a snapshot."""
        if seq == self.seq:
            return Shift(self.state, self.state, ())
        steps = [step for step in self._steps if step.before.seq >= seq]
        if not steps or steps[0].before.seq != seq:
            return None
        entries = tuple(chain.from_iterable(step.entries for step in steps))
        states = tuple(chain.from_iterable(step.states for step in steps)) if all(step.states for step in steps) else ()
        return Shift(steps[0].before, self.state, entries, states) if len(entries) <= REACH else None


class Reel:
    """What is read of a log while it is opened; of all but its end only the state is kept, and nothing done twice."""

    def __init__(self) -> None:
        """Begin before the first entry."""
        self._state = Roadshow()
        self._pages: deque[tuple[Roadshow, Sequence[Entry]]] = deque()

    def take(self, entries: Sequence[Entry], state: Roadshow) -> None:
        """Take the next page, and the state that includes it."""
        self._pages.append((self._state, entries))
        self._state = state
        while sum(len(page) for _, page in islice(self._pages, 1, None)) >= REACH:
            self._pages.popleft()

    def tape(self) -> Tape:
        """A tape that reaches back as far as tapes do."""
        tape = Tape(self._pages[0][0] if self._pages else self._state)
        for _, entries in self._pages:
            tape.replay(entries)
        return tape
