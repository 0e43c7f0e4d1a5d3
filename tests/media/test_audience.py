from media.api import AudienceMeasured, RoomId
from media.audience import Audience

ROOM, OTHER = RoomId("r"), RoomId("o")


def said(viewers: int, troubled: int, room: RoomId = ROOM) -> AudienceMeasured:
    return AudienceMeasured(room=room, viewers=viewers, troubled=troubled)


def test_each_workers_last_word_counts() -> None:
    audience = Audience()

    assert audience.add(0, said(3, 1)) == said(3, 1)
    assert audience.add(1, said(5, 0)) == said(8, 1)
    assert audience.add(0, said(2, 2)) == said(7, 2)
    assert audience.add(0, said(1, 0, OTHER)) == said(1, 0, OTHER)


def test_who_has_left_is_counted_no_more_and_that_is_said_once() -> None:
    audience = Audience()
    audience.add(0, said(3, 1))
    audience.add(1, said(5, 0))

    assert list(audience.forget(1, ROOM)) == [said(3, 1)]
    assert list(audience.forget(1, ROOM)) == []
    assert list(audience.lose(0)) == [said(0, 0)]
    assert list(audience.lose(0)) == []
