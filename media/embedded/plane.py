"""The forwarder of one worker: opens sessions for offers, ends them, and keeps each room's stage."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Iterator

from media.api import (
    Answer,
    Delivery,
    IceStale,
    MediaEvent,
    PlaneFull,
    Quality,
    RoomId,
    SessionEnded,
    SessionId,
    SessionUnknown,
    SourceId,
    SourceStarted,
    SourceStopped,
)
from media.embedded import answer, fragment, ice, negotiation, sdp
from media.embedded.audience import Audiences, delivery
from media.embedded.codecs import Kind
from media.embedded.datagrams import Rung
from media.embedded.dtls import Identity, SecureLink
from media.embedded.exchange import Exchange
from media.embedded.fanout import Fanout
from media.embedded.feed import Feed
from media.embedded.ingest import Publisher
from media.embedded.inlet import RelayedSource
from media.embedded.ladder import open_batch
from media.embedded.measuring import Rounds
from media.embedded.ports import open_ports
from media.embedded.room import Room
from media.embedded.session import Session
from media.embedded.tcp import TcpPort
from media.embedded.viewer import Viewer, census
from media.settings import MediaSettings

TICK = 0.5
"""Seconds between two rounds of reports."""
FIRST_CHECK = 10.0
"""Seconds an answered offer may wait for its peer's first check."""


