import shutil
from array import array
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import pytest
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from demo import scene
from demo.clip import Clip, load, make, version


def pictures(packets: Iterable[bytes]) -> list[VideoFrame]:
    decoder = av.CodecContext.create("libvpx", "r")
    assert isinstance(decoder, VideoCodecContext)
    return [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]


def samples(packets: Iterable[bytes]) -> "array[int]":
    """The left channel; Opus gives back 48,000 samples a second whatever it was fed."""
    decoder = av.CodecContext.create("libopus", "r")
    assert isinstance(decoder, AudioCodecContext)
    decoder.format, decoder.layout, decoder.sample_rate = "s16", "mono", 48_000
    decoded: array[int] = array("h")
    for packet in packets:
        for frame in decoder.decode(av.Packet(packet)):
            decoded.frombytes(bytes(frame.planes[0])[: frame.samples * 2])
    return decoded


def is_keyframe(packet: bytes) -> bool:
    """RFC 6386 section 9.1: the lowest bit of a VP8 frame is 0 for a keyframe."""
    return not packet[0] & 1


def test_the_clip_is_one_minute(clip: Clip) -> None:
    assert len(clip.pictures) == 60 * 25
    assert len(clip.sounds) == 60 * 50


def test_pictures_are_encoded_as_they_are_drawn_with_a_keyframe_each_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene, "frames", partial(scene.frames, 50))
    path = tmp_path / "clip.mkv"

    make(path)

    with av.open(str(path)) as file:
        made = [bytes(packet) for packet in file.demux(video=0) if packet.size]
    assert len(pictures(made)) == 50
    assert [index for index, packet in enumerate(made) if is_keyframe(packet)] == [0, 25]
    assert load(path) is None


def test_times_in_the_file_have_no_gap(clip_path: Path) -> None:
    with av.open(str(clip_path)) as file:
        times: dict[str, list[float]] = {"video": [], "audio": []}
        for packet in file.demux():
            if packet.pts is not None:
                times[packet.stream.type].append(float(packet.pts * packet.time_base))

    for kind, step in (("video", 1 / 25), ("audio", 1 / 50)):
        gaps = [after - before for before, after in pairwise(times[kind])]
        assert all(gap == pytest.approx(step, abs=0.0015) for gap in gaps)


def test_every_second_and_nothing_else_begins_with_a_keyframe(clip: Clip) -> None:
    keyframes = [index for index, packet in enumerate(clip.pictures) if is_keyframe(packet)]

    assert keyframes == list(range(0, 60 * 25, 25))


def test_a_second_never_weighs_more_than_a_modest_uplink_carries(clip: Clip) -> None:
    seconds = [sum(map(len, clip.pictures[start : start + 25])) * 8 for start in range(0, len(clip.pictures), 25)]

    assert max(seconds) < 1_500_000


def test_the_picture_decodes_across_the_seam(clip: Clip) -> None:
    frames = pictures(clip.pictures[-25:] + clip.pictures[:25])

    assert len(frames) == 50
    assert {(frame.width, frame.height) for frame in frames} == {(1280, 720)}


def test_the_sound_does_not_jump_at_the_seam(clip: Clip) -> None:
    decoded = samples(clip.sounds[-50:] + clip.sounds[:50])
    seam = len(decoded) // 2
    steps = [abs(after - before) for before, after in pairwise(decoded)]

    # The tick of the second is in this window, as it is in every other.
    elsewhere = samples(clip.sounds[50:150])
    usual = max(abs(after - before) for before, after in pairwise(elsewhere))
    assert max(steps[seam - 960 : seam + 960]) < 2 * usual


def test_the_sound_is_there_and_quiet(clip: Clip) -> None:
    loudest = max(map(abs, samples(clip.sounds)))

    assert 0.01 < loudest / 32768 < 0.2


def test_who_joins_in_the_middle_hears_no_crack(clip: Clip) -> None:
    """A decoder that had not heard the packets before once gave out a crack at three quarters of full scale."""
    joined = [max(map(abs, samples(clip.sounds[start : start + 4]))) for start in range(0, 3000, 37)]

    assert max(joined) / 32768 < 0.25


def test_h264_carries_its_parameter_sets_in_every_keyframe(h264: Clip) -> None:
    kinds = [{unit[0] & 31 for unit in packet.split(b"\0\0\1")[1:]} for packet in h264.pictures]

    # 5 a keyframe's slice, 7 and 8 the parameter sets.
    assert [index for index, kind in enumerate(kinds) if 5 in kind] == list(range(0, 60 * 25, 25))
    assert all({5, 7, 8} <= kind for kind in kinds[::25])


def test_h264_is_constrained_baseline_at_level_3_1(h264: Clip) -> None:
    profile = next(unit[1:4] for unit in h264.pictures[0].split(b"\0\0\1") if unit[:1] == b"\x67")

    assert profile[0] == 0x42
    assert profile[1] & 0x40
    assert profile[2] <= 0x1F


def test_a_clip_of_this_version_is_read(clip: Clip, clip_path: Path) -> None:
    assert load(clip_path) == clip


def test_a_clip_in_another_codec_is_not_taken(clip_path: Path) -> None:
    assert load(clip_path, "h264") is None
    assert version("h264") != version("vp8")


@pytest.mark.parametrize("kept", [0, 1000, 1_000_000])
def test_a_torn_clip_is_not_taken(kept: int, clip_path: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.webm"
    torn.write_bytes(clip_path.read_bytes()[:kept])

    assert load(torn) is None


def test_an_absent_clip_is_not_taken(tmp_path: Path) -> None:
    assert load(tmp_path / "none.webm") is None


def test_a_making_that_fails_leaves_the_old_clip_and_no_draft(clip: Clip, clip_path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "clip.webm"
    shutil.copy(clip_path, kept)

    def stop(share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        make(kept, "vp8", stop)

    assert load(kept) == clip
    assert list(tmp_path.iterdir()) == [kept]
