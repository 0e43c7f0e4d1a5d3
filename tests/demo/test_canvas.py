import pytest
from av.video.frame import VideoFrame

from demo.canvas import CLEAR, FINE, OPAQUE, Canvas


def luma(frame: VideoFrame, x: int, y: int) -> int:
    plane = frame.planes[0]
    return bytes(plane)[y * plane.line_size + x]


@pytest.mark.parametrize(("form", "x"), [(CLEAR, 2), (FINE, 1)])
def test_a_sprite_moves_by_two_pixels_or_one(form: str, x: int) -> None:
    canvas = Canvas(25)
    ground = canvas.sprite("blank", ("crop", "60:8:0:0"), form=form)
    bar = canvas.sprite("bar", ("crop", "2:4:0:0"), form=form)

    frames = list(canvas.frames(canvas.over(ground, bar, f"t*25*{x}", "0", form=form), 10))

    lit = [[column for column in range(60) if luma(frame, column, 0) > 60] for frame in frames]
    assert lit == [[n * x, n * x + 1] for n in range(10)]


def test_a_layer_is_laid_on_only_when_it_should() -> None:
    canvas = Canvas(25)
    ground = canvas.sprite("blank", ("crop", "8:8:0:0"))

    frames = canvas.frames(canvas.over(ground, canvas.sprite("bar"), "0", "0", when="gte(mod(t,0.08),0.03)"), 4)

    assert [luma(frame, 0, 0) > 60 for frame in frames] == [False, True, False, True]


def test_layers_in_turn_follow_one_another() -> None:
    canvas = Canvas(25)
    dark = canvas.sprite("blank", ("crop", "8:4:0:0"), ("trim", "end_frame=2"))
    blue = canvas.sprite("bar", ("crop", "8:4:0:0"), ("trim", "end_frame=2"))

    assert [luma(frame, 0, 0) > 60 for frame in canvas.frames(canvas.in_turn(dark, blue), 4)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_full_range_drawing_becomes_a_limited_range_picture() -> None:
    canvas = Canvas(25)

    (frame,) = canvas.frames(canvas.sprite("plate", form=OPAQUE), 1)

    luminance = bytes(frame.planes[0])
    assert min(luminance) >= 16
    assert max(luminance) <= 235
