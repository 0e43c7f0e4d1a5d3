"""Which layers of a picture flow: a browser stops those it has no bandwidth for, and tells nobody.

A layer is judged by its siblings, for all are made of the same frames: only where those go on is one that does not
missed, after longer than it usually pauses. So a picture that stands still, or arrives in bursts, loses no layer.
"""

from collections.abc import Iterable

from media.embedded.stream import Stream

LOOK = 0.1
"""Seconds between two looks."""
SEVERAL = 2
"""Looks in a row that found something of a sibling and nothing of a layer, before that layer may have stopped."""


class Flow:
    """Looks at the layers of one picture from time to time, so that their packets cost nothing more."""

    def __init__(self, streams: Iterable[Stream], now: float) -> None:
        layers = tuple(streams)
        begun = any(each.arrived >= 0 for each in layers)
        # How many looks in a row have missed each; where nothing has come yet, none is late.
        self._missed = dict.fromkeys(layers, SEVERAL if begun else 0)
        self._looked = now

    def look(self, now: float) -> None:
        """Note what has come since the last look."""
        came = {each for each in self._missed if each.arrived >= self._looked}
        if came:
            self._missed = {each: 0 if each in came else missed + 1 for each, missed in self._missed.items()}
        self._looked = now

    @property
    def flowing(self) -> tuple[Stream, ...]:
        """Those that flow, the smallest first; all where nothing has come from any."""
        newest = max((each.arrived for each in self._missed), default=0.0)
        return tuple(
            each for each, missed in self._missed.items() if missed < SEVERAL or newest - each.arrived < each.patience
        )
