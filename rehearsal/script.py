"""What a rehearsal does, phase after phase, read from TOML; `default.toml` says what each word means."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

DEFAULT = Path(__file__).with_name("default.toml")
MOST_VIEWERS, MOST_MEDIA, MOST_MINUTES = 19_000, 200, 120.0
MOST_A_SECOND = 5000.0
AFTER = {"pitch": ("", "pitch", "questions", "end"), "questions": ("pitch",), "end": ("pitch", "questions")}
"""What a pitch may be at when something is shown of it, by what was shown last."""

Share = Annotated[float, Meta(ge=0, le=1)]
Rate = Annotated[float, Meta(ge=0, le=MOST_A_SECOND)]


class BadScript(Exception):
    """The script cannot be played; the message says why."""


class Title(Struct, frozen=True, forbid_unknown_fields=True):
    """What a phase is called."""

    en: str
    zh: str


class Phase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of time in which a synthetic audience behaves in one way."""

    title: Title
    seconds: Annotated[float, Meta(gt=0, le=7200)]
    viewers: Share = 1.0
    media: Share = 0.0
    questions: Rate = 0.0
    votes: Rate = 0.0
    intents: Rate = 0.0
    drop: Share = 0.0
    idle: Share = 0.0
    show: Literal["pitch", "questions", "end", ""] = ""


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phases in order, and the share of viewers who are investors."""

    phase: Annotated[list[Phase], Meta(min_length=1, max_length=50)]
    investors: Share = 0.3

    def __post_init__(self) -> None:
        """Raises ValueError where something is shown of a pitch that is not on."""
        shown = ["", *(phase.show for phase in self.phase if phase.show)]
        for before, what in pairwise(shown):
            if before not in AFTER[what]:
                raise ValueError(f'show = "{what}" comes after show = "pitch"')

    @property
    def pitches(self) -> int:
        """How many presenters step up, one after another."""
        return max(1, sum(phase.show == "pitch" for phase in self.phase))

    @property
    def seconds(self) -> float:
        """How long all of it takes."""
        return sum(phase.seconds for phase in self.phase)

    def lasting(self, minutes: float) -> "Script":
        """The same in so many minutes."""
        factor = minutes * 60 / self.seconds
        return replace(self, phase=[replace(phase, seconds=phase.seconds * factor) for phase in self.phase])


def read(path: Path = DEFAULT) -> Script:
    """The script in a file; raises BadScript."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Script)
    except (OSError, msgspec.MsgspecError) as error:
        raise BadScript(f"the script {path} cannot be played: {error}") from error
