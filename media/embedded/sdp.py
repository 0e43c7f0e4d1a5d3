"""Reading SDP offers (RFC 8866, RFC 8829) from whoever sends them: bounded, and OfferRefused is all it raises."""

import re
from collections.abc import Iterable

from msgspec import Struct

from media.api import OfferRefused

MAX_BYTES = 32 * 1024
MAX_LINE = 2 * 1024
MAX_MEDIA = 16
MAX_CANDIDATES = 16
MAX_FORMATS = 128
MAX_LAYERS = 3
"""Simulcast encodings taken of one line, the first ones where more are offered."""

TOO_LARGE = "offer_too_large"
UNSUPPORTED = "offer_unsupported"

HASHES = frozenset({"sha-256", "sha-384", "sha-512"})
SETUPS = frozenset({"actpass", "active", "passive"})
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")

# RFC 8122 section 5; RFC 8866 section 9 has the token alphabet.
_FINGERPRINT = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){31,63}", re.IGNORECASE)
_TOKEN = re.compile(r"[!#$%&'*+\-./0-9A-Z^_`a-z{|}~]{1,64}")
_RTPMAP = re.compile(r"(\d{1,3}) ([\w.+-]{1,32})/(\d{1,7})(?:/(\d{1,2}))?", re.ASCII)
_MEDIA = re.compile(r"(\w{1,32}) (\d{1,5})(?:/\d+)? ([\w/]{1,64}) (\S+(?: \S+)*)", re.ASCII)

# RFC 8852 section 3.1; RFC 8285 section 5.
_RID = re.compile(r"[0-9A-Za-z_-]{1,16}")
_EXTENSION = re.compile(r"(\d{1,3})(?:/\w+)? (\S{1,256})(?: .*)?", re.ASCII)

Attributes = dict[str, list[str]]


class Codec(Struct, frozen=True, kw_only=True):
    """One payload type of a media line; `rtpmap` and `parameters` (fmtp) are as offered."""

    payload_type: int
    name: str
    rtpmap: str
    parameters: str
    feedback: frozenset[str]


class MediaLine(Struct, frozen=True, kw_only=True):
    """One m-line with the attributes an answer depends on.

    `extensions` are ids by URI, `rids` the encodings to be sent at once (RFC 8853) in the order of the offer, none
    without simulcast.
    """

    kind: str
    port: int
    protocol: str
    formats: str
    mid: str | None
    direction: str
    bundle_only: bool
    multiplexed: bool
    reduced: bool
    codecs: tuple[Codec, ...]
    extensions: dict[str, int]
    rids: tuple[str, ...]
    setup: str | None
    fingerprints: tuple[tuple[str, str], ...]


class Offer(Struct, frozen=True, kw_only=True):
    """An offer that is well-formed; whether it can be answered is for the negotiation to say."""

    bundle: tuple[str, ...]
    lines: tuple[MediaLine, ...]


class _Section(Struct, frozen=True):
    first: str
    attributes: Attributes

    def last(self, name: str) -> str | None:
        values = self.attributes.get(name)
        return values[-1] if values else None


def parse(text: str) -> Offer:
    """Read an offer; OfferRefused says what is wrong with one that cannot be read."""
    session, *media = _sections(_lines(text))
    if not media:
        raise OfferRefused("the offer has no media line")
    if len(media) > MAX_MEDIA:
        raise OfferRefused(f"more than {MAX_MEDIA} media lines", TOO_LARGE)
    groups = [each.split() for each in session.attributes.get("group", ())]
    bundle = next((group[1:] for group in groups if group and group[0] == "BUNDLE"), [])
    return Offer(bundle=tuple(bundle), lines=tuple(_media_line(session, each) for each in media))


def _lines(text: str) -> list[str]:
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise OfferRefused(f"the offer is longer than {MAX_BYTES} bytes", TOO_LARGE)
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if any(len(line) > MAX_LINE for line in lines):
        raise OfferRefused(f"a line is longer than {MAX_LINE} characters", TOO_LARGE)
    if lines[0] != "v=0":
        raise OfferRefused("the offer does not begin with v=0")
    for line in lines:
        if not line[:1].isalpha() or line[1:2] != "=" or not line.isprintable():
            raise OfferRefused("a line is not of the form type=value")
    return lines


