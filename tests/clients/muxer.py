"""FFmpeg's WHIP muxer as a process of its own, because it holds the interpreter while it waits for the server.

`muxer.py URL TOKEN [CERTIFICATE KEY]`; it publishes until its input is closed.
"""

import json
import select
import sys
import time
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

WIDTH, HEIGHT, RATE = 320, 180, 25
SAMPLES = 960
"""An Opus frame of 20 ms; two for each picture."""


def main() -> None:
    url, token, *identity = sys.argv[1:]
    options = {"authorization": token, **dict(zip(("cert_file", "key_file"), identity, strict=False))}
    with av.open(url, "w", format="whip", options=options) as output:
        x264 = {"profile": "baseline", "preset": "ultrafast", "tune": "zerolatency", "g": "10"}
        video = output.add_stream("libx264", rate=RATE, width=WIDTH, height=HEIGHT, pix_fmt="yuv420p", options=x264)
        audio = output.add_stream("libopus", rate=48_000, layout="stereo")
        started, count = time.monotonic(), 0
        while not select.select([sys.stdin], [], [], max(0.0, started + count / RATE - time.monotonic()))[0]:
            output.mux(video.encode(_picture(count)))
            for part in range(48_000 // RATE // SAMPLES):
                output.mux(audio.encode(_silence(count * (48_000 // RATE) + part * SAMPLES)))
            count += 1


def _picture(count: int) -> VideoFrame:
    frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([count % 256]) * plane.buffer_size)
    frame.pts, frame.time_base = count, Fraction(1, RATE)
    return frame


def _silence(at: int) -> AudioFrame:
    frame = AudioFrame("s16", "stereo", SAMPLES)
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    frame.sample_rate, frame.pts, frame.time_base = 48_000, at, Fraction(1, 48_000)
    return frame


if __name__ == "__main__":
    # An error brings along what was logged last, which is why it happened.
    av.logging.set_level(av.logging.ERROR)
    try:
        main()
    except av.error.FFmpegError as error:
        sys.stdout.write(json.dumps({"failed": str(error)}) + "\n")
        sys.exit(1)
