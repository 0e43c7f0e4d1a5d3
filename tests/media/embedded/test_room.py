from collections.abc import Iterator
from typing import cast

import pytest

from media.api import SourceId
from media.embedded.codecs import Kind
from media.embedded.feed import Feed
from media.embedded.ingest import Publisher
from media.embedded.room import Room
from media.embedded.stream import Stream
from tests.media.clocks import ManualClock
from tests.media.packets import sending

CAMERA, ENCODER = SourceId("camera"), SourceId("encoder")


class Source:
    """As much of a publisher as a room looks at."""

    def __init__(self, source: SourceId) -> None:
        self.source = source
        self.started = False
        self.layers: dict[Kind, tuple[Stream, ...]] = {}


@pytest.fixture
def room() -> Iterator[Room]:
    with sending() as fanout:
        yield Room(lambda: Feed(fanout, ManualClock()))


def publish(room: Room, source: SourceId) -> Publisher:
    publisher = cast("Publisher", Source(source))
    room.publishers[source] = publisher
    return publisher


def start(room: Room, publisher: Publisher) -> None:
    publisher.started = True
    room.show_started(publisher)


def test_a_source_is_shown_once_it_has_started(room: Room) -> None:
    camera = publish(room, CAMERA)
    room.put_on_stage(CAMERA)
    preview = room.feed(CAMERA)
    assert room.feed(None).source is None

    start(room, camera)

    assert room.feed(None).source is camera
    assert preview.source is camera


def test_a_started_source_is_shown_at_once(room: Room) -> None:
    camera = publish(room, CAMERA)
    start(room, camera)
    assert room.feed(None).source is None

    room.put_on_stage(CAMERA)

    assert room.feed(None).source is camera
    assert room.feed(CAMERA).source is camera


def test_a_source_that_comes_back_keeps_its_place(room: Room) -> None:
    camera = publish(room, CAMERA)
    room.put_on_stage(CAMERA)
    start(room, camera)
    room.remove_publisher(camera)
    assert room.feed(None).source is None

    again = publish(room, CAMERA)
    start(room, again)

    assert room.feed(None).source is again


def test_removing_the_old_session_of_a_source_leaves_the_new_one(room: Room) -> None:
    old, new = publish(room, CAMERA), publish(room, CAMERA)
    room.put_on_stage(CAMERA)
    start(room, new)

    room.remove_publisher(old)

    assert room.publishers == {CAMERA: new}
    assert room.feed(None).source is new


def test_another_source_that_starts_changes_nothing(room: Room) -> None:
    room.put_on_stage(CAMERA)

    start(room, publish(room, ENCODER))

    assert room.feed(None).source is None


def test_a_room_with_a_source_on_stage_or_a_viewer_is_not_vacant(room: Room) -> None:
    vacant = [room.vacant]
    room.put_on_stage(CAMERA)
    vacant.append(room.vacant)
    room.put_on_stage(None)
    room.feed(None).viewers.add("viewer")
    vacant.append(room.vacant)

    assert vacant == [True, False, False]


def test_a_preview_nobody_watches_is_forgotten(room: Room) -> None:
    room.feed(CAMERA)
    assert not room.vacant

    room.prune()

    assert len(list(room.feeds)) == 1
