"""The set-up of a roadshow by its organizers, and for auditors to read: what its pages share, and the announcement."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.responses import Response

from server.domain.accounts import Place
from server.domain.messages import Actor, Role
from server.domain.retention import kept_until
from server.domain.rules import OVERSEEING
from server.domain.state import Phase, Roadshow
from server.errors import Forbidden, RoadshowError
from server.http.limits import Verb
from server.http.pages import typed
from server.http.pages.page import Address, Page

ORGANIZING: Final = frozenset({Role.organizer})
# Whatever is not only read changes something.
ASKING: Final[Mapping[str, frozenset[Role]]] = {"GET": OVERSEEING, "HEAD": OVERSEEING}


class Desk(Struct, frozen=True, kw_only=True):
    """An organizer at work on a roadshow, or an auditor who reads it."""

    page: Page
    place: Place
    actor: Actor
    state: Roadshow

    @classmethod
    async def of(cls, page: Page) -> "Desk":
        """Whoever sits at the seat in the address; raises Forbidden for others, and for an auditor who sends a form."""
        seated = await page.seated()
        roadshow = seated.seat.roadshow
        actor = await page.house.rooms.acting(roadshow, seated.actor)
        if actor.role not in ASKING.get(page.request.method, ORGANIZING):
            raise Forbidden("forbidden")
        return cls(page=page, place=seated.place, actor=actor, state=await page.house.rooms.state(roadshow))

    async def submit(self, key: str, command: dict[str, Any]) -> None:
        """Have a command decided and recorded."""
        body = msgspec.json.encode(command)
        await self.page.house.rooms.submit(self.place.seat.roadshow, self.actor, key, body)

    def count(self) -> None:
        """Refuse what comes too often; raises TooMany."""
        self.page.house.limits.seat(Verb.command, self.place.seat.id)

    def saved(self, tab: str) -> Response:
        """Back to the page, which says that it is saved."""
        return self.page.go(f"/s/{self.place.seat.id}/{tab}?done=1")

    async def draw(self, template: str, tab: str, error: RoadshowError | None = None, **context: Any) -> Response:
        """One of the set-up's pages."""
        return self.page.draw(
            template,
            await self.page.viewer(self.place.seat.id),
            error.status if error else 200,
            tab=tab,
            reads=self.actor.role not in ORGANIZING,
            seat=self.place.seat.id,
            roadshow=self.place.seat.roadshow,
            plan=self.state.plan,
            status=self.state.status.value,
            pitch_count=len(self.state.order),
            least_projects=self.state.preset.least_projects,
            projects_missing=projects_missing(self.state),
            kept_until=kept_until(self.state),
            erased_at=self.state.erased_at,
            rehearsal=self.state.rehearsal,
            done=self.page.done and error is None,
            problem=self.page.problem(error) if error else None,
            **context,
        )


def projects_missing(state: Roadshow) -> int:
    """How many projects more the preset asks for than are in the programme."""
    counted = sum(pitch.phase is not Phase.skipped for pitch in state.pitches.values())
    return max(0, state.preset.least_projects - counted)


async def announcement(page: Page) -> Response:
    """What is announced, to be changed."""
    desk = await Desk.of(page)
    return await _announcement(desk, typed.of_plan(desk.state.plan))


async def revise(page: Page) -> Response:
    """Announce something else."""
    desk, form = await Desk.of(page), await page.form()
    desk.count()
    try:
        fields = {**typed.announced(form), **typed.ruled(form), **typed.clocked(form)}
        await desk.submit(typed.key_of(form), typed.command("roadshow.revise", fields))
    except RoadshowError as error:
        return await _announcement(desk, typed.again(form, typed.of_plan(desk.state.plan)), error)
    return desk.saved("setup")


async def _announcement(desk: Desk, values: typed.Values, error: RoadshowError | None = None) -> Response:
    return await desk.draw(
        "setup.html",
        "setup",
        error,
        values=values,
        zones=typed.zones(),
        currencies=dict.fromkeys((*typed.CURRENCIES, *desk.state.plan.currencies)),
        key=typed.fresh_key(),
    )


ADDRESSES: Final = (
    Address("/s/{seat}/setup", announcement),
    Address("/s/{seat}/setup", revise, ("POST",)),
)
