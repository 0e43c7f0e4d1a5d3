"""Who sees a room's stage badly, how many they are, and when that is worth telling."""

from collections.abc import Callable, Iterable

from media.api import AudienceMeasured, Delivery, RoomId, SourceId
from media.embedded.measuring import ROUND
from media.embedded.viewer import MUCH_LOST, Viewer

NOBODY = AudienceMeasured(room=RoomId(""), viewers=0, troubled=0)


def suffers(viewer: Viewer) -> bool:
    """Whether a viewer sees a stuttering picture, or a smaller one than it wants."""
    return viewer.short or (viewer.loss or 0.0) > MUCH_LOST


def delivery(viewer: Viewer, source: SourceId | None) -> Delivery:
    """How a viewer gets the stage, or a source in preview."""
    return Delivery(
        session=viewer.key,
        source=source,
        layer=viewer.layer,
        bitrate=viewer.bitrate,
        estimate=viewer.estimate,
        loss=viewer.loss and round(viewer.loss, 3),
        round_trip=viewer.round_trip and round(viewer.round_trip, 3),
        troubled=suffers(viewer),
    )


class Audiences:
    """Looks at all who watch a stage, every two seconds; who suffers twice in a row has trouble."""

    def __init__(self, emit: Callable[[AudienceMeasured], None]) -> None:
        """Tell what is worth it by `emit`."""
        self._emit = emit
        self._suffering: set[Viewer] = set()
        self._told: dict[RoomId, AudienceMeasured] = {}
        self._due = float("-inf")

    def tick(self, now: float, stages: Iterable[tuple[RoomId, Iterable[Viewer]]]) -> None:
        """Look, if it is time to."""
        if now < self._due:
            return
        self._due = now + ROUND
        before, self._suffering, told, self._told = self._suffering, set(), self._told, {}
        for room, viewers in stages:
            everybody = list(viewers)
            suffering = {each for each in everybody if suffers(each)}
            self._suffering |= suffering
            found = AudienceMeasured(room=room, viewers=len(everybody), troubled=len(suffering & before))
            self._told[room] = found
            if found.troubled != (last := told.get(room, NOBODY)).troubled or (found.troubled and found != last):
                self._emit(found)
