"""What the synthetic presenter sounds like: a quiet chord for each panel, a bell as it begins, a tick each second.

Every frequency is a whole number of cycles in a chord's length, so chords meet at zero and the loop is not heard.
"""

from collections.abc import Iterator
from typing import cast

from av.audio.frame import AudioFrame
from av.filter.graph import Graph

SAMPLE_RATE = 48_000
FRAME_SAMPLES = 960
CHORD_SECONDS = 15
CHORDS = (
    (146.83, 220.00, 329.63, 369.99),
    (123.47, 185.00, 293.66, 440.00),
    (98.00, 146.83, 246.94, 369.99),
    (110.00, 164.81, 246.94, 293.66),
)


def frames() -> Iterator[AudioFrame]:
    """Play the minute in frames of 20 ms, the length of an Opus packet."""
    graph = Graph()
    joined = graph.add("concat", f"n={len(CHORDS)}:v=0:a=1")
    for index, chord in enumerate(CHORDS):
        source = f"exprs='{_wave(chord)}':s={SAMPLE_RATE}:d={CHORD_SECONDS}:c=mono"
        graph.add("aevalsrc", source).link_to(joined, 0, index)
    graph.link_nodes(
        joined,
        graph.add("aformat", "sample_fmts=s16"),
        graph.add("asetnsamples", str(FRAME_SAMPLES)),
        graph.add("abuffersink"),
    ).configure()
    for _ in range(len(CHORDS) * CHORD_SECONDS * SAMPLE_RATE // FRAME_SAMPLES):
        yield cast(AudioFrame, graph.pull())


def _wave(chord: tuple[float, ...]) -> str:
    swell = f"(0.25+0.75*pow(sin(PI*t/{CHORD_SECONDS}),2))"
    pad = "+".join(f"sin(2*PI*{_whole(note)}*t)" for note in chord)
    bell = f"sin(2*PI*{_whole(chord[-1] * 2)}*t)*exp(-1.6*t)"
    tick = "sin(2*PI*1600*mod(t,1))*exp(-90*mod(t,1))"
    return f"0.035*{swell}*({pad})+0.04*{bell}+0.05*{tick}"


def _whole(frequency: float) -> float:
    """The nearest frequency that ends a chord where it began it."""
    return round(round(frequency * CHORD_SECONDS) / CHORD_SECONDS, 6)
