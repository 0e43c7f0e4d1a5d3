from datetime import UTC, datetime

from server.app.frames import Frames, Snapshots
from server.domain.messages import Bilingual, Entry, PersonId
from server.domain.roadshow import fold
from server.domain.show import RoadshowPlanned
from server.domain.state import Plan, Roadshow
from server.domain.visibility import PUBLIC, Shift

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
