"""Choosing from an offer what the forwarder can take or give (RFC 3264): Opus, and video as it comes."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from media.api import OfferRefused
from media.embedded.codecs import AV1, H264, OPUS, VP8, VP9, Kind
from media.embedded.sdp import SETUPS, UNSUPPORTED, Codec, MediaLine, Offer

RTP_PROTOCOLS = frozenset({"UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP"})
H264_PROFILES = ("42e0", "42c0", "4200", "4d")
"""Constrained baseline, baseline, main: what every browser decodes, the most common first."""
SENDING = frozenset({"sendrecv", "sendonly"})
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
LAYERING = (MID, RID, REPAIRED_RID)
"""Header extensions that tell one simulcast encoding from another (RFC 8852, RFC 9143 section 15)."""
RECEIVING = frozenset({"sendrecv", "recvonly"})


class Chosen(Struct, frozen=True):
    """An accepted media line and its codecs, by the name the forwarder knows them under.

    `repairs` are the retransmission payload types (RFC 4588) by the same names, for codecs that were offered one.
    """

    line: MediaLine
    kind: Kind
    codecs: dict[str, Codec]
    repairs: dict[str, Codec] = {}

    @property
    def payload_types(self) -> dict[str, int]:
        """Payload type by codec."""
        return {name: codec.payload_type for name, codec in self.codecs.items()}

    @property
    def rids(self) -> tuple[str, ...]:
        """The layers to expect: none without simulcast, nor where packets have no way to name theirs."""
        return self.line.rids if self.kind is Kind.VIDEO and RID in self.line.extensions else ()


class Agreement(Struct, frozen=True):
    """What was chosen of an offer: one entry for each of its lines, None for a rejected one."""

    offer: Offer
    lines: tuple[Chosen | None, ...]

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The accepted lines."""
        return tuple(each for each in self.lines if each is not None)

    @property
    def client(self) -> bool:
        """Whether the offerer insists on being the DTLS server (RFC 5763 section 5), as FFmpeg's muxer does."""
        return self.chosen[0].line.setup == "passive"

    @property
    def fingerprints(self) -> tuple[tuple[str, str], ...]:
        """The certificates the offerer may present."""
        return self.chosen[0].line.fingerprints


def for_publisher(offer: Offer) -> Agreement:
    """Take one audio and one video line, and of the video the codec the publisher prefers."""
    agreement = _agree(offer, SENDING, _first)
    for line in offer.lines:
        _require_codecs(line)
    return agreement


def _require_codecs(line: MediaLine) -> None:
    """RFC 9725 section 4.4: no partial success; sound without its picture would mislead whoever publishes."""
    find, sent = _CODECS.get(line.kind), line.direction in SENDING and (line.port != 0 or line.bundle_only)
    if find and sent and not find(line.codecs):
        raise OfferRefused(f"the {line.kind} line offers no codec that is forwarded", UNSUPPORTED)


def for_viewer(offer: Offer) -> Agreement:
    """Take one audio and one video line with every codec a source may have, so that the stage can change."""
    return _agree(offer, RECEIVING, lambda codecs: codecs)


def _agree(
    offer: Offer, directions: frozenset[str], narrow: Callable[[dict[str, Codec]], dict[str, Codec]]
) -> Agreement:
    lines: list[Chosen | None] = []
    for line in offer.lines:
        wanted = line.direction in directions and _fits(offer, line, lines)
        lines.append(_choose(line, narrow) if wanted else None)
    agreement = Agreement(offer, tuple(lines))
    _require_security(agreement)
    return agreement


def _first(codecs: dict[str, Codec]) -> dict[str, Codec]:
    return dict(list(codecs.items())[:1])


def _fits(offer: Offer, line: MediaLine, before: Iterable[Chosen | None]) -> bool:
    """One line of a kind, and all of them on one transport: whoever does not bundle has only one line accepted."""
    accepted = [each.line for each in before if each is not None]
    bundled = all(each.mid in offer.bundle for each in (*accepted, line))
    alone = not accepted and not line.bundle_only
    return all(each.kind != line.kind for each in accepted) and (bundled or alone)


