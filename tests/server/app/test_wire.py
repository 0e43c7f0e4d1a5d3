import msgspec
import pytest

from server.app.wire import Hello, React, Reaction, Up


def test_hello_may_hold_a_position_or_none() -> None:
    assert msgspec.json.decode(b'{"type":"hello"}', type=Up) == Hello()
    assert msgspec.json.decode(b'{"type":"hello","epoch":"e","seq":7}', type=Up) == Hello(epoch="e", seq=7)


@pytest.mark.parametrize(
    "message",
    [
        b'{"type":"hello","seq":-1}',
        b'{"type":"hello","token":"x"}',
        b'{"type":"hello","seq":9007199254740992}',
        b'{"type":"react","reaction":"boo"}',
        b'{"type":"react","reaction":"wow\\n"}',
        b'{"type":"welcome"}',
        b"{}",
        b"7",
    ],
)
def test_what_is_not_of_the_protocol_is_refused(message: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        msgspec.json.decode(message, type=Up)


def test_a_reaction_is_one_of_a_few() -> None:
    assert msgspec.json.decode(b'{"type":"react","reaction":"idea"}', type=Up) == React(reaction=Reaction.idea)
