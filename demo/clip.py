"""The minute of picture and sound that the synthetic presenter sends: made once, kept on disk, never encoded again.

Packet n of `pictures` is second n // 25 of the minute, and every whole second begins with a keyframe, so a viewer who
joins waits half a second on average and nobody ever has to ask for one. Sending costs packetizing, not encoding.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.frame import PictureType
from av.video.stream import VideoStream

from demo import canvas, scene, sound
from demo.prefetch import prefetch

SOUNDS_A_PICTURE = sound.SAMPLE_RATE // sound.FRAME_SAMPLES // scene.RATE
KEYFRAME_EVERY = scene.RATE
# The encoder hears the last second of the minute first, so that packet 0 continues what packet 2999 ended.
LEAD_IN = 50
PROGRESS_EVERY = 6 * scene.RATE
AUDIO_BIT_RATE = 48_000
# Expecting loss, Opus leans less on the packets before. Without it, who joins in the middle hears a crack: up to 24,000
# of 32,768 where the clip never passes 5,400.
AUDIO_OPTIONS = {"packet_loss": "10"}
VIDEO_BIT_RATE = 1_200_000
VERSION_TAG = "ROADSHOW_CLIP"

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Encoding:
    """How one video codec is encoded: what WebRTC calls it, FFmpeg's encoder and the encoder's options."""

    mime_type: str
    encoder: str
    options: dict[str, str] = field(hash=False)
    profile: str | None = None


ENCODINGS = {
    "vp8": Encoding(
        "video/VP8",
        "libvpx",
        # No look-ahead and no hidden reference frames: every packet is a picture, shown in the order sent.
        {"deadline": "good", "cpu-used": "5", "crf": "12", "qmin": "4", "lag-in-frames": "0", "auto-alt-ref": "0"},
    ),
    "h264": Encoding(
        "video/H264",
        "libx264",
        {"preset": "veryfast", "tune": "zerolatency", "forced-idr": "1", "crf": "22", "maxrate": "1200k",
         "bufsize": "1200k"},
        # Constrained Baseline is the one profile every browser must be able to decode (RFC 7742 section 5).
        profile="Baseline",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Clip:
    """A minute of encoded packets, 25 pictures and 50 sounds a second; H.264 is in Annex B form."""

    codec: str
    pictures: tuple[bytes, ...]
    sounds: tuple[bytes, ...]


def cached(path: Path, codec: str = "vp8", progress: Progress = lambda share: None) -> Clip:
    """Read the clip at `path`, making it first if it is absent, torn or was made by other code or drawings."""
    clip = load(path, codec)
    if clip is None:
        make(path, codec, progress)
        clip = load(path, codec)
    if clip is None:
        raise OSError(f"the clip just made at {path} cannot be read back")
    return clip


def load(path: Path, codec: str = "vp8") -> Clip | None:
    """Read a whole clip of this version, or None."""
    try:
        with av.open(str(path)) as file:
            if file.metadata.get(VERSION_TAG) != version(codec):
                return None
            clip = _demux(file, codec)
    except (OSError, av.FFmpegError):
        return None
    whole = len(clip.pictures) == scene.RATE * scene.SECONDS
    return clip if whole and len(clip.sounds) == len(clip.pictures) * SOUNDS_A_PICTURE else None


def make(path: Path, codec: str = "vp8", progress: Progress = lambda share: None) -> None:
    """Draw, encode and store the clip; a reader sees the old file or the whole new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with av.open(str(draft), "w", format="matroska") as file:
            file.metadata[VERSION_TAG] = version(codec)
            _mux(file, ENCODINGS[codec], progress)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def version(codec: str) -> str:
    """A digest of all that decides the clip's content: the code that draws and encodes it, and every sprite."""
    digest = hashlib.sha256(codec.encode())
    sources = [Path(str(module.__file__)) for module in (canvas, scene, sound)]
    for path in (Path(__file__), *sources, *sorted(canvas.ART.glob("*.png"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _mux(file: OutputContainer, encoding: Encoding, progress: Progress) -> None:
    picture_stream, sound_stream = _video_stream(file, encoding), _audio_stream(file)
    sounds = iter(_encoded_sounds(sound_stream))
    for index, packet in enumerate(_encoded_pictures(picture_stream)):
        file.mux(packet)
        for _ in range(SOUNDS_A_PICTURE):
            file.mux(next(sounds))
        if index % PROGRESS_EVERY == 0:
            progress(index / (scene.RATE * scene.SECONDS))
    progress(1.0)


def _video_stream(file: OutputContainer, encoding: Encoding) -> VideoStream:
    stream = cast(VideoStream, file.add_stream(encoding.encoder, rate=scene.RATE, options=encoding.options))
    stream.width, stream.height, stream.pix_fmt = scene.WIDTH, scene.HEIGHT, "yuv420p"
    stream.codec_context.time_base = Fraction(1, scene.RATE)
    stream.codec_context.gop_size = KEYFRAME_EVERY
    stream.codec_context.bit_rate = VIDEO_BIT_RATE
    stream.codec_context.thread_count = 2
    if encoding.profile:
        stream.codec_context.profile = encoding.profile
    return stream


def _audio_stream(file: OutputContainer) -> AudioStream:
    stream = file.add_stream("libopus", rate=sound.SAMPLE_RATE, layout="mono", options=AUDIO_OPTIONS)
    stream.codec_context.bit_rate = AUDIO_BIT_RATE
    return stream


def _encoded_pictures(stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    for index, frame in enumerate(prefetch(scene.frames())):
        frame.pict_type = PictureType.NONE if index % KEYFRAME_EVERY else PictureType.I
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _encoded_sounds(stream: AudioStream) -> "list[Packet[AudioStream]]":
    frames = list(sound.frames())
    packets: list[Packet[AudioStream]] = []
    for index, frame in enumerate(frames[-LEAD_IN:] + frames):
        frame.pts = index * sound.FRAME_SAMPLES
        packets += stream.encode(frame)
    kept = packets[LEAD_IN : LEAD_IN + len(frames)]
    for index, packet in enumerate(kept):
        packet.pts = packet.dts = index * sound.FRAME_SAMPLES
    return kept


def _demux(file: InputContainer, codec: str) -> Clip:
    picture_stream, sound_stream = file.streams.video[0], file.streams.audio[0]
    # Matroska stores H.264 with lengths; RTP wants start codes, and the parameter sets before every keyframe.
    annex_b = av.BitStreamFilterContext("h264_mp4toannexb" if codec == "h264" else "null", picture_stream)
    pictures: list[bytes] = []
    sounds: list[bytes] = []
    for packet in file.demux(picture_stream, sound_stream):
        if packet.stream is sound_stream and packet.size:
            sounds.append(bytes(packet))
        elif packet.size:
            pictures += [bytes(filtered) for filtered in annex_b.filter(packet)]
    return Clip(codec, tuple(pictures), tuple(sounds))
