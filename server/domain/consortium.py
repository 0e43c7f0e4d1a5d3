"""A consortium: several investors who look at one project together, one of whom leads; who they are, and what is joint.

Each person is in one consortium a project at most. What they state stays theirs.
"""

from immutables import Map
from msgspec import Struct, field
from msgspec.structs import replace

from server.domain.agenda import Pair
from server.domain.kinds import IntentKind
from server.domain.messages import ConsortiumId, IntentId, PersonId, ProjectId, Signature
from server.domain.terms import Round

Claim = tuple[PersonId | ConsortiumId, ProjectId, IntentKind, Round | None]
"""What there is one live intent for; a consortium has its own beside those of its members."""


class Consortium(Struct, frozen=True, kw_only=True):
    """Who is in it and who may come in; `lead` is one of the members. One that has `ended` is seen by nobody."""

    consortium: ConsortiumId
    project: ProjectId
    lead: PersonId
    members: Map[PersonId, Signature | None]
    invited: Map[PersonId, int] = Map()
    ended: bool = False


class Consortia(Struct, frozen=True, kw_only=True):
    """All consortia, that of each member by project, and in which joint intent what a member states counts."""

    known: Map[ConsortiumId, Consortium] = field(default_factory=Map)
    of_pair: Map[Pair, ConsortiumId] = field(default_factory=Map)
    within: Map[Claim, IntentId] = field(default_factory=Map)

    def of(self, person: PersonId, project: ProjectId) -> Consortium | None:
        """The consortium that somebody is a member of."""
        found = self.of_pair.get((person, project))
        return self.known[found] if found else None

    def entered(self, consortium: ConsortiumId, person: PersonId, signature: Signature | None) -> "Consortia":
        """With a member more."""
        old = self.known[consortium]
        new = replace(old, members=old.members.set(person, signature), invited=_without(old.invited, person))
        return self.kept(new, self.of_pair.set((person, old.project), consortium))

    def left(self, consortium: ConsortiumId, person: PersonId) -> "Consortia":
        """Without somebody who was a member or invited."""
        old = self.known[consortium]
        new = replace(old, members=_without(old.members, person), invited=_without(old.invited, person))
        return self.kept(new, _without(self.of_pair, (person, old.project)) if person in old.members else self.of_pair)

    def over(self, consortium: ConsortiumId) -> "Consortia":
        """With nobody in it any more."""
        old = self.known[consortium]
        pairs = self.of_pair
        for person in old.members:
            pairs = pairs.delete((person, old.project))
        return self.kept(replace(old, ended=True), pairs)

    def kept(self, consortium: Consortium, pairs: Map[Pair, ConsortiumId]) -> "Consortia":
        """With a consortium as it is now."""
        return replace(self, known=self.known.set(consortium.consortium, consortium), of_pair=pairs)


def _without(found: Map, key: object) -> Map:  # type: ignore[type-arg]
    return found.delete(key) if key in found else found
