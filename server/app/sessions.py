"""The browsers in which somebody is signed in, as that person sees and ends them."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from server.app.accounts import Accounts
from server.app.secrets import digest
from server.domain.accounts import SESSION_LASTS, Session, SessionId
from server.errors import Missing
from server.ports import AccountStore, Clock, Ids


class Renewed(Struct, frozen=True, kw_only=True):
    """A session's new secret, and when the browser may forget it."""

    secret: str
    expires_at: datetime


class Sessions:
    """Lists and ends sessions of the persons of one browser, for whoever has that browser."""

    def __init__(self, accounts: Accounts, store: AccountStore, clock: Clock, ids: Ids) -> None:
        """Take who knows the sessions in use, and where all are kept."""
        self._accounts = accounts
        self._store = store
        self._clock = clock
        self._ids = ids

    async def all(self, secret: str | None) -> Sequence[Session]:
        """Every session that lasts and holds somebody of this browser: its own first, then the last used."""
        own, at = await self._accounts.session(secret), self._clock.now()
        found = await self._store.sessions_of(own.persons)
        others = [one for one in found if one.id != own.id and at < self._accounts.ends_at(one)]
        return [own, *others]

    async def end(self, secret: str | None, which: SessionId) -> None:
        """Sign this browser's persons out of another session of theirs; raises Missing."""
        own, *others = await self.all(secret)
        if not (ended := [one for one in others if one.id == which]):
            raise Missing("browser_missing")
        await self._end(own, ended)

    async def end_others(self, secret: str | None) -> Sequence[Session]:
        """Sign this browser's persons out everywhere else; where they were. Their encoders' tokens let in no more."""
        own, *others = await self.all(secret)
        await self._store.take_encoders(own.persons)
        await self._end(own, others)
        return others

    async def _end(self, own: Session, ended: Sequence[Session]) -> None:
        """Who is in such a session besides stays in it, but what goes on there has to begin anew."""
        for one in ended:
            await self._store.leave_session(one.id, own.persons)
            self._accounts.end(one.id)

    async def renew(self, secret: str | None) -> Renewed:
        """Let this browser's session last from now, under another secret; the one before is worth nothing."""
        own, at = await self._accounts.session(secret), self._clock.now()
        made = Renewed(secret=self._ids.secret(), expires_at=at + SESSION_LASTS)
        await self._store.renew_session(own.id, digest(made.secret), at, made.expires_at)
        self._accounts.drop(secret)
        return made
