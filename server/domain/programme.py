"""The programme: which projects are presented, in which order and for how long."""

from collections.abc import Sequence
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import replace

from server.domain.messages import Bilingual, Command, Context, Entry, Event, Minutes, Money, PitchId, ProjectId
from server.domain.rules import OPEN, STAFF, Evolutions, Rule, Rules
from server.domain.state import Phase, Pitch, Roadshow
from server.errors import Conflict, Invalid

LIMIT = 200


class Card(Struct, frozen=True, kw_only=True):
    """What the programme says of a project; `field` is its area of technology, `target` what it wants to raise."""

    title: Bilingual
    summary: Bilingual = Bilingual()
    team: Bilingual = Bilingual()
    field: Bilingual = Bilingual()
    minutes: int = 6
    question_minutes: int = 4
    target: Money | None = None


class CardCommand(Command, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organizer writes on a project's card."""

    title: Bilingual
    summary: Bilingual = Bilingual()
    team: Bilingual = Bilingual()
    field: Bilingual = Bilingual()
    minutes: Minutes = 6
    question_minutes: Minutes = 4
    target: Money | None = None


class AddPitch(CardCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.add"):
    """Append a pitch to the programme; it presents a project of its own."""


class RevisePitch(CardCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.revise"):
    """Replace what the programme says of a pitch, as a whole."""

    pitch: PitchId


class MovePitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.move"):
    """Put a pitch at a place in the programme, counted from 0."""

    pitch: PitchId
    position: Annotated[int, Meta(ge=0)]


class RemovePitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.remove"):
    """Take a pitch that has not been on out of the programme."""

    pitch: PitchId


class SkipPitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.skip"):
    """Leave a pending pitch out for now."""

    pitch: PitchId


class RestorePitch(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pitch.restore"):
    """Take a skipped pitch back into the programme."""

    pitch: PitchId


class PitchAdded(Event, frozen=True, kw_only=True, tag="pitch.added"):
    """A pitch came last into the programme."""

    pitch: PitchId
    project: ProjectId
    card: Card


class PitchRevised(Event, frozen=True, kw_only=True, tag="pitch.revised"):
    """The programme says something else of a pitch."""

    pitch: PitchId
    card: Card


class PitchMoved(Event, frozen=True, kw_only=True, tag="pitch.moved"):
    """A pitch stands at another place, counted from 0."""

    pitch: PitchId
    position: int


class PitchRemoved(Event, frozen=True, kw_only=True, tag="pitch.removed"):
    """A pitch left the programme before it was on."""

    pitch: PitchId
    project: ProjectId


class PitchSkipped(Event, frozen=True, kw_only=True, tag="pitch.skipped"):
    """A pitch is left out for now."""

    pitch: PitchId


class PitchRestored(Event, frozen=True, kw_only=True, tag="pitch.restored"):
    """A skipped pitch is pending again."""

    pitch: PitchId


def add(state: Roadshow, command: AddPitch, context: Context) -> Sequence[Event]:
    """Append, up to the limit."""
    if len(state.order) >= LIMIT:
        raise Conflict("pitch_limit")
    pitch, project = PitchId(f"pit_{context.id}"), ProjectId(f"prj_{context.id}")
    return [PitchAdded(pitch=pitch, project=project, card=_card(command))]


def revise(state: Roadshow, command: RevisePitch, context: Context) -> Sequence[Event]:
    """A running pitch may be revised too: its clock follows."""
    return [PitchRevised(pitch=state.pitch(command.pitch).pitch, card=_card(command))]


def move(state: Roadshow, command: MovePitch, context: Context) -> Sequence[Event]:
    """Anything may move; what has been on only changes its line."""
    state.pitch(command.pitch)
    if command.position >= len(state.order):
        raise Invalid("position_range")
    return [PitchMoved(pitch=command.pitch, position=command.position)]


def remove(state: Roadshow, command: RemovePitch, context: Context) -> Sequence[Event]:
    """Only what has not been on and nobody has asked about or would meet, so that nothing loses its project."""
    _in_state(state, command.pitch, Phase.pending, Phase.skipped)
    if any(question.pitch == command.pitch for question in state.questions.values()):
        raise Conflict("pitch_asked")
    if any(meeting.project == state.pitch(command.pitch).project for meeting in state.agenda.meetings.values()):
        raise Conflict("pitch_met")
    return [PitchRemoved(pitch=command.pitch, project=state.pitch(command.pitch).project)]


def skip(state: Roadshow, command: SkipPitch, context: Context) -> Sequence[Event]:
    """Leave out what is pending."""
    _in_state(state, command.pitch, Phase.pending)
    return [PitchSkipped(pitch=command.pitch)]


def restore(state: Roadshow, command: RestorePitch, context: Context) -> Sequence[Event]:
    """Undo a skip."""
    _in_state(state, command.pitch, Phase.skipped)
    return [PitchRestored(pitch=command.pitch)]


def _card(command: CardCommand) -> Card:
    if not (title := command.title.cleaned()):
        raise Invalid("title_empty")
    return Card(
        title=title,
        summary=command.summary.cleaned(),
        team=command.team.cleaned(),
        field=command.field.cleaned(),
        minutes=command.minutes,
        question_minutes=command.question_minutes,
        target=command.target,
    )


def _in_state(state: Roadshow, pitch: PitchId, *allowed: Phase) -> None:
    if state.pitch(pitch).phase not in allowed:
        raise Conflict("pitch_state")


def added(state: Roadshow, event: PitchAdded, entry: Entry) -> Roadshow:
    """Last in the order."""
    pitch = Pitch(pitch=event.pitch, project=event.project, **_fields(event.card))
    return replace(
        state,
        order=(*state.order, event.pitch),
        pitches=state.pitches.set(event.pitch, pitch),
        projects=state.projects.set(event.project, event.pitch),
    )


def revised(state: Roadshow, event: PitchRevised, entry: Entry) -> Roadshow:
    """Another card, the same pitch."""
    return changed(state, event.pitch, **_fields(event.card))


def moved(state: Roadshow, event: PitchMoved, entry: Entry) -> Roadshow:
    """The others close up and make room."""
    rest = [pitch for pitch in state.order if pitch != event.pitch]
    return replace(state, order=(*rest[: event.position], event.pitch, *rest[event.position :]))


def removed(state: Roadshow, event: PitchRemoved, entry: Entry) -> Roadshow:
    """Gone from the programme."""
    order = tuple(pitch for pitch in state.order if pitch != event.pitch)
    return replace(
        state,
        order=order,
        pitches=state.pitches.delete(event.pitch),
        projects=state.projects.delete(event.project),
    )


def skipped(state: Roadshow, event: PitchSkipped, entry: Entry) -> Roadshow:
    """Left out."""
    return changed(state, event.pitch, phase=Phase.skipped, ready=None, called=False)


def restored(state: Roadshow, event: PitchRestored, entry: Entry) -> Roadshow:
    """Pending again."""
    return changed(state, event.pitch, phase=Phase.pending)


def _fields(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__struct_fields__}


def changed(state: Roadshow, pitch: PitchId, **fields: Any) -> Roadshow:
    """The state with one pitch changed in some fields."""
    return replace(state, pitches=state.pitches.set(pitch, replace(state.pitches[pitch], **fields)))


RULES: Rules = {
    AddPitch: Rule(add, STAFF, OPEN),
    RevisePitch: Rule(revise, STAFF, OPEN),
    MovePitch: Rule(move, STAFF, OPEN),
    RemovePitch: Rule(remove, STAFF, OPEN),
    SkipPitch: Rule(skip, STAFF, OPEN),
    RestorePitch: Rule(restore, STAFF, OPEN),
}

EVOLVE: Evolutions = {
    PitchAdded: added,
    PitchRevised: revised,
    PitchMoved: moved,
    PitchRemoved: removed,
    PitchSkipped: skipped,
    PitchRestored: restored,
}
