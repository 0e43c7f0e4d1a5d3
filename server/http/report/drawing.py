"""The plot and the bars of a report on paper, where y grows upwards."""

from reportlab.platypus import Flowable

from server.http.report.paper import ACCENT, FAINT, FONT, HAIR, SOFT, WASH, WIDTH, printable
from server.http.report.plot import Lane, Plot
from server.http.report.told import Group, Told


class Drawing(Flowable):
    """Who watched, and when interest showed."""

    def __init__(self, plot: Plot, told: Told) -> None:
        """Take the geometry, which is in points, and what its parts are called."""
        super().__init__()
        self.width, self.height = plot.width, plot.height
        self._plot = plot
        self._told = told

    def draw(self) -> None:
        """Axes first, so that the curve lies over them."""
        self._axes()
        self._curve()
        self._turn()
        for lane in self._plot.lanes:
            self._lane(lane)

    def _axes(self) -> None:
        plot = self._plot
        self._say(0, 10, self._told.words.watching)
        for tick in plot.people:
            self._rule(tick.at)
            self._number(tick.at + 3, tick.text)
        self.canv.setFillColor(FAINT)
        canvas = self.canv
        writers = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
        for tick in plot.times:
            writers[tick.hold](tick.at, self._up(plot.floor + 13), tick.text)

    def _curve(self) -> None:
        plot, canvas = self._plot, self.canv
        if not plot.stairs:
            return
        area, line = canvas.beginPath(), canvas.beginPath()
        area.moveTo(plot.left, self._up(plot.floor))
        line.moveTo(plot.stairs[0][0], self._up(plot.stairs[0][1]))
        for x, y in plot.stairs:
            area.lineTo(x, self._up(y))
            line.lineTo(x, self._up(y))
        area.lineTo(plot.stairs[-1][0], self._up(plot.floor))
        canvas.setFillColor(WASH)
        canvas.drawPath(area, stroke=0, fill=1)
        canvas.setStrokeColor(ACCENT)
        canvas.setLineWidth(1)
        canvas.drawPath(line)

    def _turn(self) -> None:
        plot, canvas = self._plot, self.canv
        if plot.turn is None:
            return
        canvas.setStrokeColor(FAINT)
        canvas.setLineWidth(0.5)
        canvas.setDash(2, 3)
        canvas.line(plot.turn, 0, plot.turn, self._up(2))
        canvas.setDash()
        far = plot.turn > plot.width * 0.75
        write = canvas.drawRightString if far else canvas.drawString
        canvas.setFillColor(FAINT)
        canvas.setFont(FONT, 8)
        write(plot.turn + (-4 if far else 4), self._up(10), printable(self._told.words.turn))

    def _lane(self, lane: Lane) -> None:
        self._rule(lane.base)
        self._say(0, lane.base - 4, self._told.sorts[lane.sort])
        self._number(lane.base - 4, str(lane.count))
        self.canv.setFillColor(ACCENT)
        for column in lane.columns:
            self.canv.rect(column.x, self._up(lane.base), column.width, column.height, stroke=0, fill=1)

    def _rule(self, y: float) -> None:
        self.canv.setStrokeColor(HAIR)
        self.canv.setLineWidth(0.5)
        self.canv.line(self._plot.left, self._up(y), self._plot.right, self._up(y))

    def _say(self, x: float, y: float, words: str) -> None:
        self.canv.setFont(FONT, 8.5)
        self.canv.setFillColor(SOFT)
        self.canv.drawString(x, self._up(y), printable(words))

    def _number(self, y: float, words: str) -> None:
        self.canv.setFont(FONT, 8)
        self.canv.setFillColor(FAINT)
        self.canv.drawRightString(self._plot.left - 6, self._up(y), words)

    def _up(self, y: float) -> float:
        return self._plot.height - y


class Bars(Flowable):
    """Counts as bars beside their labels."""

    ROW = 15.0
    LABELS = 150.0

    def __init__(self, group: Group) -> None:
        """Take the counts."""
        super().__init__()
        self.width, self.height = WIDTH, self.ROW * len(group.bars)
        self._bars = group.bars

    def draw(self) -> None:
        """From the top down."""
        longest = WIDTH - self.LABELS - 30
        for number, bar in enumerate(self._bars, start=1):
            y = self.height - number * self.ROW + 4
            self.canv.setFont(FONT, 9)
            self.canv.setFillColor(SOFT)
            self.canv.drawString(0, y, printable(bar.label))
            self.canv.drawString(self.LABELS + longest * bar.share + 6, y, str(bar.count))
            self.canv.setFillColor(ACCENT)
            self.canv.rect(self.LABELS, y, longest * bar.share, 6.5, stroke=0, fill=1)
