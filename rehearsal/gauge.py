"""What is looked at once a second: how late changes and acknowledgements came, and what gave way first."""

from collections import Counter

from rehearsal.acts import Acts
from rehearsal.card import Moment, gave_way
from rehearsal.pictures import Pictures
from rehearsal.spread import Spread
from rehearsal.viewers import Crowd

WRONG = ("gap", "altered", "missed", "malformed")
BEHIND = (4000, 4008)
OVERLOAD = frozenset({"inbox_full", "storage_full", "plane_full", "internal"})


class Gauge:
    """Watches a crowd; `lags` and `recorded` are of the whole rehearsal, `first` is when something gave way first."""

    def __init__(self, crowd: Crowd, acts: Acts, pictures: Pictures) -> None:
        """Begin at second 0 and phase 0."""
        self._crowd, self._acts, self._pictures = crowd, acts, pictures
        self.second = self.phase = self.most = 0
        self.lags, self.recorded = Spread(), Spread()
        self.lag, self.answer = Spread(), Spread()
        self.intents = self.best = 0
        self.first: Moment | None = None
        self.what = ""
        self._before: Counter[str] = Counter()

    def look(self, own_delay: float) -> None:
        """Take in what came since the last look; `own_delay` is by how many ms this one is late."""
        self.second += 1
        intents = self._acts.spreads["intent"].take()
        self.lag, self.answer = self._crowd.lags.take(), intents
        self.lags, self.recorded = Spread.of([self.lags, self.lag]), Spread.of([self.recorded, intents])
        self.intents, self.best = intents.count, max(self.best, intents.count)
        connected = self._crowd.connected
        self.most = max(self.most, connected)
        counted = self._counted()
        new, self._before = counted - self._before, counted
        moment = Moment(
            second=self.second,
            phase=self.phase,
            viewers=connected,
            broadcast=self.lag.at(0.99),
            recording=self.answer.at(0.99),
            own_delay=own_delay,
            first_frame=self._pictures.first_frames.at(1),
            **{name: new[name] for name in ("wrong", "absent", "laggards", "refused", "media_failed")},
        )
        if self.first is None and (what := gave_way(moment)):
            self.first, self.what = moment, what

    def _counted(self) -> Counter[str]:
        faults, closed = self._crowd.faults, self._crowd.closed
        return Counter(
            wrong=sum(faults[name] for name in WRONG),
            absent=faults["absent"],
            laggards=sum(closed[code] for code in BEHIND),
            refused=sum(count for code, count in self._acts.refusals.items() if code in OVERLOAD)
            + self._acts.late
            + self._acts.unsent,
            media_failed=len(self._pictures.failures) + self._pictures.missing,
        )
