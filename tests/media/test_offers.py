"""What other people's clients really offer, as in recorded/: Chromium 156, Firefox ESR 153, aiortc 1.16, werift 0.25,
libdatachannel (node-datachannel 0.33) and FFmpeg 8.1's WHIP muxer. Their credentials were never used again.
"""

from pathlib import Path

import pytest

from media.api import OfferRefused
from media.embedded import answer, fragment, negotiation, sdp
from media.embedded.codecs import Kind
from tests.media.offers import FINGERPRINT

FOLDER = Path(__file__).parent / "recorded"
TERMS = answer.Terms(ufrag="ours", password="secret", fingerprint=FINGERPRINT, candidates=("203.0.113.5",), port=4711)
SSRCS = {Kind.AUDIO: (1, 2), Kind.VIDEO: (3, 4)}
ALL = {"VP8", "VP9", "AV1", "H264"}

# By name: the codecs that are taken of each line, in order; nothing of a line that is rejected.
PUBLISHERS = {
    "aiortc-publisher": ({"opus"}, {"VP8"}),
    "chromium-audio-only": ({"opus"},),
    "chromium-publisher": ({"opus"}, {"VP8"}),
    "chromium-simulcast": ({"opus"}, {"VP8"}),
    "chromium-unbundled-policy": ({"opus"}, {"VP8"}),
    "chromium-video-only": ({"VP8"},),
    "chromium-with-data": ({"opus"}, {"VP8"}, set()),
    "ffmpeg-publisher": ({"opus"}, {"H264"}),
    "firefox-audio-only": ({"opus"},),
    "firefox-publisher": ({"opus"}, {"VP8"}),
    "firefox-simulcast": ({"opus"}, {"VP8"}),
    "firefox-unbundled-policy": ({"opus"}, {"VP8"}),
    "firefox-video-only": ({"VP8"},),
    "firefox-with-data": ({"opus"}, {"VP8"}, set()),
    "libdatachannel-publisher": ({"opus"}, {"H264"}),
    "werift-publisher": ({"VP8"},),
}
VIEWERS = {
    "aiortc-viewer": ({"opus"}, {"VP8", "H264"}),
    "chromium-viewer": ({"opus"}, ALL),
    # Its H.264 is an add-on that it fetches after the first start.
    "firefox-viewer": ({"opus"}, ALL - {"H264"}),
    "libdatachannel-viewer": ({"opus"}, {"H264"}),
    "werift-viewer": ({"opus"}, {"VP8"}),
}
NO_MEDIA = ("chromium-data-only", "firefox-data-only")


def recorded(name: str) -> str:
    return (FOLDER / f"{name}.sdp").read_text().replace("\n", "\r\n")


def taken(agreement: negotiation.Agreement) -> tuple[set[str], ...]:
    return tuple(set(each.codecs) if each else set() for each in agreement.lines)


def test_every_recorded_offer_is_looked_at() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*PUBLISHERS, *VIEWERS, *NO_MEDIA}


@pytest.mark.parametrize("name", PUBLISHERS)
def test_a_publishers_lines_are_taken(name: str) -> None:
    agreement = negotiation.for_publisher(sdp.parse(recorded(name)))

    assert taken(agreement) == PUBLISHERS[name]
    assert agreement.client is (name == "ffmpeg-publisher")


@pytest.mark.parametrize("name", VIEWERS)
def test_a_viewer_gets_every_codec_it_has(name: str) -> None:
    assert taken(negotiation.for_viewer(sdp.parse(recorded(name)))) == VIEWERS[name]


@pytest.mark.parametrize("name", NO_MEDIA)
def test_an_offer_of_data_alone_is_refused(name: str) -> None:
    with pytest.raises(OfferRefused) as refused:
        negotiation.for_publisher(sdp.parse(recorded(name)))

    assert refused.value.reason == "offer_unsupported"


@pytest.mark.parametrize("name", ["chromium-simulcast", "firefox-simulcast"])
def test_layers_are_known_by_their_names(name: str) -> None:
    agreement = negotiation.for_publisher(sdp.parse(recorded(name)))

    assert [each.line.rids for each in agreement.chosen] == [(), ("l", "m", "h")]


@pytest.mark.parametrize("name", [*PUBLISHERS, *VIEWERS])
def test_each_offered_line_is_answered_in_its_place(name: str) -> None:
    choose = negotiation.for_viewer if name in VIEWERS else negotiation.for_publisher
    agreement = choose(sdp.parse(recorded(name)))

    answered = sdp.parse(answer.write(agreement, TERMS, SSRCS if name in VIEWERS else None)).lines

    offered = agreement.offer.lines
    assert [(each.kind, each.mid) for each in answered] == [(each.kind, each.mid) for each in offered]
    assert [each.port for each in answered] == [4711 if each else 0 for each in agreement.lines]
    setup = "active" if agreement.client else "passive"
    assert {each.setup for each in answered if each.port} == {setup}


@pytest.mark.parametrize("name", [*PUBLISHERS, *VIEWERS])
def test_the_credentials_are_found_that_a_restart_is_told_by(name: str) -> None:
    assert fragment.credentials(recorded(name)) is not None
