"""A roadshow told by its commands: what is `given`, `when` one command, `then` its events or why it was `refused`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

import pytest
from msgspec import Struct
from msgspec.structs import replace

from server.domain.messages import (
    SYSTEM,
    Actor,
    Bilingual,
    Command,
    Context,
    Entry,
    Event,
    PersonId,
    PitchId,
    ProjectId,
    Role,
    SeatId,
)
from server.domain.onair import StartPitch
from server.domain.presets import Preset
from server.domain.programme import AddPitch
from server.domain.roadshow import decide, due, evolve
from server.domain.show import PlanRoadshow, StartRoadshow
from server.domain.state import Roadshow
from server.errors import Rejected

FREE: Final = Preset()
START: Final = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

PITCH_A, PROJECT_A = PitchId("pit_a"), ProjectId("prj_a")
PITCH_B, PROJECT_B = PitchId("pit_b"), ProjectId("prj_b")


def actor(name: str, role: Role, project: ProjectId | None = None) -> Actor:
    """Somebody whose seat, person, name and organisation all say who it is."""
    return Actor(
        seat=SeatId(f"sea_{name}"),
        person=PersonId(f"per_{name}"),
        role=role,
        project=project,
        name=f"Name of {name}",
        organisation=f"House of {name}",
    )


HOST: Final = actor("host", Role.organizer)
COHOST: Final = actor("cohost", Role.organizer)
ANNA: Final = actor("anna", Role.presenter, PROJECT_A)
BERT: Final = actor("bert", Role.presenter, PROJECT_B)
IRIS: Final = actor("iris", Role.investor)
IVAN: Final = actor("ivan", Role.investor)
INES: Final = actor("ines", Role.investor)
GUEST: Final = actor("guest", Role.audience)


def guest_of(id: str) -> Actor:
    """Whoever is behind the slip that this identity was made for."""
    return replace(actor(id, Role.investor), seat=SeatId(f"sea_{id}"))


CAST: Final = (HOST, COHOST, ANNA, BERT, IRIS, IVAN, INES, GUEST)


class Story:
    """Decides and evolves command by command under a clock that is moved by hand, and keeps the log and every state."""

    def __init__(self) -> None:
        self.at = START
        self.states = [Roadshow()]
        self.entries: list[Entry] = []
        self._contexts = 0
        self._outcome: Sequence[Event] | Rejected | None = None

    @property
    def state(self) -> Roadshow:
        return self.states[-1]

    def later(self, seconds: float) -> Self:
        self.at += timedelta(seconds=seconds)
        return self

    def given(self, who: Actor, *commands: Command, id: str = "") -> Self:
        """These were accepted; `id` is what the identity that the last of them makes ends in."""
        for command in commands:
            self.act(who, command, id=id)
        return self

    def when(self, who: Actor, command: Command, id: str = "") -> Self:
        """One command, whose outcome `then` and `refused` speak of."""
        try:
            self._outcome = self.act(who, command, id=id)
        except Rejected as refusal:
            self._outcome = refusal
        return self

    def then(self, *expected: Event | type[Event]) -> Self:
        """The command was accepted and caused just these, each compared whole or, where a type is given, by type."""
        if isinstance(self._outcome, Rejected):
            raise self._outcome
        assert self._outcome is not None
        caused = [
            type(event) if isinstance(wanted, type) else event
            for event, wanted in zip(self._outcome, expected, strict=False)
        ] + list(self._outcome[len(expected) :])
        assert caused == list(expected)
        return self

    def refused(self, code: str) -> Self:
        """The command was refused with this code, and the state is as it was."""
        assert isinstance(self._outcome, Rejected), f"accepted: {self._outcome}"
        assert self._outcome.code == code
        return self

    def act(self, who: Actor, command: Command, id: str = "") -> Sequence[Event]:
        self.ring()
        events = decide(self.state, command, self.context(who, id))
        self.happen(who.person, events)
        return events

    def ring(self) -> Self:
        """What is due by now happens."""
        return self.happen(SYSTEM, due(self.state, self.at))

    def context(self, who: Actor, id: str = "") -> Context:
        self._contexts += 1
        return Context(actor=who, at=self.at, id=id or f"{self._contexts:04d}")

    def happen(self, by: PersonId, events: Iterable[Event]) -> Self:
        """Events as a log holds them, whatever the rules say today."""
        for entry in self.entries_of(by, events):
            self.entries.append(entry)
            self.states.append(evolve(self.state, entry))
        return self

    def entries_of(self, by: PersonId, events: Iterable[Event]) -> list[Entry]:
        """What the log would hold next."""
        return [Entry(seq=seq, at=self.at, by=by, event=event) for seq, event in enumerate(events, self.state.seq + 1)]


def tag(message: type[Struct]) -> str:
    """The wire name of a message."""
    config: Any = message.__struct_config__
    return str(config.tag)


def title(text: str) -> Bilingual:
    return Bilingual(en=text)


def planned(*, moderated: bool = True, preset: Preset = FREE) -> Story:
    """Announced, with the pitches a and b."""
    plan = PlanRoadshow(title=title("Evening"), starts_at=START, moderated=moderated, preset=preset)
    story = Story().given(HOST, plan)
    for name in "ab":
        story.given(HOST, AddPitch(title=title(f"Project {name}")), id=name)
    return story


def live(*, moderated: bool = True, preset: Preset = FREE) -> Story:
    """The same, gone live; nothing is on."""
    return planned(moderated=moderated, preset=preset).given(HOST, StartRoadshow())


def on_air(*, moderated: bool = True, preset: Preset = FREE) -> Story:
    """The same with pitch a on air, whose window is open."""
    return live(moderated=moderated, preset=preset).given(HOST, StartPitch(pitch=PITCH_A))


def expect(code: str) -> pytest.RaisesExc[Rejected]:
    """For what is not a command: the block raises Rejected with this code."""
    return pytest.raises(Rejected, match=rf"^{code}\b")
