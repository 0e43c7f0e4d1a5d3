"""Encoded pictures for clients that have no encoder, and a decoder for those that have none."""

import base64
from fractions import Fraction
from typing import Any

import av
from aiortc.codecs import depayload, get_decoder
from aiortc.codecs.h264 import H264Decoder
from aiortc.codecs.vpx import Vp8Decoder, Vp8Encoder
from aiortc.jitterbuffer import JitterFrame
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from tests.clients.program import Program

SIZE = (160, 120)
COUNT = 5
CODECS = {
    name: RTCRtpCodecParameters(mimeType=f"video/{name}", clockRate=90_000, payloadType=96) for name in ("VP8", "H264")
}


def vp8() -> list[list[str]]:
    """Some keyframes as the RTP payloads (RFC 7741) that carry them."""
    encoder = Vp8Encoder()
    return [[_text(each) for each in encoder.encode(_picture(count), force_keyframe=True)[0]] for count in range(COUNT)]


def h264() -> list[str]:
    """Some IDR pictures with their parameter sets, in the byte stream format of annex B."""
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt, codec.time_base = *SIZE, "yuv420p", Fraction(1, 20)
    codec.options = {"profile": "baseline", "preset": "ultrafast", "tune": "zerolatency", "g": "1"}
    return [_text(bytes(packet)) for count in range(COUNT) for packet in codec.encode(_picture(count))]


async def size_of(viewer: Program, codec: str) -> tuple[int, int]:
    """The size of the first picture that can be decoded from the packets a viewer hands over."""
    parameters, frame = CODECS[codec], b""
    decoder: Vp8Decoder | H264Decoder = get_decoder(parameters)  # type: ignore[assignment]
    while True:
        packet = await viewer.says("payload")
        frame += depayload(parameters, base64.b64decode(packet["payload"]))
        if packet["marker"]:
            if size := _decoded(decoder, frame, packet["timestamp"]):
                return size
            frame = b""


def _decoded(decoder: Vp8Decoder | H264Decoder, data: bytes, timestamp: int) -> tuple[int, int] | None:
    try:
        pictures: list[Any] = list(decoder.decode(JitterFrame(data=data, timestamp=timestamp)))
    except av.error.InvalidDataError:
        # Nothing can be made of it before the first keyframe.
        return None
    return (pictures[0].width, pictures[0].height) if pictures else None


def _picture(count: int) -> VideoFrame:
    frame = VideoFrame(*SIZE, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([16 + 40 * count]) * plane.buffer_size)
    frame.pts, frame.time_base = count, Fraction(1, 20)
    return frame


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
