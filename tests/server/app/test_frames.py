from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from server.app.frames import Frames, Snapshots
from server.app.wire import Tally
from server.domain.messages import Bilingual, Entry, PersonId, QuestionId, Role
from server.domain.questions import QuestionAsked
from server.domain.roadshow import fold
from server.domain.show import RoadshowPlanned, RoadshowStarted
from server.domain.state import Plan, Roadshow
from server.domain.visibility import PUBLIC, Audience, Shift

ORGANIZER = Audience(role=Role.organizer)
ENTRY = Entry(
    seq=1,
    at=datetime(2026, 3, 1, tzinfo=UTC),
    by=PersonId("per_1"),
    event=RoadshowPlanned(plan=Plan(title=Bilingual(en="x"))),
)


def test_an_audience_shares_one_object() -> None:
    frames = Frames(Shift(Roadshow(), fold([ENTRY]), [ENTRY]))

    assert frames.of(PUBLIC, PersonId("a")) is frames.of(PUBLIC, PersonId("b"))


def test_a_snapshot_names_its_epoch_and_seq() -> None:
    message = Snapshots("epoch", fold([ENTRY])).of(PUBLIC, PersonId("a"))

    assert message.startswith(b'{"type":"snapshot","epoch":"epoch","seq":1,"views":{"show":')
    assert b'"me":{"me":{"muted":false' in message


def test_events_are_counted_by_type_and_a_person_is_told_of_their_own_as_well() -> None:
    entries = [ENTRY, *(_asked(seq, by) for seq, by in ((2, "ann"), (3, "bob"), (4, "bob"))), _started(5)]
    state = fold([ENTRY])
    frames = Frames(Shift(state, fold(entries), entries[1:]))

    assert _told(frames.of(PUBLIC, PersonId("eve"))) == [("roadshow.started", 1, 5)]
    assert _told(frames.of(PUBLIC, PersonId("ann"))) == [("question.asked", 1, 2), ("roadshow.started", 1, 5)]
    assert _told(frames.of(PUBLIC, PersonId("bob"))) == [("question.asked", 2, 3), ("roadshow.started", 1, 5)]
    assert _told(frames.of(ORGANIZER, PersonId("host"))) == [("question.asked", 3, 2), ("roadshow.started", 1, 5)]


class _Events(msgspec.Struct):
    events: list[Tally]


def _asked(seq: int, by: str) -> Entry:
    event = QuestionAsked(question=QuestionId(f"que_{seq}"), held=True)
    return replace(ENTRY, seq=seq, at=ENTRY.at.replace(second=seq), by=PersonId(by), event=event)


def _started(seq: int) -> Entry:
    return replace(ENTRY, seq=seq, at=ENTRY.at.replace(second=seq), event=RoadshowStarted())


def _told(message: bytes) -> list[tuple[str, int, int]]:
    """Types, how many, and the second of the first."""
    events = msgspec.json.decode(message, type=_Events).events
    return [(tally.type, tally.count, tally.at.second) for tally in events]
