"""What one worker holds, as its messages tell: known even once it can no longer be asked."""

from collections import Counter
from collections.abc import Iterator

from media.api import MediaEvent, RoomId, SessionEnded, SessionId, SourceStarted, SourceStopped


class Roster:
    """The sessions of one worker by room, with those that are being opened, and the sources that have started."""

    def __init__(self) -> None:
        self._sessions: dict[SessionId, RoomId] = {}
        self._started: dict[SessionId, SourceStarted] = {}
        self._rooms: Counter[RoomId] = Counter()

    @property
    def load(self) -> int:
        """How many sessions there are or are about to be."""
        return self._rooms.total()

    def serves(self, room: RoomId) -> bool:
        """Whether anybody of a room is here or on the way."""
        return room in self._rooms

    def expect(self, room: RoomId) -> None:
        """Count a session that has been asked for."""
        self._rooms[room] += 1

    def expect_no_more(self, room: RoomId) -> None:
        """Count it no more: it has been opened, which is counted by itself, or refused."""
        self._rooms[room] -= 1
        if not self._rooms[room]:
            del self._rooms[room]

    def opened(self, room: RoomId, session: SessionId) -> None:
        """Count a session until it ends."""
        if session not in self._sessions:
            self._sessions[session] = room
            self.expect(room)

    def heard(self, event: MediaEvent) -> None:
        """Follow what happens to sessions and sources."""
        match event:
            case SourceStarted():
                self._started[event.session] = event
            case SourceStopped():
                self._started.pop(event.session, None)
            case SessionEnded() if event.session in self._sessions:
                self.expect_no_more(self._sessions.pop(event.session))

    def last_words(self) -> Iterator[MediaEvent]:
        """What the worker would have said had it ended everything itself; afterwards there is nothing."""
        started, sessions = self._started, self._sessions
        self._started, self._sessions, self._rooms = {}, {}, Counter()
        for each in started.values():
            yield SourceStopped(room=each.room, source=each.source, session=each.session)
        for session, room in sessions.items():
            yield SessionEnded(room=room, session=session)
