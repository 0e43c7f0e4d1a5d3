"""What ends with a browser session or an encoder's token, however it ended: taken, by its time, at another node."""

import asyncio
from typing import Final

import structlog

from server.app.accounts import Accounts
from server.app.encoders import Encoders
from server.app.media import Studio
from server.app.rooms import Rooms
from server.domain.accounts import SessionId

EVERY: Final = 10.0

logger = structlog.get_logger()


class Departures:
    """Ends what is left of a session or a token, when told and when it is looked up."""

    def __init__(
        self, accounts: Accounts, encoders: Encoders, rooms: Rooms, studio: Studio, *, shared: bool = False
    ) -> None:
        """End it from now on where sessions end here; `shared` says that other processes end them too."""
        self._accounts = accounts
        self._encoders = encoders
        self._rooms = rooms
        self._studio = studio
        self._shared = shared
        self._task: asyncio.Task[None] | None = None
        accounts.on_session_ended(rooms.sign_out)
        accounts.on_session_ended(studio.sign_out)

    def start(self) -> None:
        """Begin to look every few seconds."""
        self._task = asyncio.create_task(self._work(), name="departures")

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def end(self, session: str) -> None:
        """End what goes on in a session that has ended unheard of by this process."""
        self._accounts.forget_sessions()
        self._rooms.sign_out(session)
        self._studio.sign_out(session)

    async def recheck(self) -> None:
        """Look up whether every session in which something goes on still lasts.

        None that is remembered is trusted where another process may have ended it.
        """
        await self._accounts.write_down()
        if self._shared:
            self._accounts.forget_sessions()
        viewers = (viewer for live in self._rooms.open_rooms() for viewer in live.feed.viewers)
        sessions = {viewer.session for viewer in viewers} | self._studio.browsers()
        for session in await self._accounts.ended({SessionId(each) for each in sessions if each}):
            logger.info("session.over", session=session)
            self.end(session)

    async def recheck_encoders(self) -> None:
        """Look up whether every token by which media are sent still lets in."""
        for token in await self._encoders.over(self._studio.tokens()):
            self._studio.end_encoder(token)

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.recheck()
                await self.recheck_encoders()
            except Exception as error:
                logger.warning("departures.failed", error=str(error))
