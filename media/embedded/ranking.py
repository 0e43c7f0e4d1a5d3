"""Putting the layers of a picture in order of quality, which no signalling tells."""

from collections.abc import Sequence

from media.embedded.stream import Stream

# LiveKit and mediasoup, this project's pages, and OBS, whose first is the best.
_HABITS = ({"q": 0, "h": 1, "f": 2}, {"l": 0, "m": 1, "h": 2}, {"2": 0, "1": 1, "0": 2})


def ranked(streams: Sequence[Stream]) -> tuple[Stream, ...]:
    """Return the lowest quality first: by height where all have shown one of their own, else by what names tell.

    Layers of one height, as of a shared screen, differ in frame rate, which only their names tell in time.
    """
    heights = {each.height for each in streams}
    if 0 not in heights and len(heights) == len(streams):
        return tuple(sorted(streams, key=lambda stream: stream.height))
    ranks = _ranks([each.rid for each in streams])
    return tuple(sorted(streams, key=lambda stream: ranks[stream.rid]))


def _ranks(rids: Sequence[str]) -> dict[str, int]:
    """RFC 8853 section 5.2: the offer's order is one of preference, so without a habit the first is the best."""
    habit = next((habit for habit in _HABITS if habit.keys() >= set(rids)), None)
    return habit or {rid: -at for at, rid in enumerate(rids)}
