"""Prompts: silent messages that the organizer shows to the presenters of a project."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from server.domain.messages import Command, Context, Entry, Event, Paragraph, ProjectId, required
from server.domain.rules import OPEN, STAFF, Evolutions, Rule, Rules
from server.domain.state import Prompt, Roadshow


class SendPrompt(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="prompt.send"):
    """Show a silent message to the presenters of a project; it replaces the last one."""

    project: ProjectId
    text: Paragraph


class PromptText(Struct, frozen=True, kw_only=True):
    """What the organizer wrote to the presenters."""

    text: str


class PromptSent(Event, frozen=True, kw_only=True, tag="prompt.sent"):
    """The presenters of a project see another message."""

    project: ProjectId
    private: PromptText | None = None


def send(state: Roadshow, command: SendPrompt, context: Context) -> Sequence[Event]:
    """One message at a time stands in front of a presenter."""
    state.pitch_of(command.project)
    return [PromptSent(project=command.project, private=PromptText(text=required(command.text)))]


def sent(state: Roadshow, event: PromptSent, entry: Entry) -> Roadshow:
    """The last message stands."""
    prompt = Prompt(text=event.private.text if event.private else None, at=entry.at)
    return replace(state, prompts=state.prompts.set(event.project, prompt))


RULES: Rules = {SendPrompt: Rule(send, STAFF, OPEN)}
EVOLVE: Evolutions = {PromptSent: sent}
