"""What of a project's documents was downloaded by how many, and by whom as far as a reader may know."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.domain.materials import Download, Material
from server.domain.messages import PersonId, ProjectId
from server.domain.state import Roadshow
from server.domain.views import LeadView
from server.domain.visibility import Audience, look_at


class Handout(Struct, frozen=True, kw_only=True):
    """A document; `people` downloaded it, of whom `names` are those that the reader sees the leads of by name."""

    name: str
    people: int
    names: Sequence[str]


def handouts(
    state: Roadshow,
    project: ProjectId,
    audience: Audience,
    materials: Sequence[Material],
    downloads: Sequence[Download],
) -> list[Handout]:
    """Those of a project in the order they were added; of the removed ones only what somebody has."""
    names = _names(state, project, audience)
    found = ((one, _handout(one, downloads, names)) for one in materials if one.project == project)
    return [handout for one, handout in found if handout.people or not one.removed]


def _handout(material: Material, downloads: Sequence[Download], names: Mapping[PersonId, str]) -> Handout:
    people = dict.fromkeys(one.person for one in downloads if one.material == material.material)
    return Handout(name=material.name, people=len(people), names=[names[who] for who in people if who in names])


def _names(state: Roadshow, project: ProjectId, audience: Audience) -> dict[PersonId, str]:
    leads = (key for key, lead in state.leads.items() if lead.project == project)
    views = (look_at(state, "lead", key, audience) for key in leads)
    seen = (view for view in views if isinstance(view, LeadView))
    return {view.person: view.name for view in seen if view.person and view.name}