def _sections(lines: Iterable[str]) -> list[_Section]:
    sections = [_Section("", {})]
    for line in lines:
        if line.startswith("m="):
            sections.append(_Section(line[2:], {}))
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            sections[-1].attributes.setdefault(name, []).append(value)
    for section in sections:
        require_few_candidates(section.attributes.get("candidate", ()))
    return sections


def require_few_candidates(candidates: Iterable[str]) -> None:
    """Refuse more than MAX_CANDIDATES of a line; those of RTCP (component 2), which shares the port, do not count."""
    counted = sum(each.split(" ", 2)[1:2] != ["2"] for each in candidates)
    if counted > MAX_CANDIDATES:
        raise OfferRefused(f"more than {MAX_CANDIDATES} candidates", TOO_LARGE)


def _media_line(session: _Section, section: _Section) -> MediaLine:
    match = _MEDIA.fullmatch(section.first)
    if match is None:
        raise OfferRefused("a media line is not of the form kind port protocol formats")
    kind, port, protocol, formats = match.groups()
    if formats.count(" ") >= MAX_FORMATS:
        raise OfferRefused(f"a media line has more than {MAX_FORMATS} formats", TOO_LARGE)
    return MediaLine(
        kind=kind,
        port=int(port),
        protocol=protocol,
        formats=formats,
        mid=_mid(section),
        direction=_direction(section) or _direction(session) or "sendrecv",
        bundle_only="bundle-only" in section.attributes,
        multiplexed="rtcp-mux" in section.attributes,
        reduced="rtcp-rsize" in section.attributes,
        codecs=_codecs(section, formats.split()),
        extensions=_extensions(section),
        rids=_rids(section),
        setup=section.last("setup") or session.last("setup"),
        fingerprints=_fingerprints(section) or _fingerprints(session),
    )


def _mid(section: _Section) -> str | None:
    mid = section.last("mid")
    if mid is not None and not _TOKEN.fullmatch(mid):
        raise OfferRefused("a mid is not a token")
    return mid


def _direction(section: _Section) -> str | None:
    return next((each for each in DIRECTIONS if each in section.attributes), None)


def _extensions(section: _Section) -> dict[str, int]:
    matches = (_EXTENSION.fullmatch(value) for value in section.attributes.get("extmap", ()))
    return {match[2]: int(match[1]) for match in matches if match and 0 < int(match[1]) < 256}


def _rids(section: _Section) -> tuple[str, ...]:
    """RFC 8853 section 5.1: of alternatives the first is taken, and a paused encoding may yet begin."""
    words = (section.last("simulcast") or "").split()
    offered = dict(zip(words[::2], words[1::2], strict=False)).get("send", "")
    wanted = [each.partition(",")[0].removeprefix("~") for each in offered.split(";")]
    described = {value.split()[0] for value in section.attributes.get("rid", ()) if value.split()[1:2] == ["send"]}
    return tuple(each for each in dict.fromkeys(wanted) if each in described and _RID.fullmatch(each))[:MAX_LAYERS]


def _fingerprints(section: _Section) -> tuple[tuple[str, str], ...]:
    pairs = [each.partition(" ") for each in section.attributes.get("fingerprint", ())]
    known = ((name.lower(), value) for name, _, value in pairs if name.lower() in HASHES)
    return tuple((name, value.upper()) for name, value in known if _FINGERPRINT.fullmatch(value))


def _codecs(section: _Section, formats: list[str]) -> tuple[Codec, ...]:
    """The codecs of a line in the order of its formats, which is the order of preference."""
    maps = {match[1]: match for value in section.attributes.get("rtpmap", ()) if (match := _RTPMAP.fullmatch(value))}
    parameters = _by_payload_type(section, "fmtp")
    feedback = _by_payload_type(section, "rtcp-fb")
    return tuple(
        Codec(
            payload_type=int(each),
            name=maps[each][2],
            rtpmap=maps[each][0].partition(" ")[2],
            parameters=" ".join(parameters.get(each, ())[:1]),
            feedback=frozenset(feedback.get(each, []) + feedback.get("*", [])),
        )
        for each in dict.fromkeys(formats)
        if each in maps and int(each) < 128
    )


def _by_payload_type(section: _Section, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in section.attributes.get(name, ()):
        payload_type, _, rest = value.partition(" ")
        found.setdefault(payload_type, []).append(rest)
    return found
