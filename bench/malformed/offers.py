"""SDP offers and ICE fragments, bent in every way that a seed comes to, beginning with what real clients offer."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final

RECORDED: Final = Path(__file__).parents[2] / "tests" / "media" / "recorded"
FRAGMENT: Final = (
    "a=ice-ufrag:abcd",
    "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa",
    "m=audio 9 UDP/TLS/RTP/SAVPF 0",
    "a=mid:0",
    "a=candidate:1 1 udp 2113929471 192.0.2.1 54321 typ host",
    "a=end-of-candidates",
)
NUMBERS: Final = ("", "-1", "0", "65536", "99999999999999999999", "1e9", "٣", "²", "0x1", "+1", " 1", "NaN", "9" * 1000)
ODD: Final = (
    "\x00",
    "\x7f",
    "\t",
    "\u2028",
    "\u0085",
    "\ufeff",
    "\u202e",
    "é",
    "𝄞",
    "\x1b[2J",
    "%s%n",
    "=",
    ":",
    "  ",
)
ADDRESSES: Final = (
    "127.0.0.1", "0.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "fe80::1%eth0", "::ffff:127.0.0.1", "255.255.255.255",
    "224.0.0.1", "x.local", "a" * 253, "1.2.3.4.5", "[::1]", "localhost", "",
)  # fmt: skip

Lines = list[str]
Bend = Callable[[Random, Lines], Lines]


def candidate(random: Random) -> str:
    """One line that may be a candidate or not."""
    parts = (
        random.choice(("1", "x" * 33, "", "\u00e9")),
        random.choice(("1", "2", "256", "-1", "9" * 30)),
        random.choice(("udp", "tcp", "UDP", "sctp", "")),
        random.choice(("2113929471", "0", "9" * 40, "-5")),
        random.choice(ADDRESSES),
        random.choice(("9", "54321", "0", "99999", "-1")),
        random.choice(
            ("typ host", "typ srflx raddr 10.0.0.1 rport 1", "typ", "typ " + "y" * 100, "typ host " + "a b " * 200)
        ),
    )
    return f"a=candidate:{' '.join(parts)}"


def _flood(random: Random, lines: Lines) -> Lines:
    place, count = random.randrange(len(lines)), random.choice((15, 16, 17, 100, 500))
    return [*lines[:place], *(candidate(random) for _ in range(count)), *lines[place:]]


def _long_line(random: Random, lines: Lines) -> Lines:
    place = random.randrange(len(lines))
    lines[place] += random.choice("xA9: ") * random.choice((2000, 2048, 2049, 30_000))
    return lines


def _many_media(random: Random, lines: Lines) -> Lines:
    media = next((line for line in lines if line.startswith("m=")), "m=audio 9 UDP/TLS/RTP/SAVPF 111")
    return [*lines, *[media, "a=mid:x"] * random.choice((14, 15, 16, 200, 600))]


def _cut(random: Random, lines: Lines) -> Lines:
    return "\n".join(lines)[: random.randrange(sum(map(len, lines)))].split("\n")


def _shuffled(random: Random, lines: Lines) -> Lines:
    random.shuffle(lines)
    return lines


def _doubled(random: Random, lines: Lines) -> Lines:
    start = random.randrange(len(lines))
    part = lines[start : start + random.randint(1, 30)]
    return [*lines[:start], *part * random.randint(2, 8), *lines[start:]]


def _without(random: Random, lines: Lines) -> Lines:
    return [line for line in lines if random.random() > 0.1] or ["v=0"]


def _without_a_kind(random: Random, lines: Lines) -> Lines:
    kind = random.choice(lines).partition(":")[0]
    return [line for line in lines if not line.startswith(kind)] or ["v=0"]


def _bent_words(random: Random, lines: Lines) -> Lines:
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(lines))
        words = lines[place].split(" ")
        words[random.randrange(len(words))] = random.choice((*NUMBERS, *ODD, *ADDRESSES))
        lines[place] = " ".join(words)
    return lines


def _bent_value(random: Random, lines: Lines) -> Lines:
    places = [place for place, line in enumerate(lines) if ":" in line] or [0]
    place = random.choice(places)
    lines[place] = (
        lines[place].partition(":")[0] + ":" + random.choice((*NUMBERS, *ODD, "x" * 300, "send", "send l;l;l"))
    )
    return lines


def _odd_characters(random: Random, lines: Lines) -> Lines:
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(lines))
        at = random.randint(0, len(lines[place]))
        lines[place] = lines[place][:at] + random.choice(ODD) + lines[place][at:]
    return lines


def _many_formats(random: Random, lines: Lines) -> Lines:
    """Hundreds of formats, and retransmissions of retransmissions."""
    media = [place for place, line in enumerate(lines) if line.startswith("m=")]
    if not media:
        return lines
    place = random.choice(media)
    formats = [str(random.randint(0, 300)) for _ in range(random.choice((1, 127, 128, 129, 400)))]
    lines[place] = " ".join([*lines[place].split(" ")[:3], *formats])
    chain = [f"a=rtpmap:{each} rtx/90000\na=fmtp:{each} apt={random.choice(formats)}" for each in formats[:100]]
    return [*lines[: place + 1], *chain, *lines[place + 1 :]]


def _layers(random: Random, lines: Lines) -> Lines:
    rids = [
        random.choice(("l", "m", "h", "~h", "l,m", "", "x" * 40, "é")) for _ in range(random.choice((1, 3, 4, 200)))
    ]
    return [*lines, *(f"a=rid:{rid} send" for rid in rids), f"a=simulcast:send {';'.join(rids)}"]


def _extensions(random: Random, lines: Lines) -> Lines:
    ids = [random.choice((*NUMBERS, "15", "255", "256", "14/sendonly")) for _ in range(random.choice((1, 16, 300)))]
    return [*lines, *(f"a=extmap:{id} urn:ietf:params:rtp-hdrext:sdes:{random.choice(('mid', 'x'))}" for id in ids)]


def _bundles(random: Random, lines: Lines) -> Lines:
    groups = random.choice(("", "0", "0 0 0", "9 8 7", " ".join(map(str, range(400))), "\u00e9"))
    return [f"a=group:BUNDLE {groups}" if line.startswith("a=group") else line for line in lines]


BENDS: Final[Sequence[Bend]] = (
    _flood, _long_line, _many_media, _cut, _shuffled, _doubled, _without, _without_a_kind, _bent_words, _bent_value,
    _odd_characters, _many_formats, _layers, _extensions, _bundles,
)  # fmt: skip
ENDS: Final = ("\r\n", "\n", "\r", "\r\n\r\n", "\u2028", "\n\r")


def _bytes(random: Random, lines: Lines) -> bytes:
    """Lines as bytes, of which some are no text any more."""
    end = random.choice(ENDS) if random.random() < 0.1 else "\r\n"
    body = bytearray((end.join(lines) + end).encode("utf-8", "surrogatepass"))
    if random.random() < 0.1:
        for _ in range(random.randint(1, 20)):
            body[random.randrange(len(body))] = random.getrandbits(8)
    return bytes(body)


def _none(random: Random) -> bytes:
    """What is no description at all."""
    return random.choice((
        b"", b"v=0", b"v=0\r\n", b"\r\n" * 1000, random.randbytes(random.choice((1, 1000, 32_000))), b"\x00" * 32_768,
        b"v=0\r\n" + b"a=x\r\n" * 6000, b"a" * 40_000, b"{}", b"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 500, b"=" * 5000,
    ))  # fmt: skip


def _mutated(random: Random, lines: Lines) -> bytes:
    if random.random() < 0.08:
        return _none(random)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        lines = random.choice(BENDS)(random, lines)
    return _bytes(random, lines)


def offer(random: Random) -> tuple[str, bytes]:
    """Whether it is for `whip` or `whep`, and the body."""
    path = random.choice(sorted(RECORDED.glob("*.sdp")))
    way = "whip" if "publisher" in path.stem or "simulcast" in path.stem else "whep"
    return way, _mutated(random, path.read_text(encoding="utf-8").splitlines())


def fragment(random: Random) -> bytes:
    """The body of a PATCH."""
    return _mutated(random, list(FRAGMENT))
