import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.api import OfferRefused
from media.embedded import negotiation, sdp
from media.embedded.codecs import Kind
from tests.media.offers import AUDIO, DATA, SIMULCAST, VIDEO, offer


def chosen(agreement: negotiation.Agreement) -> dict[Kind, dict[str, int]]:
    return {each.kind: each.payload_types for each in agreement.chosen}


def test_a_viewer_gets_every_codec_a_source_may_have() -> None:
    agreement = negotiation.for_viewer(sdp.parse(offer(direction="recvonly")))

    assert chosen(agreement) == {Kind.AUDIO: {"opus": 111}, Kind.VIDEO: {"VP8": 96, "H264": 103}}


def test_codecs_that_are_passed_through_are_taken_in_their_common_profile() -> None:
    section = (
        "m=video 9 UDP/TLS/RTP/SAVPF 98 100 45 46",
        *("a=mid:1", "a=rtpmap:98 VP9/90000", "a=fmtp:98 profile-id=2", "a=rtpmap:100 VP9/90000"),
        *("a=rtpmap:45 AV1/90000", "a=fmtp:45 level-idx=5;profile=0", "a=rtpmap:46 AV1/90000", "a=fmtp:46 profile=1"),
    )

    assert chosen(negotiation.for_viewer(sdp.parse(offer(section)))) == {Kind.VIDEO: {"VP9": 100, "AV1": 45}}


def test_retransmissions_are_taken_for_the_codecs_that_are() -> None:
    (_, video) = negotiation.for_viewer(sdp.parse(offer())).chosen

    assert {name: codec.payload_type for name, codec in video.repairs.items()} == {"VP8": 97}


def publisher(*without: str) -> negotiation.Chosen:
    """What is chosen of a video in layers that leaves some lines out."""
    section = tuple(line for line in SIMULCAST if not line.endswith(without))
    (video,) = negotiation.for_publisher(sdp.parse(offer(section))).chosen
    return video


def test_layers_are_taken_where_packets_can_name_theirs() -> None:
    assert publisher("none").rids == ("l", "m", "h")
    assert publisher(":rtp-stream-id").rids == ()


def test_layers_are_repaired_by_retransmissions_where_those_can_name_theirs() -> None:
    assert list(publisher("none").repairs) == ["VP8"]
    assert list(publisher(":repaired-rtp-stream-id").repairs) == []


def test_sound_has_no_layers() -> None:
    layered = (*AUDIO, *(line for line in SIMULCAST if line.startswith(("a=extmap", "a=rid", "a=simulcast"))))

    (sound,) = negotiation.for_publisher(sdp.parse(offer(layered))).chosen

    assert sound.rids == ()


def test_a_publisher_gets_the_codec_it_prefers() -> None:
    h264_first = (VIDEO[0].replace("96 97 102 103 104", "104 102 96 97 103"), *VIDEO[1:])

    agreement = negotiation.for_publisher(sdp.parse(offer(AUDIO, h264_first)))

    assert chosen(agreement)[Kind.VIDEO] == {"H264": 103}


def test_data_channels_second_cameras_and_wrong_directions_are_rejected() -> None:
    second = ("m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:2", "a=rtpmap:96 VP8/90000")
    agreement = negotiation.for_viewer(sdp.parse(offer(DATA, VIDEO, second)))
    assert [each is not None for each in agreement.lines] == [False, True, False]

    with pytest.raises(OfferRefused) as raised:
        negotiation.for_publisher(sdp.parse(offer(direction="recvonly")))
    assert raised.value.reason == "offer_unsupported"


def test_without_a_bundle_only_one_line_is_taken() -> None:
    agreement = negotiation.for_publisher(sdp.parse(offer(bundle="")))

    assert list(chosen(agreement)) == [Kind.AUDIO]


def test_an_offer_without_mid_is_taken() -> None:
    agreement = negotiation.for_publisher(sdp.parse(offer((VIDEO[0], *VIDEO[2:]), bundle="")))

    assert chosen(agreement) == {Kind.VIDEO: {"VP8": 96}}


@pytest.mark.parametrize(("setup", "client"), [("actpass", False), ("active", False), ("passive", True)])
def test_the_offerer_may_choose_to_be_the_dtls_server(setup: str, client: bool) -> None:
    assert negotiation.for_publisher(sdp.parse(offer(setup=setup))).client is client


@pytest.mark.parametrize(
    "text",
    [
        offer(setup="holdconn"),
        offer().replace("sha-256", "md5"),
        offer().replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        offer().replace("a=rtcp-mux\r\n", ""),
        offer(DATA),
        offer(direction="inactive"),
    ],
)
def test_what_cannot_be_answered_is_refused(text: str) -> None:
    with pytest.raises(OfferRefused) as raised:
        negotiation.for_publisher(sdp.parse(text))

    assert raised.value.reason == "offer_unsupported"


@given(st.lists(st.sampled_from(offer(AUDIO, VIDEO, DATA).splitlines()), max_size=60))
def test_any_lines_are_answered_or_refused(text: list[str]) -> None:
    for negotiate in (negotiation.for_publisher, negotiation.for_viewer):
        try:
            negotiate(sdp.parse("v=0\r\n" + "\r\n".join(text)))
        except OfferRefused:
            continue


BUNDLED = (VIDEO[0].replace("m=video 9", "m=video 0"), *VIDEO[1:], "a=bundle-only")


def test_a_line_that_is_for_the_bundle_only_has_port_zero() -> None:
    bundled = negotiation.for_publisher(sdp.parse(offer(AUDIO, BUNDLED)))
    apart = negotiation.for_publisher(sdp.parse(offer(AUDIO, BUNDLED, bundle="")))

    assert [each.kind for each in bundled.chosen] == [Kind.AUDIO, Kind.VIDEO]
    assert [each.kind for each in apart.chosen] == [Kind.AUDIO]


def test_a_rejected_line_is_not_for_the_bundle() -> None:
    rejected = tuple(each for each in BUNDLED if each != "a=bundle-only")

    assert [each.kind for each in negotiation.for_publisher(sdp.parse(offer(AUDIO, rejected))).chosen] == [Kind.AUDIO]


def test_a_publisher_is_taken_whole_or_refused() -> None:
    alien = ("m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=rtpmap:96 H265/90000")

    with pytest.raises(OfferRefused) as refused:
        negotiation.for_publisher(sdp.parse(offer(AUDIO, alien)))

    assert refused.value.reason == "offer_unsupported"
    viewer = negotiation.for_viewer(sdp.parse(offer(AUDIO, alien, direction="recvonly")))
    assert [each.kind for each in viewer.chosen] == [Kind.AUDIO]
