"""Draw moving pictures from still sprites with FFmpeg's own filters, so that no imaging library is needed."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.filter.context import FilterContext
from av.filter.graph import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange

ART = Path(__file__).parent / "art"
OPAQUE, CLEAR, FINE = "yuv420p", "yuva420p", "yuva444p"


class Canvas:
    """A filter graph under construction; every layer is a stream of frames that never ends by itself.

    Positions are FFmpeg expressions in `t`, the seconds since the first frame. On a 4:2:0 layer FFmpeg rounds them to
    even pixels, which slow movement shows as jerks: FINE is for it, on small layers, as it costs three times as much.
    """

    def __init__(self, rate: int) -> None:
        self._graph = Graph()
        self._rate = rate
        self._stills: list[tuple[FilterContext, VideoFrame]] = []

    def sprite(self, name: str, *filters: tuple[str, str], form: str = CLEAR) -> FilterContext:
        """Show one file of art/, for ever, through some filters."""
        with av.open(str(ART / f"{name}.png")) as file:
            drawn = next(file.decode(video=0))
        # Players take a picture that says nothing for limited range; PNG is full range.
        still = drawn.reformat(format=form, dst_color_range=ColorRange.MPEG)
        still.pts, still.time_base = 0, Fraction(1, self._rate)
        source = self._graph.add_buffer(
            width=still.width, height=still.height, format=still.format, time_base=still.time_base
        )
        self._stills.append((source, still))
        return self.through(source, ("loop", "loop=-1:size=1"), ("setpts", "N"), *filters)

    def through(self, layer: FilterContext, *filters: tuple[str, str]) -> FilterContext:
        """Pass a layer through filters, each a name and its arguments."""
        for name, arguments in filters:
            following = self._graph.add(name, arguments)
            layer.link_to(following)
            layer = following
        return layer

    def over(
        self, base: FilterContext, top: FilterContext, x: str, y: str, *, form: str = CLEAR, when: str = "1"
    ) -> FilterContext:
        """Lay `top` on `base` at a moving place, whenever the expression `when` is not 0."""
        sampling = "yuv444" if form == FINE else "yuv420"
        both = self._graph.add("overlay", f"x='{x}':y='{y}':enable='{when}':format={sampling}")
        base.link_to(both, 0, 0)
        top.link_to(both, 0, 1)
        return both

    def in_turn(self, *layers: FilterContext) -> FilterContext:
        """Show one layer after another; all but the last must have been trimmed."""
        joined = self._graph.add("concat", f"n={len(layers)}")
        for index, layer in enumerate(layers):
            layer.link_to(joined, 0, index)
        return joined

    def frames(self, layer: FilterContext, count: int) -> Iterator[VideoFrame]:
        """Draw the first `count` frames of the finished picture."""
        sink = self._graph.add("buffersink")
        self.through(layer, ("format", "yuv420p")).link_to(sink)
        self._graph.configure()
        for source, still in self._stills:
            source.push(still)
            source.push(None)
        for _ in range(count):
            yield self._graph.vpull()
