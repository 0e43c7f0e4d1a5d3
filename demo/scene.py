"""What the synthetic presenter shows: a minute of pitch for an invented project, over a sea that never repeats a seam.

Everything that moves comes back to its place after 60 s: speed x 60 is a whole number of periods, and speeds are whole
pairs of pixels a frame. The clock shows the second and the frame, the lamps flash with the tick of each second.
"""

from collections.abc import Iterator

from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from demo.canvas import CLEAR, FINE, OPAQUE, Canvas

WIDTH, HEIGHT = 1280, 720
RATE = 25
SECONDS = 60
PANELS = 4
FADE = 0.6
BUOYS = (560, 800, 1090)
# The mid wave as art/sheet.html draws it: the buoys ride its crest line.
MID_TOP, MID_CREST, MID_PERIOD, MID_SPEED = 508, 26, 1000, 100


def frames(count: int = RATE * SECONDS) -> Iterator[VideoFrame]:
    """Draw the minute from its first frame on."""
    canvas = Canvas(RATE)
    picture = canvas.sprite("plate", form=OPAQUE)
    picture = canvas.over(picture, canvas.sprite("far"), "-mod(50*t,750)", "468")
    for x in BUOYS:
        picture = canvas.over(picture, _buoy(canvas, x + 36), str(x), str(MID_TOP - 80))
    picture = canvas.over(picture, canvas.sprite("mid"), f"-mod({MID_SPEED}*t,{MID_PERIOD})", str(MID_TOP))
    picture = canvas.over(picture, canvas.sprite("near"), "-mod(150*t,1500)", "588")
    picture = canvas.over(picture, _cable(canvas), "0", "636")
    picture = canvas.over(picture, _panels(canvas), "72", "344")
    picture = canvas.over(picture, _clock(canvas), "1086", "50")
    picture = canvas.over(picture, canvas.sprite("bar"), f"{WIDTH}*(t/{SECONDS}-1)", str(HEIGHT - 4))
    yield from canvas.frames(picture, count)


def _buoy(canvas: Canvas, x: int) -> FilterContext:
    """A buoy that rides the mid wave at `x`; drawn twice as large, so that it moves by half pixels."""
    phase = f"2*PI*({x}+{MID_SPEED}*t)/{MID_PERIOD}"
    height = f"2*(6+{MID_CREST}-{0.7 * MID_CREST}*(sin({phase})+0.35*sin(2*{phase}+1)))"
    lit = canvas.over(
        canvas.sprite("buoy", form=FINE), canvas.sprite("lamp", form=FINE), "0", "0",
        form=FINE, when="lt(mod(t+0.001,1),0.16)",
    )  # fmt: skip
    water = canvas.sprite("blank", ("crop", "144:380:0:0"), form=FINE)
    afloat = canvas.over(water, lit, "0", height, form=FINE)
    return canvas.through(afloat, ("scale", "iw/2:ih/2:flags=bilinear"), ("format", CLEAR))


def _cable(canvas: Canvas) -> FilterContext:
    """The sea cable and the sparks of energy that run along it."""
    strip = canvas.sprite("cable", form=FINE)
    for index in range(6):
        x = f"mod(150*t+{250 * index},1500)-110"
        strip = canvas.over(strip, canvas.sprite("spark", form=FINE), f"{x}-14", f"16-12*sin(PI*({x})/750)", form=FINE)
    return canvas.through(strip, ("format", CLEAR))


def _panels(canvas: Canvas) -> FilterContext:
    """Four claims in turn, each faded in and out."""
    length = SECONDS / PANELS
    fades = (
        ("trim", f"end_frame={round(RATE * length)}"),
        ("fade", f"t=in:d={FADE}:alpha=1"),
        ("fade", f"t=out:st={length - FADE}:d={FADE}:alpha=1"),
    )
    return canvas.in_turn(*(canvas.sprite(f"panel{index + 1}", *fades) for index in range(PANELS)))


def _clock(canvas: Canvas) -> FilterContext:
    """Second and frame of the minute, each digit a window that slides over a column of ten."""
    face = canvas.sprite("blank", ("crop", "128:60:0:0"))
    face = canvas.over(face, _digit(canvas, "seconds", 34, 60, f"n/{RATE * 10}"), "0", "0")
    face = canvas.over(face, _digit(canvas, "seconds", 34, 60, f"mod(n/{RATE},10)"), "34", "0")
    face = canvas.over(face, _digit(canvas, "frames", 16, 28, f"mod(n,{RATE})/10"), "78", "26")
    return canvas.over(face, _digit(canvas, "frames", 16, 28, f"mod(mod(n,{RATE}),10)"), "94", "26")


def _digit(canvas: Canvas, column: str, width: int, height: int, value: str) -> FilterContext:
    return canvas.sprite(column, ("crop", f"{width}:{height}:0:'{height}*floor({value})'"))
