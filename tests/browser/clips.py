"""Clips for a browser to capture as its camera: each of one colour, with a bar that moves through it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT, RATE = 640, 360, 15
FRAMES = 2 * RATE
BAR = 40

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Clip:
    """A moving picture that is told from another by its colour (ITU-R BT.601, limited range)."""

    name: str
    luma: int
    blue: int
    red: int

    def write(self, folder: Path) -> Path:
        """Write it as YUV4MPEG2, which Chromium takes as a capture device and plays over and over."""
        path = folder / f"{self.name}.y4m"
        with path.open("wb") as file:
            file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
            for number in range(FRAMES):
                file.write(b"FRAME\n")
                file.writelines(self._planes(number))
        return path

    def _planes(self, number: int) -> Iterator[bytes]:
        row = bytearray([self.luma]) * WIDTH
        left = number * (WIDTH - BAR) // FRAMES
        row[left : left + BAR] = bytes([235]) * BAR
        yield bytes(row) * HEIGHT
        for chroma in (self.blue, self.red):
            yield bytes([chroma]) * (WIDTH * HEIGHT // 4)

    @property
    def colour(self) -> Rgb:
        """The average red, green and blue of every frame."""
        luma = self.luma + (235 - self.luma) * BAR / WIDTH
        y, u, v = 1.164 * (luma - 16), self.blue - 128, self.red - 128
        red, green, blue = y + 1.596 * v, y - 0.392 * u - 0.813 * v, y + 2.017 * u
        return _byte(red), _byte(green), _byte(blue)


def _byte(value: float) -> float:
    return min(255.0, max(0.0, value))


EMBER = Clip("ember", luma=110, blue=90, red=190)
TIDE = Clip("tide", luma=90, blue=180, red=80)
