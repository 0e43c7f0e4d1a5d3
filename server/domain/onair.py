"""The pitch of the moment: it is called, gets ready, is on air, takes questions and ends; its intent window goes along.

One pitch is on at a time: starting one ends the one before, so that "next" is a single command. The intent window opens
with the pitch and closes with it; an organizer may open and close it by hand in between or afterwards.
"""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from server.domain.messages import Command, Context, Entry, Event, PitchId, SeatId
from server.domain.programme import changed
from server.domain.rules import LIVE, OPEN, PRESENTERS, RUNNING, STAFF, Evolutions, Rule, Rules, own_project
from server.domain.stage import handed_over, left
from server.domain.state import Phase, Pitch, Roadshow
from server.errors import Conflict


class CallPitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.call"):
    """Ring the presenters: you are next."""

    pitch: PitchId


class ReadyPitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.ready"):
    """A presenter says that this seat is ready to be shown, or no longer."""

    pitch: PitchId
    ready: bool


class StartPitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.start"):
    """Begin: ends the pitch before, opens the intent window, shows the presenter who is ready."""

    pitch: PitchId


class BeginQuestions(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.begin_questions"):
    """End the talk and begin the question time of the pitch that is on air."""

    pitch: PitchId


class ExtendPitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.extend"):
    """Give the running part of a pitch more seconds, or fewer."""

    pitch: PitchId
    seconds: Annotated[int, Meta(ge=-3600, le=3600)]


class EndPitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.end"):
    """End the pitch; its intent window closes."""

    pitch: PitchId


class OpenWindow(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="window.open"):
    """Take intents for a pitch that has been or is on."""

    pitch: PitchId


class CloseWindow(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="window.close"):
    """Take no more intents for a pitch."""

    pitch: PitchId


class PitchCalled(Event, frozen=True, kw_only=True, tag="pitch.called"):
    """The presenters were rung."""

    pitch: PitchId


class PitchReadied(Event, frozen=True, kw_only=True, tag="pitch.readied"):
    """A presenter's seat is ready to be shown; None takes that back."""

    pitch: PitchId
    seat: SeatId | None = None


class PitchStarted(Event, frozen=True, kw_only=True, tag="pitch.started"):
    """A pitch went on air."""

    pitch: PitchId


class QuestionsBegun(Event, frozen=True, kw_only=True, tag="pitch.questions_begun"):
    """The question time of a pitch began."""

    pitch: PitchId


class PitchExtended(Event, frozen=True, kw_only=True, tag="pitch.extended"):
    """The running part of a pitch was given more seconds, or fewer."""

    pitch: PitchId
    seconds: int


class PitchEnded(Event, frozen=True, kw_only=True, tag="pitch.ended"):
    """A pitch is over."""

    pitch: PitchId


class WindowOpened(Event, frozen=True, kw_only=True, tag="window.opened"):
    """Intents are taken for a pitch."""

    pitch: PitchId


class WindowClosed(Event, frozen=True, kw_only=True, tag="window.closed"):
    """Intents are taken no more for a pitch, but for a grace of seconds."""

    pitch: PitchId


def call(state: Roadshow, command: CallPitch, context: Context) -> Sequence[Event]:
    """Ring as often as needed."""
    _require(state.pitch(command.pitch), Phase.pending)
    return [PitchCalled(pitch=command.pitch)]


def ready(state: Roadshow, command: ReadyPitch, context: Context) -> Sequence[Event]:
    """The last seat that says ready is the one that will be shown."""
    pitch = state.pitch(command.pitch)
    own_project(context, pitch.project)
    _require(pitch, Phase.pending, Phase.on_air, Phase.questions)
    return [PitchReadied(pitch=command.pitch, seat=context.actor.seat if command.ready else None)]


def start(state: Roadshow, command: StartPitch, context: Context) -> Sequence[Event]:
    """Next: end what is on, then begin."""
    pitch = state.pitch(command.pitch)
    _require(pitch, Phase.pending, Phase.skipped)
    begin = [PitchStarted(pitch=pitch.pitch), WindowOpened(pitch=pitch.pitch)]
    return [*_ending(state), *begin, *handed_over(state, pitch)]


def begin_questions(state: Roadshow, command: BeginQuestions, context: Context) -> Sequence[Event]:
    """After the talk, before the end."""
    _require(state.pitch(command.pitch), Phase.on_air)
    return [QuestionsBegun(pitch=command.pitch)]


def extend(state: Roadshow, command: ExtendPitch, context: Context) -> Sequence[Event]:
    """Only what runs has a clock to move."""
    _require(state.pitch(command.pitch), Phase.on_air, Phase.questions)
    return [PitchExtended(pitch=command.pitch, seconds=command.seconds)]


def end(state: Roadshow, command: EndPitch, context: Context) -> Sequence[Event]:
    """End the pitch that is on, and take its presenter off."""
    _require(state.pitch(command.pitch), Phase.on_air, Phase.questions)
    return [*_ending(state), *left(state)]


def open_window(state: Roadshow, command: OpenWindow, context: Context) -> Sequence[Event]:
    """Again or longer, once the pitch has begun."""
    pitch = state.pitch(command.pitch)
    _require(pitch, Phase.on_air, Phase.questions, Phase.done)
    if pitch.window_open:
        raise Conflict("window_open")
    return [WindowOpened(pitch=pitch.pitch)]


def close_window(state: Roadshow, command: CloseWindow, context: Context) -> Sequence[Event]:
    """Before the pitch ends, or after it was opened again."""
    if not state.pitch(command.pitch).window_open:
        raise Conflict("window_closed")
    return [WindowClosed(pitch=command.pitch)]


def closing(state: Roadshow) -> list[Event]:
    """The events that end the pitch of the moment and close every window, those that were opened again too."""
    again = (state.pitches[pitch] for pitch in state.order)
    windows = [WindowClosed(pitch=pitch.pitch) for pitch in again if pitch.window_open and not pitch.on]
    return [*_ending(state), *windows]


def _ending(state: Roadshow) -> list[Event]:
    pitch = state.current
    if pitch is None:
        return []
    window: list[Event] = [WindowClosed(pitch=pitch.pitch)] if pitch.window_open else []
    return [PitchEnded(pitch=pitch.pitch), *window]


def _require(pitch: Pitch, *allowed: Phase) -> None:
    if pitch.phase not in allowed:
        raise Conflict("pitch_state")


def called(state: Roadshow, event: PitchCalled, entry: Entry) -> Roadshow:
    """Rung."""
    return changed(state, event.pitch, called=True)


def readied(state: Roadshow, event: PitchReadied, entry: Entry) -> Roadshow:
    """Ready from that seat."""
    return changed(state, event.pitch, ready=event.seat)


def started(state: Roadshow, event: PitchStarted, entry: Entry) -> Roadshow:
    """On air."""
    return changed(state, event.pitch, phase=Phase.on_air, started_at=entry.at, extension=0, called=False)


def questions_begun(state: Roadshow, event: QuestionsBegun, entry: Entry) -> Roadshow:
    """The question clock starts without what the talk was given."""
    return changed(state, event.pitch, phase=Phase.questions, questions_at=entry.at, extension=0)


def extended(state: Roadshow, event: PitchExtended, entry: Entry) -> Roadshow:
    """More or less time."""
    return changed(state, event.pitch, extension=state.pitches[event.pitch].extension + event.seconds)


def ended(state: Roadshow, event: PitchEnded, entry: Entry) -> Roadshow:
    """Done."""
    return changed(state, event.pitch, phase=Phase.done, ended_at=entry.at, ready=None)


def window_opened(state: Roadshow, event: WindowOpened, entry: Entry) -> Roadshow:
    """Intents are in time."""
    return changed(state, event.pitch, window_open=True, window_closed_at=None)


def window_closed(state: Roadshow, event: WindowClosed, entry: Entry) -> Roadshow:
    """Intents are late after the grace."""
    return changed(state, event.pitch, window_open=False, window_closed_at=entry.at)


RULES: Rules = {
    CallPitch: Rule(call, STAFF, OPEN),
    ReadyPitch: Rule(ready, PRESENTERS, OPEN),
    StartPitch: Rule(start, STAFF, LIVE),
    BeginQuestions: Rule(begin_questions, STAFF, LIVE),
    ExtendPitch: Rule(extend, STAFF, RUNNING),
    EndPitch: Rule(end, STAFF, RUNNING),
    OpenWindow: Rule(open_window, STAFF, RUNNING),
    CloseWindow: Rule(close_window, STAFF, RUNNING),
}

EVOLVE: Evolutions = {
    PitchCalled: called,
    PitchReadied: readied,
    PitchStarted: started,
    QuestionsBegun: questions_begun,
    PitchExtended: extended,
    PitchEnded: ended,
    WindowOpened: window_opened,
    WindowClosed: window_closed,
}
