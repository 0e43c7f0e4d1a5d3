"""Joint intents: what a consortium's lead states for all of it, and the members' own intents that are shares in it.

A member's own intent of the same kind and round is a share: wherever the joint intent counts, it counts inside it. Who
leaves stays counted inside until the joint intent is revised or over, so that nothing is counted twice.
"""

from collections.abc import Callable, Iterable
from typing import Final

from msgspec.structs import replace

from server.domain.consortium import Claim
from server.domain.messages import IntentId, PersonId, ProjectId
from server.domain.state import Intent, Roadshow
from server.domain.terms import Terms

Allowed = Callable[[Terms], bool]


def everything(terms: Terms) -> bool:
    """Whether it counts for organizers: all does."""
    return True


def passed(terms: Terms) -> bool:
    """Whether it counts for the project's presenters."""
    return terms.passed


def public(terms: Terms) -> bool:
    """Whether it counts for the public."""
    return terms.aggregate


BOARDS: Final[tuple[Allowed, ...]] = (everything, passed, public)
"""What may count on each board, in the order of `Tallies`."""


def claim(person: PersonId, project: ProjectId, terms: Terms) -> Claim:
    """What there is one live intent for."""
    return terms.consortium or person, project, terms.kind, terms.round


def claim_of(intent: Intent) -> Claim:
    """The same for an intent that is there."""
    return claim(intent.person, intent.project, intent.terms)


def enclosing(state: Roadshow, intent: Intent) -> Intent | None:
    """The live joint intent that this one, where it is live too, is a share in."""
    joint = state.consortia.within.get(claim_of(intent)) if intent.live else None
    found = state.intents[joint] if joint else None
    return found if found and found.live else None


def counting(state: Roadshow, intent: IntentId, allowed: Allowed) -> Intent | None:
    """An intent where it counts by itself on a board: live, allowed there, and no share in one that counts there."""
    found = state.intents.get(intent)
    if found is None or not found.live or not allowed(found.terms):
        return None
    joint = enclosing(state, found)
    return found if joint is None or not allowed(joint.terms) else None


def shares(state: Roadshow, joint: Intent) -> list[Intent]:
    """The live intents of members that are shares in a joint one."""
    own = (key for key, of in state.consortia.within.items() if of == joint.intent)
    found = (state.intents[share] for key in own if (share := state.live_intents.get(key)))
    return sorted(found, key=lambda intent: state.numbers[intent.person])


def partners(state: Roadshow, joint: Intent) -> list[PersonId]:
    """Everybody whose own intent of its kind and round is a share in a joint one, or would be."""
    return [PersonId(key[0]) for key, of in state.consortia.within.items() if of == joint.intent]


def bound(state: Roadshow, joint: Intent) -> Roadshow:
    """The state in which what the members of now state is a share in a joint intent, and what others state is none."""
    consortium = joint.terms.consortium
    if consortium is None:
        return state
    within = state.consortia.within
    for key in [key for key, of in within.items() if of == joint.intent]:
        within = within.delete(key)
    for person in state.consortia.known[consortium].members:
        within = within.set((person, joint.project, joint.terms.kind, joint.terms.round), joint.intent)
    return replace(state, consortia=replace(state.consortia, within=within))


def joints(state: Roadshow, members: Iterable[PersonId], project: ProjectId) -> list[Intent]:
    """The live joint intents in which what these people state towards a project counts."""
    people = set(members)
    within = state.consortia.within.items()
    of = {joint for (person, about, *_), joint in within if person in people and about == project}
    return [state.intents[one] for one in sorted(of) if state.intents[one].live]
