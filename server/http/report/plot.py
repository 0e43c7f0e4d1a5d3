"""The plot of a report as plain geometry, for whatever draws it: who watched, and below when interest showed.

The origin is at the top left, units are those of the width and height asked for. Seconds run from left to right; how
many watched is a staircase, and each sort of interest has a lane of columns of its own, in the scale of that lane.
"""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from server.domain.report import Attention

SORTS: Final = ("question", "vote", "intent")

STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
POINTS: Final = 600
COLUMN: Final = 5.0
END: Final = 16.0

TOP: Final = 22.0
AXIS: Final = 22.0
LANE: Final = 26.0
LANE_GAP: Final = 8.0


class Tick(Struct, frozen=True):
    """A mark on an axis, and what it says; `hold` is the part of the text that stands at the mark."""

    at: float
    text: str
    hold: Literal["start", "middle", "end"] = "middle"


class Column(Struct, frozen=True):
    """A column of a lane, from its top left."""

    x: float
    y: float
    width: float
    height: float


class Lane(Struct, frozen=True):
    """One sort of interest; `base` is where its columns stand."""

    sort: str
    base: float
    count: int
    columns: Sequence[Column]


class Plot(Struct, frozen=True, kw_only=True):
    """All there is to draw. `stairs` are the corners of the curve, `floor` is where nobody watches."""

    width: float
    height: float
    left: float
    right: float
    floor: float
    stairs: Sequence[tuple[float, float]]
    people: Sequence[Tick]
    times: Sequence[Tick]
    lanes: Sequence[Lane]
    turn: float | None


class Scale(Struct, frozen=True):
    """From seconds and people to places."""

    left: float
    width: float
    seconds: int
    floor: float
    rise: float
    most: int

    def x(self, second: float) -> float:
        """Where a second begins."""
        return round(self.left + self.width * second / max(self.seconds, 1), 2)

    def y(self, people: float) -> float:
        """How high so many people are."""
        return round(self.floor - self.rise * people / self.most, 2)


def plot(attention: Attention, width: float, height: float, margin: float) -> Plot:
    """The plot of a pitch; `margin` is the room on the left for what the axis and the lanes are called."""
    lanes = len(SORTS) * (LANE + LANE_GAP)
    floor = height - lanes - AXIS
    step, most = _people(attention.most)
    scale = Scale(margin, width - margin - 1, attention.seconds, floor, floor - TOP, most)
    return Plot(
        width=width,
        height=height,
        left=scale.left,
        right=scale.left + scale.width,
        floor=floor,
        stairs=_stairs(attention.watching, scale),
        people=[Tick(scale.y(count), str(count)) for count in range(0, most + 1, step)],
        times=_times(attention.seconds, scale, room=48),
        lanes=[_lane(attention, sort, number, scale) for number, sort in enumerate(SORTS)],
        turn=scale.x(attention.turn) if attention.turn is not None and attention.turn < attention.seconds else None,
    )


def clock(second: int) -> str:
    """A second of the pitch, as 4:05 or 1:04:05."""
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _people(most: int) -> tuple[int, int]:
    """The step of the axis of people, so that there are two to four, and where it ends."""
    step = next(size * 10**power for power in range(9) for size in (1, 2, 5) if size * 10**power * 4 >= most)
    return step, max(-(-most // step), 1) * step


def _times(seconds: int, scale: Scale, room: float) -> Sequence[Tick]:
    step = next((step for step in STEPS if scale.width * step >= room * max(seconds, 1)), STEPS[-1])
    return [_time(second, scale) for second in range(0, seconds + 1, step)]


def _time(second: int, scale: Scale) -> Tick:
    """The first and one at the very end stay within the frame."""
    at = scale.x(second)
    late = at > scale.left + scale.width - END
    return Tick(at, clock(second), "end" if late else "middle" if second else "start")


def _stairs(watching: Sequence[int], scale: Scale) -> Sequence[tuple[float, float]]:
    """Where there are more seconds than anybody could see apart, the busiest of each stretch stands for it."""
    stretch = -(-len(watching) // POINTS) or 1
    corners: list[tuple[float, float]] = []
    for begin in range(0, len(watching), stretch):
        end, y = min(begin + stretch, len(watching)), scale.y(max(watching[begin : begin + stretch]))
        if corners and corners[-1][1] == y:
            corners[-1] = (scale.x(end), y)
        else:
            corners += [(scale.x(begin), y), (scale.x(end), y)]
    return corners


def _lane(attention: Attention, sort: str, number: int, scale: Scale) -> Lane:
    base = scale.floor + AXIS + number * (LANE + LANE_GAP) + LANE
    stretch = max(attention.seconds / max(scale.width // COLUMN, 1), 1)
    counts: dict[int, int] = {}
    for sign in attention.signs:
        if sign.sort == sort:
            counts[int(sign.second / stretch)] = counts.get(int(sign.second / stretch), 0) + 1
    most = max(counts.values(), default=1)
    columns = [_column(scale, base, place * stretch, count / most) for place, count in sorted(counts.items())]
    return Lane(sort, base, sum(counts.values()), columns)


def _column(scale: Scale, base: float, second: float, share: float) -> Column:
    height = round((LANE - 4) * (0.3 + 0.7 * share), 2)
    return Column(scale.x(second), base - height, COLUMN - 1.5, height)
