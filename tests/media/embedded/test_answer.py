from media.embedded import answer, negotiation, sdp
from media.embedded.codecs import Kind
from tests.media.offers import AUDIO, DATA, FINGERPRINT, SIMULCAST, VIDEO, offer

TERMS = answer.Terms(
    ufrag="ours", password="secret", fingerprint=FINGERPRINT, candidates=("203.0.113.5", "2001:db8::5"), port=4711
)
SSRCS = {Kind.AUDIO: (1, 3), Kind.VIDEO: (2, 4)}


def for_viewer(text: str) -> list[str]:
    return answer.write(negotiation.for_viewer(sdp.parse(text)), TERMS, SSRCS).split("\r\n")


def for_publisher(text: str) -> list[str]:
    return answer.write(negotiation.for_publisher(sdp.parse(text)), TERMS).split("\r\n")


def test_a_viewer_is_told_what_will_be_sent() -> None:
    lines = for_viewer(offer(direction="recvonly"))

    assert "m=video 4711 UDP/TLS/RTP/SAVPF 96 103 97" in lines
    assert lines.count("a=sendonly") == 2
    assert "a=ssrc:2 msid:stage stage-video" in lines
    assert [line for line in lines if line.startswith(("a=ssrc-group", "a=ssrc:4", "a=ssrc:3"))] == [
        *("a=ssrc-group:FID 2 4", "a=ssrc:4 cname:stage", "a=ssrc:4 msid:stage stage-video"),
    ]
    assert "a=fmtp:103 packetization-mode=1;profile-level-id=42e01f" in lines


def test_a_publisher_is_asked_for_media() -> None:
    lines = for_publisher(offer())

    assert "m=video 4711 UDP/TLS/RTP/SAVPF 96 97" in lines
    assert lines.count("a=recvonly") == 2
    assert not any(line.startswith("a=ssrc") for line in lines)


def test_only_offered_feedback_is_agreed_to() -> None:
    feedback = [line for line in for_publisher(offer()) if line.startswith("a=rtcp-fb")]

    assert feedback == ["a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli"]


def test_rejected_lines_keep_their_place() -> None:
    lines = for_viewer(offer(DATA, AUDIO))

    assert [line for line in lines if line.startswith("m=")] == [
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
        "m=audio 4711 UDP/TLS/RTP/SAVPF 111",
    ]
    assert "a=group:BUNDLE 0" in lines


def test_every_address_is_a_candidate_in_order() -> None:
    candidates = [line for line in for_viewer(offer(VIDEO)) if " udp " in line]

    assert candidates == [
        "a=candidate:1 1 udp 2130706431 203.0.113.5 4711 typ host",
        "a=candidate:2 1 udp 2130706175 2001:db8::5 4711 typ host",
    ]


def test_an_offerer_that_is_passive_is_answered_actively() -> None:
    assert "a=setup:active" in for_publisher(offer(setup="passive"))
    assert "a=setup:passive" in for_publisher(offer(setup="actpass"))


def test_reduced_size_rtcp_is_used_where_offered() -> None:
    assert "a=rtcp-rsize" not in for_viewer(offer())
    assert "a=rtcp-rsize" in for_viewer(offer() + "a=rtcp-rsize\r\n")


def test_an_offer_without_mid_is_answered_without_bundle() -> None:
    lines = for_publisher(offer((VIDEO[0], *VIDEO[2:]), bundle=""))

    assert not any(line.startswith(("a=mid", "a=group")) for line in lines)


def test_a_restart_is_answered_by_our_side_of_the_transport() -> None:
    lines = answer.fragment(negotiation.for_viewer(sdp.parse(offer(DATA, AUDIO))), TERMS).split("\r\n")

    assert lines == [
        "a=ice-lite",
        "a=group:BUNDLE 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 0",
        "a=mid:0",
        "a=ice-ufrag:ours",
        "a=ice-pwd:secret",
        "a=candidate:1 1 udp 2130706431 203.0.113.5 4711 typ host",
        "a=candidate:2 1 udp 2130706175 2001:db8::5 4711 typ host",
        "a=candidate:3 1 tcp 1520435199 203.0.113.5 4711 typ host tcptype passive",
        "a=candidate:4 1 tcp 1520434943 2001:db8::5 4711 typ host tcptype passive",
        "a=end-of-candidates",
        "",
    ]


def test_every_layer_of_a_simulcast_is_taken_as_it_was_offered() -> None:
    lines = for_publisher(offer(AUDIO, SIMULCAST))

    assert [line for line in lines if "extmap" in line] == [
        "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    ]
    assert lines[lines.index("a=rid:l recv") :][:4] == [
        "a=rid:l recv",
        "a=rid:m recv",
        "a=rid:h recv",
        "a=simulcast:recv l;m;h",
    ]


def test_losses_are_repaired_under_the_payload_type_that_was_offered_for_it() -> None:
    lines = for_publisher(offer())

    assert "a=rtpmap:97 rtx/90000" in lines
    assert "a=fmtp:97 apt=96" in lines
