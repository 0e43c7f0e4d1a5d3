from collections.abc import Iterator
from pathlib import Path
from typing import cast

import aioice.ice
import pytest
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from demo import clip as module
from demo import scene
from demo.addresses import also_use_the_way_to
from demo.clip import Clip, cached

# Kept between runs: the clip knows by itself when it is out of date.
KEPT = Path(".cache/demo").absolute()
# Seconds of the minute that are drawn and encoded, for all of it takes minutes: its begin, and one panel after another.
SHOWN = (0, 1, 14, 15)


def drawn_in_part(stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    """A minute of pictures, in which the same seconds come again and again."""
    encoded = [bytes(packet) for frame in _shown() for packet in stream.encode(frame)]
    encoded += [bytes(packet) for packet in stream.encode(None)]
    for index in range(scene.RATE * scene.SECONDS):
        packet = cast("Packet[VideoStream]", Packet(encoded[index % len(encoded)]))
        packet.stream, packet.time_base = stream, stream.codec_context.time_base
        packet.pts = packet.dts = index
        packet.is_keyframe = index % module.KEYFRAME_EVERY == 0
        yield packet


def _shown() -> Iterator[VideoFrame]:
    drawn = enumerate(scene.frames((max(SHOWN) + 1) * scene.RATE))
    wanted = (frame for index, frame in drawn if index // scene.RATE in SHOWN)
    for index, frame in enumerate(wanted):
        frame.pts = index
        frame.pict_type = PictureType.NONE if index % module.KEYFRAME_EVERY else PictureType.I
        yield frame


def kept(codec: str) -> Path:
    """The path of a clip that whoever shows it takes for whole; it is made at most once."""
    path = KEPT / f"{codec}.mkv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_encoded_pictures", drawn_in_part)
        cached(path, codec)
    return path


@pytest.fixture(scope="session")
def clip_path() -> Path:
    return kept("vp8")


@pytest.fixture(scope="session")
def clip(clip_path: Path) -> Clip:
    return cached(clip_path)


@pytest.fixture(scope="session")
def h264() -> Clip:
    return cached(kept("h264"), "h264")


@pytest.fixture
def loopback() -> Iterator[None]:
    gather = aioice.ice.get_host_addresses
    also_use_the_way_to("http://127.0.0.1")
    yield
    aioice.ice.get_host_addresses = gather
