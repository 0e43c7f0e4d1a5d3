from media.embedded.ring import CAPACITY, Outgoing, Ring


def outgoing(index: int, data: bytes = b"") -> Outgoing:
    return Outgoing(index, "VP8", data, 0)


def test_a_packet_is_held_until_as_many_have_followed() -> None:
    ring = Ring()

    for index in range(CAPACITY + 1):
        assert ring.put(outgoing(index))

    assert ring.get(0) is None
    assert ring.get(1) == outgoing(1)
    assert ring.get(CAPACITY + 1) is None


def test_an_index_is_taken_once() -> None:
    ring = Ring()
    ring.put(outgoing(7, b"first"))

    assert not ring.put(outgoing(7, b"second"))
    assert ring.get(7) == outgoing(7, b"first")


def test_an_index_older_than_what_is_held_is_refused() -> None:
    ring = Ring()
    ring.put(outgoing(CAPACITY + 7))

    assert not ring.put(outgoing(7))


def test_a_range_is_what_is_held_of_it() -> None:
    ring = Ring()
    for index in (3, 4, 6):
        ring.put(outgoing(index))

    assert [each.index for each in ring.held(2, 6)] == [3, 4, 6]