def _choose(line: MediaLine, narrow: Callable[[dict[str, Codec]], dict[str, Codec]]) -> Chosen | None:
    find = _CODECS.get(line.kind)
    # RFC 8843 section 6: port 0 means no transport of its own here, and what is said of the shared one is not repeated.
    usable = line.bundle_only or (line.port != 0 and line.multiplexed)
    codecs = narrow(find(line.codecs)) if find and usable and line.protocol in RTP_PROTOCOLS else {}
    return Chosen(line, Kind(line.kind), codecs, _repairs(line, codecs)) if codecs else None


def _repairs(line: MediaLine, codecs: dict[str, Codec]) -> dict[str, Codec]:
    """RFC 4588 section 8.1: a retransmission payload type names the one it repairs by `apt`.

    Layers whose retransmissions could not name theirs are better repaired by the lost packets themselves.
    """
    if line.rids and REPAIRED_RID not in line.extensions:
        return {}
    offered = {_parameters(each).get("apt"): each for each in line.codecs if each.name.lower() == "rtx"}
    return {name: offered[apt] for name, codec in codecs.items() if (apt := str(codec.payload_type)) in offered}


def _parameters(codec: Codec) -> dict[str, str]:
    pairs = (each.strip().lower().partition("=") for each in codec.parameters.split(";"))
    return {name: value for name, _, value in pairs}


def _audio_codecs(offered: Iterable[Codec]) -> dict[str, Codec]:
    opus = next((each for each in offered if each.rtpmap.lower() == "opus/48000/2"), None)
    return {OPUS: opus} if opus else {}


def _video_codecs(offered: Iterable[Codec]) -> dict[str, Codec]:
    found: dict[str, Codec] = {}
    for codec in offered:
        name, _, rate = codec.rtpmap.upper().partition("/")
        if rate == "90000" and _RANKS.get(name, _unusable)(codec) < _rank_of(found.get(name)):
            found[name] = codec
    return found


def _rank_of(codec: Codec | None) -> int:
    return len(H264_PROFILES) if codec is None else _RANKS[codec.name.upper()](codec)


def _h264_rank(codec: Codec) -> int:
    """Lower is better; RFC 6184 section 8.1: only packetization mode 1 may fragment, and its default is 0."""
    parameters = _parameters(codec)
    if parameters.get("packetization-mode") != "1":
        return len(H264_PROFILES)
    level = parameters.get("profile-level-id", "42000a")
    return next((rank for rank, each in enumerate(H264_PROFILES) if level.startswith(each)), len(H264_PROFILES))


def _vp8_rank(_: Codec) -> int:
    return 0


def _vp9_rank(codec: Codec) -> int:
    """RFC 9628 section 6: profile 0 is 8 bits a sample, which every decoder has, and the default."""
    return 0 if _parameters(codec).get("profile-id", "0") == "0" else len(H264_PROFILES)


def _av1_rank(codec: Codec) -> int:
    """AV1 RTP specification section 7.2: profile 0 is Main and the default."""
    return 0 if _parameters(codec).get("profile", "0") == "0" else len(H264_PROFILES)


def _unusable(_: Codec) -> int:
    return len(H264_PROFILES)


_RANKS: dict[str, Callable[[Codec], int]] = {
    VP8: _vp8_rank,
    H264: _h264_rank,
    VP9: _vp9_rank,
    AV1: _av1_rank,
}
_CODECS: dict[str, Callable[[Iterable[Codec]], dict[str, Codec]]] = {"audio": _audio_codecs, "video": _video_codecs}


def _require_security(agreement: Agreement) -> None:
    if not agreement.chosen:
        raise OfferRefused(
            "no media line offers Opus, VP8, VP9, AV1 or H.264 (packetization-mode=1) over DTLS", UNSUPPORTED
        )
    if not agreement.fingerprints:
        raise OfferRefused("the offer has no fingerprint by sha-256, sha-384 or sha-512", UNSUPPORTED)
    if agreement.chosen[0].line.setup not in SETUPS:
        raise OfferRefused("the offer's setup is not actpass, active or passive", UNSUPPORTED)
