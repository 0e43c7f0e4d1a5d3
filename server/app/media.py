"""Who may publish and watch, and whose picture the stage shows: the control plane's side of the media plane."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

import structlog
from msgspec import Struct, convert

from media.api import (
    Answer,
    AudienceMeasured,
    Delivery,
    MediaError,
    MediaEvent,
    MediaPlane,
    Quality,
    RoomId,
    SessionEnded,
    SessionId,
    SourceId,
    SourceMeasured,
    SourceStarted,
    SourceStopped,
    WorkerEnded,
    WorkerStarted,
)
from server.app.feed import NOTHING_MEASURED
from server.app.recent import Recent
from server.app.rooms import Rooms
from server.app.wire import Arrival, Audience, Figures, Media
from server.domain.erasure import PersonErased
from server.domain.messages import Actor, Entry, PersonId, RoadshowId, Role, SeatId
from server.domain.people import PersonRemoved, SeatReassigned
from server.domain.rules import OVERSEEING, PRESENTING
from server.domain.state import Roadshow
from server.errors import (
    Forbidden,
    Invalid,
    Malformed,
    Missing,
    RoadshowError,
    TooLarge,
    TooMany,
    Unavailable,
    Unmatched,
)

__all__ = ["Answer", "Delivery", "Holder", "Quality", "Studio"]

LEFT: Final = 1000
"""Browser sessions that ended lately, more than media sessions are opened at once."""

logger = structlog.get_logger()

T = TypeVar("T")
Asked = Awaitable[Answer]
Work = Coroutine[Any, Any, None]

REFUSALS: Final[dict[str, type[RoadshowError]]] = {
    "offer_malformed": Malformed,
    "offer_unsupported": Invalid,
    "offer_too_large": TooLarge,
    "session_unknown": Missing,
    "ice_stale": Unmatched,
    "plane_full": Unavailable,
    "plane_unavailable": Unavailable,
}


SESSIONS: Final = 20
"""Media sessions of one seat at a time: as many pages as it may have, and some that are gone without a word."""
SESSIONS_OVERSEEING: Final = 100
"""Who oversees the show previews every source of a room on each page."""


class Holder(Struct, frozen=True):
    """Whose a media session is; `browser` is the session it was opened from, empty for an encoder.

    `token` is the digest of an encoder's token, empty for a browser; `watches` says that it receives the stage.
    """

    roadshow: RoadshowId
    person: PersonId
    seat: SeatId
    browser: str
    token: bytes
    role: Role
    watches: bool


class Studio:
    """Authorizes publishers and viewers, and keeps the plane's stage in step with the log."""

    def __init__(self, plane: MediaPlane, rooms: Rooms) -> None:
        """Follow the rooms from now on."""
        self._plane = plane
        self._rooms = rooms
        self._holders: dict[SessionId, Holder] = {}
        self._opening: Counter[SeatId] = Counter()
        self._left: Recent[str, int] = Recent(LEFT)
        self._sources: dict[RoadshowId, dict[SeatId, SessionId]] = {}
        self._figures: dict[RoadshowId, Figures] = {}
        self._staged: dict[RoadshowId, SeatId | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        rooms.follow(self._followed)

    def start(self) -> None:
        """Begin to listen to the plane."""
        self._spawn(self._listen())

    async def close(self) -> None:
        """Stop listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def publish(
        self, roadshow: RoadshowId, actor: Actor, offer: str, browser: str = "", token: bytes = b""
    ) -> Answer:
        """Answer a WHIP offer of a presenter's or organizer's seat."""
        actor = await self._rooms.acting(roadshow, actor, PRESENTING)
        ask = partial(self._plane.publish, _room(roadshow), SourceId(actor.seat), offer)
        return await self._held(roadshow, actor, browser, token, ask)

    async def view(
        self,
        roadshow: RoadshowId,
        actor: Actor,
        source: SeatId | None,
        offer: str,
        browser: str = "",
        token: bytes = b"",
    ) -> Answer:
        """Answer a WHEP offer for the stage, or a preview: of any seat for who oversees the show, else one's own."""
        actor = await self._rooms.acting(roadshow, actor)
        if source is not None and actor.role not in OVERSEEING and source != actor.seat:
            raise Forbidden("forbidden")
        wanted = SourceId(source) if source is not None else None
        ask = partial(self._plane.view, _room(roadshow), wanted, offer)
        return await self._held(roadshow, actor, browser, token, ask, watches=source is None)

    def require(self, actor: Actor, session: str) -> SessionId:
        """A session of one's own seat; Missing for any other."""
        holder = self._holders.get(SessionId(session))
        if holder is None or holder.seat != actor.seat:
            raise Missing("session_missing")
        return SessionId(session)

    async def restart(self, actor: Actor, session: str, fragment: str, ice: tuple[str, ...] | None) -> Answer | None:
        """Restart ICE of one's own session, or take its candidates; see `MediaPlane.restart`."""
        return await _asked(self._plane.restart(self.require(actor, session), fragment, ice))

    async def limit(self, actor: Actor, session: str, quality: Quality) -> None:
        """See `MediaPlane.limit`; for one's own session."""
        await _asked(self._plane.limit(self.require(actor, session), quality))

    async def end(self, actor: Actor, session: str) -> None:
        """End a session of one's own seat; Missing for any other."""
        await self._end(self.require(actor, session))

    def renew_encoder(self, seat: SeatId) -> None:
        """End what was opened from a seat with an encoder token that has stopped working."""
        self._dismiss(lambda holder: holder.seat == seat and not holder.browser)

    def end_encoder(self, token: bytes) -> None:
        """End what was opened by an encoder's token of this digest."""
        self._dismiss(lambda holder: holder.token == token)

    def sign_out(self, browser: str) -> None:
        """End what a browser session opened that has ended itself."""
        self._left.put(browser, (self._left.get(browser) or 0) + 1)
        self._dismiss(lambda holder: holder.browser == browser)

    def remove(self, roadshow: RoadshowId) -> None:
        """End all media of a roadshow that is about to be deleted."""
        self._dismiss(lambda holder: holder.roadshow == roadshow)
        self._spawn(self._stage(roadshow, None))
        self._staged.pop(roadshow, None)

    @property
    def works(self) -> bool:
        """Whether a media worker serves."""
        return bool(self._plane.workers)

    async def counters(self) -> Mapping[int, Mapping[str, int]]:
        """What the media plane's workers have counted."""
        return await self._plane.counters_by_worker()

    async def deliveries(self, roadshow: RoadshowId) -> list[tuple[Holder, Delivery]]:
        """How everybody who watches gets the picture, and whose session it is."""
        found = await self._plane.deliveries(_room(roadshow))
        return [(self._holders[each.session], each) for each in found if each.session in self._holders]

    def browsers(self) -> set[str]:
        """The browser sessions in which something is published or watched."""
        return {holder.browser for holder in self._holders.values() if holder.browser}

    def tokens(self) -> set[bytes]:
        """The digests of the encoders' tokens by which something is published or watched."""
        return {holder.token for holder in self._holders.values() if holder.token}

    def sources(self, roadshow: RoadshowId) -> Sequence[SeatId]:
        """The seats that publish now."""
        return sorted(self._sources.get(roadshow, {}))

    def audience(self, roadshow: RoadshowId) -> Sequence[Holder]:
        """Who receives the stage now, as many times as they do."""
        return [holder for holder in self._holders.values() if holder.watches and holder.roadshow == roadshow]

    async def _held(
        self,
        roadshow: RoadshowId,
        actor: Actor,
        browser: str,
        token: bytes,
        ask: Callable[[], Asked],
        *,
        watches: bool = False,
    ) -> Answer:
        """Remember whose session the plane has opened, unless its right went while the plane was at it.

        Raises TooMany where the seat has as many as it may.
        """
        self._refuse_more(actor)
        before = self._left.get(browser)
        self._opening[actor.seat] += 1
        try:
            answer = await _asked(ask())
        finally:
            # Keeps no seat of which nothing is being opened.
            self._opening -= Counter((actor.seat,))
        self._holders[answer.session] = Holder(
            roadshow, actor.person, actor.seat, browser, token, role=actor.role, watches=watches
        )
        try:
            unchanged = await self._rooms.acting(roadshow, actor) == actor and self._left.get(browser) == before
        except Forbidden:
            unchanged = False
        if not unchanged:
            await self._end(answer.session)
            raise Forbidden("forbidden")
        return answer

    def _refuse_more(self, actor: Actor) -> None:
        held = sum(holder.seat == actor.seat for holder in self._holders.values()) + self._opening[actor.seat]
        most = SESSIONS_OVERSEEING if actor.role in OVERSEEING else SESSIONS
        if held >= most:
            raise TooMany("seat_media_full", f"at most {most} at once", after=10)

    async def _end(self, session: SessionId) -> None:
        self._holders.pop(session, None)
        await _asked(self._plane.end(session))

    def _followed(self, roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
        if not entries:
            self._staged.setdefault(roadshow, None)
            self._spawn(self._announce(roadshow))
        if self._staged.get(roadshow) != state.stage.seat:
            self._staged[roadshow] = state.stage.seat
            self._spawn(self._stage(roadshow, state.stage.seat))
        for entry in entries:
            if isinstance(entry.event, PersonRemoved | PersonErased):
                self._dismiss(partial(_belongs, roadshow, person=entry.event.person))
            elif isinstance(entry.event, SeatReassigned):
                self._dismiss(partial(_belongs, roadshow, seat=entry.event.seat))

    def _dismiss(self, whose: Callable[[Holder], bool]) -> None:
        for session in [session for session, holder in self._holders.items() if whose(holder)]:
            self._spawn(self._end(session))

    async def _stage(self, roadshow: RoadshowId, seat: SeatId | None) -> None:
        await self._plane.put_on_stage(_room(roadshow), SourceId(seat) if seat else None)

    async def _listen(self) -> None:
        async for event in self._plane.events():
            self._heard(event)

    def _heard(self, event: MediaEvent) -> None:
        if isinstance(event, WorkerStarted | WorkerEnded):
            for live in self._rooms.open_rooms():
                self._spawn(self._announce(live.room.roadshow))
        elif isinstance(event, SessionEnded):
            self._holders.pop(event.session, None)
        elif isinstance(event, SourceMeasured | AudienceMeasured):
            self._measure(RoadshowId(event.room), event)
        else:
            self._note(event)
            self._spawn(self._announce(RoadshowId(event.room)))

    def _note(self, event: SourceStarted | SourceStopped) -> None:
        roadshow, seat = RoadshowId(event.room), SeatId(event.source)
        sources = self._sources.setdefault(roadshow, {})
        if isinstance(event, SourceStarted):
            sources[seat] = event.session
        elif sources.get(seat) == event.session:
            del sources[seat]
            figures = self._figures.get(roadshow, NOTHING_MEASURED)
            left = {each: arrival for each, arrival in figures.sources.items() if each != seat}
            self._figures[roadshow] = Figures(sources=left, audience=figures.audience)

    def _measure(self, roadshow: RoadshowId, event: SourceMeasured | AudienceMeasured) -> None:
        """Figures are of those who publish; what comes after its source's end is of nobody."""
        sources, audience = (figures := self._figures.get(roadshow, NOTHING_MEASURED)).sources, figures.audience
        if isinstance(event, AudienceMeasured):
            audience = convert(event, Audience, from_attributes=True)
        elif self._sources.get(roadshow, {}).get(SeatId(event.source)) == event.session:
            sources = {**sources, SeatId(event.source): convert(event, Arrival, from_attributes=True)}
        self._figures[roadshow] = Figures(sources=sources, audience=audience)
        self._spawn(self._tell_figures(roadshow))

    async def _tell_figures(self, roadshow: RoadshowId) -> None:
        if not self._rooms.writes(roadshow):
            return
        live = await self._rooms.live(roadshow)
        live.feed.set_figures(self._figures.get(roadshow, NOTHING_MEASURED))

    async def _announce(self, roadshow: RoadshowId) -> None:
        if not self._rooms.writes(roadshow):
            return
        live = await self._rooms.live(roadshow)
        live.feed.set_media(Media(workers=list(self._plane.workers), sources=list(self.sources(roadshow))))
        figures = self._figures.get(roadshow, NOTHING_MEASURED)
        if figures != live.feed.figures:
            live.feed.set_figures(figures)

    def _spawn(self, work: Work) -> None:
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _asked(asked: Awaitable[T]) -> T:
    """What the plane answers, or its refusal as one of ours."""
    try:
        return await asked
    except MediaError as error:
        raise _refusal(error) from error


async def _logged(work: Work) -> None:
    try:
        await work
    except (MediaError, RoadshowError) as error:
        logger.warning("media.refused", error=str(error))
    except Exception:
        logger.exception("media.failed")


def _belongs(
    roadshow: RoadshowId, holder: Holder, *, person: PersonId | None = None, seat: SeatId | None = None
) -> bool:
    return holder.roadshow == roadshow and (holder.person == person or holder.seat == seat)


def _room(roadshow: RoadshowId) -> RoomId:
    return RoomId(roadshow)


def _refusal(error: MediaError) -> RoadshowError:
    kind = REFUSALS[error.reason]
    return kind("session_missing" if error.reason == "session_unknown" else error.reason, error.detail)
