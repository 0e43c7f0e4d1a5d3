from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from server.domain.messages import UNREADABLE
from server.domain.reading import reading
from server.domain.roadshow import AnyCommand


class Thing(Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    share: float = 0.0
    at: datetime | None = None
    names: tuple[str, ...] = ()


THING = msgspec.json.Decoder(Thing)


@pytest.mark.parametrize("size", ["3", "3.0", "30e-1", "0.3e1"])
def test_a_whole_number_is_whole_however_it_is_written(size: str) -> None:
    read = reading(f'{{"size":{size},"share":2.0,"at":"2026-03-01T08:00:00Z","names":["a"]}}'.encode(), THING)

    assert read == Thing(3, 2.0, datetime(2026, 3, 1, 8, tzinfo=UTC), ("a",))


@pytest.mark.parametrize("size", ["3.5", "1e300", '"3"', "null", "[3]", "-1e17"])
def test_what_is_no_whole_number_is_refused_with_its_place(size: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\.size|out of range"):
        reading(f'{{"size":{size}}}'.encode(), THING)


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_command_or_unreadable(body: bytes) -> None:
    with pytest.raises(UNREADABLE):
        reading(body, msgspec.json.Decoder(AnyCommand))


def test_what_is_nested_without_end_is_unreadable() -> None:
    with pytest.raises(UNREADABLE):
        reading(b'{"size":' + b"[" * 20_000 + b"]" * 20_000 + b"}", THING)
