from media.api import RoomId, SessionEnded, SessionId, SourceId, SourceStarted, SourceStopped, WorkerStarted
from media.roster import Roster

ROOM, CAMERA, ONE, TWO = RoomId("r"), SourceId("s"), SessionId("1.a"), SessionId("1.b")
STARTED = SourceStarted(room=ROOM, source=CAMERA, session=ONE)
STOPPED = SourceStopped(room=ROOM, source=CAMERA, session=ONE)


def test_sessions_count_from_the_asking_to_their_end() -> None:
    roster = Roster()
    roster.expect(ROOM)
    assert (roster.load, roster.serves(ROOM)) == (1, True)

    roster.opened(ROOM, ONE)
    roster.expect_no_more(ROOM)
    roster.opened(ROOM, ONE)
    assert roster.load == 1

    roster.heard(SessionEnded(room=ROOM, session=ONE))
    roster.heard(SessionEnded(room=ROOM, session=TWO))
    roster.heard(WorkerStarted(worker=1))
    assert (roster.load, roster.serves(ROOM)) == (0, False)


def test_a_worker_that_died_stops_its_sources_and_ends_its_sessions_once() -> None:
    roster = Roster()
    roster.opened(ROOM, ONE)
    roster.opened(ROOM, TWO)
    roster.heard(STARTED)

    assert list(roster.last_words()) == [
        STOPPED,
        SessionEnded(room=ROOM, session=ONE),
        SessionEnded(room=ROOM, session=TWO),
    ]
    assert list(roster.last_words()) == []
    assert roster.load == 0


def test_a_source_that_stopped_by_itself_is_not_stopped_again() -> None:
    roster = Roster()
    roster.heard(STARTED)
    roster.heard(STOPPED)

    assert list(roster.last_words()) == []
