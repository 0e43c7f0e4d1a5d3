import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.api import OfferRefused
from media.embedded import sdp
from tests.media.offers import AUDIO, DATA, FINGERPRINT, SIMULCAST, VIDEO, offer


def test_an_offer_is_read() -> None:
    parsed = sdp.parse(offer(AUDIO, VIDEO, DATA, setup="active", direction="sendonly"))

    audio, video, data = parsed.lines
    assert parsed.bundle == ("0", "1", "2")
    assert [line.mid for line in parsed.lines] == ["0", "1", "2"]
    assert (audio.kind, audio.port, audio.direction, audio.setup) == ("audio", 9, "sendonly", "active")
    assert audio.fingerprints == (("sha-256", FINGERPRINT),)
    assert [(codec.payload_type, codec.name) for codec in audio.codecs] == [(111, "opus"), (9, "G722")]
    assert audio.codecs[0].parameters == "minptime=10;useinbandfec=1"
    assert video.codecs[0].feedback == {"nack", "nack pli", "transport-cc"}
    assert (data.formats, data.codecs) == ("webrtc-datachannel", ())


def test_what_a_line_lacks_the_session_may_say() -> None:
    session = f"v=0\r\na=setup:active\r\na=recvonly\r\na=fingerprint:sha-256 {FINGERPRINT}\r\n"

    (line,) = sdp.parse(f"{session}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n").lines

    assert (line.setup, line.direction, line.mid) == ("active", "recvonly", None)
    assert line.fingerprints == (("sha-256", FINGERPRINT),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "v=0",
        "v=0\r\nm=audio",
        "v=0\r\nm=audio nine UDP/TLS/RTP/SAVPF 0",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:two words",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n\x00",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=x\x85y",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n\r\na=x",
    ],
)
def test_a_malformed_offer_is_refused(text: str) -> None:
    with pytest.raises(OfferRefused) as raised:
        sdp.parse(text)

    assert raised.value.reason == "offer_malformed"


@pytest.mark.parametrize(
    "text",
    [
        offer() + "a=x\r\n" * sdp.MAX_BYTES,
        offer() + "a=" + "x" * sdp.MAX_LINE,
        offer(*[AUDIO] * (sdp.MAX_MEDIA + 1)),
        offer() + "a=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\n" * (sdp.MAX_CANDIDATES + 1),
        offer(("m=audio 9 UDP/TLS/RTP/SAVPF" + " 1" * (sdp.MAX_FORMATS + 1),)),
    ],
)
def test_an_offer_beyond_the_limits_is_refused(text: str) -> None:
    with pytest.raises(OfferRefused) as raised:
        sdp.parse(text)

    assert raised.value.reason == "offer_too_large"


def test_candidates_are_counted_by_line_and_without_those_of_rtcp() -> None:
    line = "a=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\na=candidate:1 2 udp 1 10.0.0.1 2 typ host"

    assert sdp.parse(offer((*AUDIO, *[line] * sdp.MAX_CANDIDATES), (*VIDEO, *[line] * sdp.MAX_CANDIDATES))).lines


def test_as_many_candidates_as_allowed_are_fine() -> None:
    candidates = "a=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\n" * sdp.MAX_CANDIDATES

    assert sdp.parse(offer() + candidates).lines


def test_the_layers_of_a_simulcast_and_their_extensions_are_read() -> None:
    _, video = sdp.parse(offer(AUDIO, SIMULCAST)).lines

    assert video.rids == ("l", "m", "h")
    assert video.extensions["urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"] == 10


@pytest.mark.parametrize(
    ("simulcast", "rids"),
    [
        ("send l,x;~m;h recv a", ("l", "m", "h")),
        ("recv a send h", ("h",)),
        ("recv l;m;h", ()),
        ("send", ()),
        ("", ()),
        ("send l;l;z;way-too-long-for-a-rid", ("l",)),
        ("send l;m;h;x", ("l", "m", "h")),
    ],
)
def test_of_the_layers_those_are_taken_that_are_described(simulcast: str, rids: tuple[str, ...]) -> None:
    described = [f"a=rid:{each} send" for each in ("l", "m", "h", "x", "way-too-long-for-a-rid")]

    (line,) = sdp.parse(offer((VIDEO[0], *described, "a=rid:a recv", f"a=simulcast:{simulcast}"))).lines

    assert line.rids == rids


lines = st.sampled_from(offer(AUDIO, SIMULCAST, DATA).splitlines()) | st.text(max_size=30)


@given(st.lists(lines, max_size=60))
def test_any_lines_are_read_or_refused(text: list[str]) -> None:
    try:
        sdp.parse("v=0\r\n" + "\r\n".join(text))
    except OfferRefused:
        return


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        sdp.parse(text)
    except OfferRefused:
        return
