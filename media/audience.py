"""How many watch a room in all, from what each worker says of its own viewers."""

from collections import defaultdict
from collections.abc import Iterator

from media.api import AudienceMeasured, RoomId


class Audience:
    """The last word of each worker's place on each room."""

    def __init__(self) -> None:
        self._said: defaultdict[RoomId, dict[int, AudienceMeasured]] = defaultdict(dict)

    def add(self, place: int, event: AudienceMeasured) -> AudienceMeasured:
        """Take a worker's word, and say how many watch in all."""
        self._said[event.room][place] = event
        return self._total(event.room)

    def forget(self, place: int, room: RoomId) -> Iterator[AudienceMeasured]:
        """Say how many are left, where a worker whose viewers have all left had had any."""
        if self._said.get(room, {}).pop(place, None) is not None:
            yield self._total(room)
            if not self._said[room]:
                del self._said[room]

    def lose(self, place: int) -> Iterator[AudienceMeasured]:
        """Say how many are left in each room of a worker that is gone."""
        for room in tuple(self._said):
            yield from self.forget(place, room)

    def _total(self, room: RoomId) -> AudienceMeasured:
        said = self._said[room].values()
        return AudienceMeasured(
            room=room, viewers=sum(each.viewers for each in said), troubled=sum(each.troubled for each in said)
        )