class Forwarder:
    """Everything a worker forwards, on the event loop it was opened in."""

    def __init__(self, settings: MediaSettings, emit: Callable[[MediaEvent], None], worker: int = 0) -> None:
        self._settings = settings
        self._worker = worker
        self._emit = emit
        self._loop = asyncio.get_running_loop()
        self._identity = Identity()
        self._sessions: dict[SessionId, Session] = {}
        self._rooms: dict[RoomId, Room] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._counters: Counter[str] = Counter()
        udp, tcp = open_ports(settings.host, settings.port)
        self._port = ice.UdpPort(udp, self._loop.time, self._counters)
        self._tcp = TcpPort(tcp, self._port, self._counters, self._loop)
        self._rounds = Rounds(emit)
        self._audiences = Audiences(emit)
        self._batch = open_batch(self._port.sock, self._counters)
        self._fanout = Fanout(self._batch)
        self._port.after_burst = self._fanout.flush
        self._exchange = Exchange(self._fanout, self._counters, self, self._relayed)
        self._loop.add_reader(self._port.sock, self._port.drain)
        self._timer = self._loop.call_later(TICK, self._tick)

    @property
    def port(self) -> int:
        """The number of the UDP and TCP ports everything goes through."""
        return self._port.number

    @property
    def rung(self) -> Rung:
        """How datagrams leave at present."""
        return self._batch.rung

    async def publish(self, room: RoomId, source: SourceId, offer: str) -> Answer:
        """See `media.api.MediaPlane.publish`."""
        agreement = negotiation.for_publisher(sdp.parse(offer))
        present = self._rooms[room].publishers.get(source) if room in self._rooms else None
        replaced = present if isinstance(present, Publisher) else None
        self._require_space(room, replaced)
        if replaced is not None:
            await self._end(replaced)
        peer, link, key = self._connect(client=agreement.client)
        publisher = Publisher(
            key,
            room,
            peer,
            link,
            self._counters,
            source=source,
            clock=self._loop,
            bitrate=self._settings.source_bitrate,
        )
        publisher.agree(agreement)
        publisher.on_started = self._started
        self._room(room).publishers[source] = publisher
        self._begin(publisher, agreement, offer)
        return Answer(session=key, sdp=answer.write(agreement, self._terms(peer)), ice=peer.ufrag)

    async def view(self, room: RoomId, source: SourceId | None, offer: str) -> Answer:
        """See `media.api.MediaPlane.view`."""
        agreement = negotiation.for_viewer(sdp.parse(offer))
        self._require_space(None, None)
        peer, link, key = self._connect(client=agreement.client)
        feed = self._room(room).feed(source)
        viewer = Viewer(key, room, peer, link, self._counters, feed=feed)
        viewer.agree(agreement)
        feed.viewers.add(viewer)
        self._begin(viewer, agreement, offer)
        ssrcs = {kind: (track.ssrc, track.repair_ssrc) for kind, track in feed.tracks.items()}
        return Answer(session=key, sdp=answer.write(agreement, self._terms(peer), ssrcs), ice=peer.ufrag)

    async def put_on_stage(self, room: RoomId, source: SourceId | None) -> None:
        """See `media.api.MediaPlane.put_on_stage`."""
        self._room(room).put_on_stage(source)
        self._forget_vacant(room)

    async def listen(self, path: str) -> None:
        """Let other workers follow the rooms that are at home here; `path` is that of a Unix socket."""
        await self._exchange.listen(path)

    async def follow(self, room: RoomId, path: str | None) -> None:
        """Take a room's sources from the worker at a path; with None from nobody, as it is at home here."""
        await self._exchange.follow(room, path)

    def arrived(self, source: RelayedSource) -> None:
        """See `media.embedded.inlet.Edge`."""
        room = self._room(source.room)
        room.publishers[source.source] = source
        room.show_started(source)

    def departed(self, source: RelayedSource) -> None:
        """See `media.embedded.inlet.Edge`."""
        if source.room in self._rooms:
            self._rooms[source.room].remove_publisher(source)
            self._forget_vacant(source.room)

    def received(self) -> None:
        """See `media.embedded.inlet.Edge`."""
        self._fanout.flush()

    def _relayed(self, room: RoomId) -> Iterator[Publisher]:
        sources = self._rooms[room].publishers.values() if room in self._rooms else ()
        return (each for each in sources if isinstance(each, Publisher) and each.started)

    async def restart(self, session: SessionId, given: str, ice: tuple[str, ...] | None) -> Answer | None:
        """See `media.api.MediaPlane.restart`."""
        found = self._session(session)
        remote = fragment.parse(given)
        if ice is not None and found.peer.ufrag not in ice:
            raise IceStale("ICE has been restarted since")
        if remote is None or remote == found.remote or found.agreement is None:
            return None
        found.remote = remote
        found.peer.restart()
        sdp = answer.fragment(found.agreement, self._terms(found.peer))
        return Answer(session=session, sdp=sdp, ice=found.peer.ufrag)

    async def limit(self, session: SessionId, quality: Quality) -> None:
        """See `media.api.MediaPlane.limit`."""
        found = self._session(session)
        if isinstance(found, Viewer):
            found.limit(quality)

    async def end(self, session: SessionId) -> None:
        """See `media.api.MediaPlane.end`."""
        await self._end(self._session(session))

    def _session(self, session: SessionId) -> Session:
        found = self._sessions.get(session)
        if found is None:
            raise SessionUnknown(f"no session {session[:64]}")
        return found

    async def close_room(self, room: RoomId) -> None:
        """See `media.api.MediaPlane.close_room`."""
        await self._exchange.follow(room, None)
        if room in self._rooms:
            self._rooms[room].put_on_stage(None)
            for session in [each for each in self._sessions.values() if each.room == room]:
                await self._end(session)
            self._forget_vacant(room)

    async def close(self) -> None:
        """End everything and release the port."""
        self._timer.cancel()
        for session in tuple(self._sessions.values()):
            await self._end(session)
        self._tcp.close()
        self._exchange.close()
        self._loop.remove_reader(self._port.sock)
        self._port.sock.close()

    def counters(self) -> dict[str, int]:
        """What has been counted since the start, and what there is now."""
        viewers = [each for each in self._sessions.values() if isinstance(each, Viewer)]
        publishers = len(self._sessions) - len(viewers)
        now = {"rooms": len(self._rooms), "publishers": publishers, "viewers": len(viewers)}
        return {**self._counters, **now, **census(viewers), f"rung_{self.rung}": 1}

    def deliveries(self, room: RoomId) -> Iterator[Delivery]:
        """See `media.api.MediaPlane.deliveries`."""
        if room in self._rooms:
            for source, feed in self._rooms[room].watched:
                viewers = (each for each in feed.viewers if isinstance(each, Viewer) and each.peer.address)
                yield from (delivery(viewer, source) for viewer in viewers)

    def _require_space(self, room: RoomId | None, replaced: Session | None) -> None:
        if replaced is not None:
            return
        if len(self._sessions) >= self._settings.max_sessions:
            raise PlaneFull(f"there are {len(self._sessions)} sessions already")
        if room in self._rooms and len(self._rooms[room].publishers) >= self._settings.max_sources:
            raise PlaneFull(f"the room has {self._settings.max_sources} sources already")

    def _connect(self, *, client: bool) -> tuple[ice.Peer, SecureLink, SessionId]:
        peer = self._port.open_peer()
        return (
            peer,
            SecureLink(self._identity, peer, client=client),
            SessionId(f"{self._worker}.{secrets.token_urlsafe(16)}"),
        )

    def _terms(self, peer: ice.Peer) -> answer.Terms:
        return answer.Terms(
            ufrag=peer.ufrag,
            password=peer.password,
            fingerprint=self._identity.fingerprint,
            candidates=self._settings.candidates,
            port=self.port,
        )

    def _room(self, room: RoomId) -> Room:
        if room not in self._rooms:
            self._rooms[room] = Room(lambda: Feed(self._fanout, self._loop))
        return self._rooms[room]

    def _begin(self, session: Session, agreement: negotiation.Agreement, offer: str) -> None:
        self._sessions[session.key] = session
        session.agreement, session.remote = agreement, fragment.credentials(offer)
        session.begin(agreement.fingerprints, self._end_soon)

    def _started(self, publisher: Publisher) -> None:
        self._rooms[publisher.room].show_started(publisher)
        self._exchange.started(publisher)
        self._emit(
            SourceStarted(
                room=publisher.room,
                source=publisher.source,
                session=publisher.key,
                video=publisher.codec(Kind.VIDEO),
                audio=publisher.codec(Kind.AUDIO),
            )
        )

    def _end_soon(self, session: Session) -> None:
        """End a session from where nothing can be awaited."""
        task = self._loop.create_task(self._end(session))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, session: Session) -> None:
        if self._sessions.pop(session.key, None) is None:
            return
        if isinstance(session, Publisher):
            self._exchange.stopped(session)
            self._rooms[session.room].remove_publisher(session)
        await session.end()
        self._forget_vacant(session.room)
        if isinstance(session, Publisher) and session.started:
            self._emit(SourceStopped(room=session.room, source=session.source, session=session.key))
        self._emit(SessionEnded(room=session.room, session=session.key))

    def _forget_vacant(self, room: RoomId) -> None:
        if room in self._rooms:
            self._rooms[room].prune()
            if self._rooms[room].vacant:
                del self._rooms[room]

    def _tick(self) -> None:
        now = self._loop.time()
        self._timer = self._loop.call_later(TICK, self._tick)
        for session in self._sessions.values():
            session.tick(now)
            patience = self._settings.silence if session.peer.address else FIRST_CHECK
            if now - session.peer.heard > patience:
                self._end_soon(session)
        self._exchange.tick()
        for room in self._rooms.values():
            for feed in room.feeds:
                feed.tick(now)
        self._rounds.tick(now, (each for each in self._sessions.values() if isinstance(each, Publisher)))
        self._audiences.tick(now, ((room, self._watching(room)) for room in self._rooms))

    def _watching(self, room: RoomId) -> Iterator[Viewer]:
        stage = self._rooms[room].feed(None)
        return (each for each in stage.viewers if isinstance(each, Viewer))
