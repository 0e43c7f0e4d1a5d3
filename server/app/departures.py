"""Browser sessions that have ended at another node: their sockets and media end here too."""

from server.app.accounts import Accounts
from server.app.media import Studio
from server.app.rooms import Rooms
from server.domain.accounts import SessionId


class Departures:
    """Ends what is left of a session, when told and when it is looked up."""

    def __init__(self, accounts: Accounts, rooms: Rooms, studio: Studio) -> None:
        """Take what goes on in sessions."""
        self._accounts = accounts
        self._rooms = rooms
        self._studio = studio

    def end(self, session: str) -> None:
        """End what goes on in a session that has ended."""
        self._accounts.forget_sessions()
        self._rooms.sign_out(session)
        self._studio.sign_out(session)

    async def recheck(self) -> None:
        """Look up whether every session in which something goes on still lasts; trust none that is remembered."""
        self._accounts.forget_sessions()
        viewers = (viewer for live in self._rooms.open_rooms() for viewer in live.feed.viewers)
        sessions = {viewer.session for viewer in viewers} | self._studio.browsers()
        for session in await self._accounts.ended({SessionId(each) for each in sessions if each}):
            self.end(session)
