from av.video.frame import VideoFrame

from demo import scene

CLOCK = (1086, 50, 1210, 110)


def window(frame: VideoFrame, left: int, top: int, right: int, bottom: int) -> bytes:
    plane = frame.planes[0]
    rows = bytes(plane)
    return b"".join(rows[y * plane.line_size + left : y * plane.line_size + right] for y in range(top, bottom))


def test_no_two_frames_show_the_same_clock() -> None:
    clocks = {window(frame, *CLOCK) for frame in scene.frames(60)}

    assert len(clocks) == 60


def test_the_lamps_flash_as_the_second_begins() -> None:
    left = scene.BUOYS[0]
    lamp = (left, 400, left + 72, 600)

    lit = [sum(window(frame, *lamp)) for frame in scene.frames(50)]

    # The buoy moves little from one frame to the next; the lamp is what makes a leap.
    assert [n for n in range(1, 50) if lit[n] > 1.03 * lit[n - 1]] == [25]
    assert [n for n in range(1, 50) if lit[n] < 0.97 * lit[n - 1]] == [4, 29]


def test_what_moves_is_back_in_its_place_after_a_minute() -> None:
    for speed, period in ((50, 750), (scene.MID_SPEED, scene.MID_PERIOD), (150, 1500), (150, 250)):
        assert speed * scene.SECONDS % period == 0
        assert speed % (2 * scene.RATE) == 0
