"""Rehearsals: roadshows of their own, made as copies of others, in which a synthetic audience takes part.

A rehearsal is marked by the first event of its log. Nothing of it leaves the house, and all of it is deleted at once:
its log, its rows, and the people whom it alone has. What stays is its line in the list of rehearsals, with the figures.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from msgspec.structs import asdict

from server.domain.messages import Bilingual, Command, PersonId, ProjectId, RoadshowId, Role
from server.domain.programme import AddPitch
from server.domain.show import PlanRoadshow
from server.domain.state import Phase, Pitch, Plan, Roadshow

TOKEN_LASTS: Final = timedelta(hours=12)
PEOPLE: Final = 20_000
AT_ONCE: Final = 500

_MARK: Final = Bilingual(zh="彩排：", en="Rehearsal: ")
_INVENTED: Final = (
    Bilingual(zh="海上风电叶片回收", en="Recycling wind turbine blades"),
    Bilingual(zh="玻璃通孔封装", en="Through-glass vias"),
)


class Recruits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Synthetic people who are wanted, all in one role; presenters come with a project."""

    role: Role
    count: Annotated[int, Meta(ge=1, le=AT_ONCE)]
    project: ProjectId | None = None


class Rehearsal(Struct, frozen=True, kw_only=True):
    """A rehearsal of the roadshow `of`; `progress` and `card` are what the synthetic audience says it measured.

    `digest` is SHA-256 of a token that lets in once, before `expires_at`, and may delete the rehearsal ever after.
    """

    roadshow: RoadshowId
    of: RoadshowId
    by: PersonId
    digest: bytes
    created_at: datetime
    expires_at: datetime
    entered_at: datetime | None = None
    ended_at: datetime | None = None
    deleted_at: datetime | None = None
    progress: dict[str, Any] | None = None
    card: dict[str, Any] | None = None

    def lets_in(self, at: datetime) -> bool:
        """Whether its token lets somebody in."""
        return self.entered_at is None and self.deleted_at is None and at < self.expires_at


def copied(state: Roadshow, at: datetime) -> Sequence[Command]:
    """What plans a rehearsal of a roadshow, at this time: its announcement, rules and programme, and no person of it.

    Questions are not held for review, so that there is something to vote for. An empty programme gets two pitches.
    """
    plan = state.plan
    fields = {name: value for name, value in asdict(plan).items() if name in PlanRoadshow.__struct_fields__}
    fields.update(title=_marked(plan), starts_at=at, moderated=False)
    pitches = [pitch for each in state.order if (pitch := state.pitches[each]).phase is not Phase.skipped]
    added = [_card(pitch) for pitch in pitches] or [AddPitch(title=title) for title in _INVENTED]
    return [PlanRoadshow(**fields, preset=state.preset, rehearsal=True), *added]


def _marked(plan: Plan) -> Bilingual:
    zh, en = plan.title.zh or plan.title.en, plan.title.en or plan.title.zh
    return Bilingual(zh=(_MARK.zh + zh)[:2000], en=(_MARK.en + en)[:2000])


def _card(pitch: Pitch) -> AddPitch:
    return AddPitch(**{name: getattr(pitch, name) for name in AddPitch.__struct_fields__})
