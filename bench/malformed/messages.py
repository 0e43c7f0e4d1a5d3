"""Messages that are whole frames of text and no messages of the protocol; a seed repeats them."""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from bench.malformed.frames import HELLO, LIMIT, MALFORMED, Case, fragments, text

VALUES: Final[Sequence[Any]] = (
    None, True, False, 0, -1, 1.5, 10**12, "", "hello", "react", "welcome", "\x00", "\u202e", "𝄞", [], [[]], {},
    {"": {}},
)  # fmt: skip
NUMBERS: Final = (
    "-1", "1.5", "1e400", "-1e400", "9" * 4000, "NaN", "Infinity", "-Infinity", "0x10", "01", "1e", "+1", ".5", "1_000",
    "1" + "0" * 30000, "0." + "1" * 30000, "1e-99999", '"1"', "true",
)  # fmt: skip
SURROGATES: Final = (r"\ud800", r"\udfff", r"\ud800\ud800", r"\udc00\ud800", r"\ud83d", r"\u12", r"\x41", r"\ud800A")
WHOLE: Final = (
    "", " ", "null", "true", "[]", "{}", "{", "}", '"', "hello", "nonsense", "{'type':'hello'}", '{"type":"hello",}',
    '{"type":"hello"} x', "/**/", '{"type":"hello"}\x00', '{"type"}', '{"type":"hello" "seq":1}', "\x00", "-", "1",
    '"hello"', '\ufeff{"type":"hello"}', '[{"type":"hello"}]', '{"type":"hello"}{"type":"hello"}', '{"type":"hello"},',
)  # fmt: skip


def _whole(random: Random) -> str:
    return random.choice(WHOLE)


def _type(random: Random) -> str:
    known = ("hello", "react")
    return json.dumps({"type": random.choice([value for value in VALUES if value not in known])})


def _field(random: Random) -> str:
    """A field of another type, or one that there is not."""
    name = random.choice(("epoch", "seq", "reaction", "views", "", "Type", "\u0000"))
    right = {"epoch": (str, type(None)), "seq": (int, type(None))}.get(name, ())
    wrong = [value for value in VALUES if not isinstance(value, right) or isinstance(value, bool) or value == -1]
    return json.dumps({"type": random.choice(("hello", "react")), name: random.choice(wrong)})


def _number(random: Random) -> str:
    return f'{{"type":"hello","seq":{random.choice(NUMBERS)}}}'


def _surrogate(random: Random) -> str:
    field = random.choice(('"type":"hello","epoch"', '"type"', '"type":"react","reaction"'))
    return f'{{{field}:"{random.choice(SURROGATES)}"}}'


def _deep(random: Random) -> str:
    """Nested as deep as a message may be long, where the decoder reads it and where it only skips."""
    depth = random.choice((50, 500, 5000, LIMIT // 2 - 100))
    nested = random.choice(("[" * depth + "]" * depth, "[" * depth, '{"":' * (depth // 5)))
    return random.choice((f'{{"a":{nested},"type":"hello"}}', f'{{"type":"hello","seq":{nested}}}', nested))


def _wide(random: Random) -> str:
    count = random.choice((100, 5000))
    return random.choice((
        "{" + ",".join(f'"{place}":0' for place in range(count)) + "}",
        '{"type":"hello",' + ",".join('"seq":1' for _ in range(count)) + ',"seq":-1}',
        '{"type":"hello","epoch":"' + "x" * random.choice((65, 60_000)) + '"}',
        "[" + ",".join("0" for _ in range(count)) + "]",
    ))  # fmt: skip


def _reaction(random: Random) -> str:
    wrong = ("", "boo", "wow\n", " wow", "WOW", "wow" * 1000, None, 1, ["wow"])
    return json.dumps({"type": "react", "reaction": random.choice(wrong)})


def _again(random: Random) -> str:
    return '{"type":"hello","epoch":"","seq":0}'


def _bent(random: Random) -> str:
    """A message that is right but for one character, which is never one of its own or a space."""
    message = random.choice(('{"type":"hello","seq":12}', '{"type":"react","reaction":"heart"}'))
    place = random.randrange(len(message))
    return message[:place] + random.choice("\x00\x1f<>|;%\ufffd中") + message[place + 1 :]


FIRST: Final[Sequence[Callable[[Random], str]]] = (
    _whole, _type, _field, _number, _surrogate, _deep, _wide, _reaction, _bent,
)  # fmt: skip
"""What is wrong as the first message; after `hello`, whatever is no reaction is."""


def messages(random: Random) -> list[Case]:
    """What one socket is sent: perhaps `hello`, and one message that ends it."""
    welcomed = random.random() < 0.3
    make = random.choice((*FIRST, _again) if welcomed else FIRST)
    payload = make(random).encode()
    parts = fragments(random, payload) if random.random() < 0.1 else [text(random, payload)]
    wrong = Case(name=make.__name__.strip("_"), pieces=parts, frames=len(parts), codes=frozenset({MALFORMED}))
    hello = Case(name="hello", pieces=[text(random, HELLO)], frames=1)
    return [hello, wrong] if welcomed else [wrong]
