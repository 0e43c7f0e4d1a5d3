"""JSON as the types of messages.

A number without a fraction is whole, written 3 or 3.0: JSON Schema (2020-12, section 6.1.1 of its validation) makes no
difference, nor does whoever keeps all numbers as floats.
"""

from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

EXACT: Final = 2.0**53
"""Up to here a float says which whole number it is."""


def reading(body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """What a body says; raises what is in UNREADABLE, of which ValidationError names the place."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        said: T = msgspec.convert(_whole(msgspec.json.decode(body)), decoder.type)
        return said


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT else value
