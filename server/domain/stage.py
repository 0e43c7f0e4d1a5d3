"""The stage shows one seat's picture at a time, or the standby card."""

from collections.abc import Sequence

from msgspec.structs import replace

from server.domain.messages import Command, Context, Entry, Event, Role, SeatId
from server.domain.rules import LIVE, PRESENTING, Evolutions, Rule, Rules
from server.domain.state import Pitch, Roadshow, Stage
from server.errors import Conflict, Forbidden


class TakeStage(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="stage.take"):
    """Show a seat. Organizers put on whom they like; presenters go on by themselves while their pitch is on."""

    seat: SeatId


class ClearStage(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="stage.clear"):
    """Show the standby card; presenters may leave only a stage that is theirs."""


class StageTaken(Event, frozen=True, kw_only=True, tag="stage.taken"):
    """Everybody sees that seat from now on, as soon as it publishes."""

    seat: SeatId
    role: Role


class StageCleared(Event, frozen=True, kw_only=True, tag="stage.cleared"):
    """Everybody sees the standby card."""


def take(state: Roadshow, command: TakeStage, context: Context) -> Sequence[Event]:
    """A seat that is not the organizer's own is a presenter's."""
    actor = context.actor
    if actor.role is Role.presenter:
        _presenter_on(state, command, context)
    own = command.seat == actor.seat
    return taken_by(state, command.seat, actor.role if own else Role.presenter)


def clear(state: Roadshow, command: ClearStage, context: Context) -> Sequence[Event]:
    """Clear it, or leave it."""
    if context.actor.role is Role.presenter and state.stage.seat != context.actor.seat:
        raise Forbidden("forbidden")
    return cleared(state)


def _presenter_on(state: Roadshow, command: TakeStage, context: Context) -> None:
    current = state.current
    if command.seat != context.actor.seat:
        raise Forbidden("forbidden")
    if current is None or current.project != context.actor.project:
        raise Conflict("pitch_state")


def taken_by(state: Roadshow, seat: SeatId, role: Role) -> list[Event]:
    """The event that puts a seat on, or none where it is on already."""
    return [] if state.stage.seat == seat else [StageTaken(seat=seat, role=role)]


def cleared(state: Roadshow) -> list[Event]:
    """The event that empties the stage, or none where it is empty already."""
    return [] if state.stage.seat is None else [StageCleared()]


def handed_over(state: Roadshow, pitch: Pitch) -> list[Event]:
    """Who is shown as a pitch starts: its presenter who said ready, else nobody; an organizer on stage stays on."""
    if pitch.ready is not None:
        return taken_by(state, pitch.ready, Role.presenter)
    return [] if state.stage.role is Role.organizer else cleared(state)


def left(state: Roadshow) -> list[Event]:
    """A pitch that ends takes its presenter off; an organizer on stage stays on."""
    return cleared(state) if state.stage.role is Role.presenter else []


def taken(state: Roadshow, event: StageTaken, entry: Entry) -> Roadshow:
    """Another picture."""
    return replace(state, stage=Stage(seat=event.seat, role=event.role, since=entry.at))


def emptied(state: Roadshow, event: StageCleared, entry: Entry) -> Roadshow:
    """No picture."""
    return replace(state, stage=Stage(since=entry.at))


RULES: Rules = {TakeStage: Rule(take, PRESENTING, LIVE), ClearStage: Rule(clear, PRESENTING, LIVE)}
EVOLVE: Evolutions = {StageTaken: taken, StageCleared: emptied}
