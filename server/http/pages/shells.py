"""The frames of the pages that a script draws: the room, the stage door, the host desk, the leads and so on."""

from typing import Any, Final

from starlette.responses import Response

from server.domain.messages import Role
from server.domain.rules import OVERSEEING, PRESENTING, READING
from server.domain.state import Status
from server.http.pages.page import SEAT_PAGES, Address, Endpoint, Page
from server.http.pages.public import slots

VENDORED: Final = ("preact.js", "preact-hooks.js", "htm.js", "signals-core.js", "signals.js")
ANYBODY: Final = frozenset(Role)
MEETING: Final = ANYBODY - {Role.audience}


def shell(name: str, template: str, roles: frozenset[Role]) -> Endpoint:
    """The page of one script application; who has another role by now is sent to where that belongs."""

    async def serve(page: Page) -> Response:
        seated = await page.seated()
        actor = await page.house.rooms.acting(seated.seat.roadshow, seated.actor)
        if actor.role not in roles:
            return page.go(f"/s/{actor.seat}/{SEAT_PAGES[actor.role]}")
        state = await page.house.rooms.state(seated.seat.roadshow)
        boot: dict[str, Any] = {
            "seat": actor.seat,
            "roadshow": seated.seat.roadshow,
            "role": actor.role.value,
            "project": actor.project,
            "name": actor.name,
            "language": page.language.code,
            "mails": page.house.mail.sends,
            "words": f"/words/{page.language.code}.json?v={page.language.version}",
        }
        return page.draw(
            f"{template}.html",
            await page.viewer(actor.seat),
            entry=template,
            site_title=page.language.pick(state.plan.title),
            site_href=f"/r/{seated.seat.roadshow}",
            boot=boot,
            plan=state.plan,
            rehearsal=state.rehearsal,
            status=state.status.value,
            slots=slots(state) if state.status is not Status.blank else (),
            preload=[f"vendor/{file}" for file in VENDORED],
        )

    serve.__name__ = name
    return serve


ADDRESSES: Final = (
    Address("/s/{seat}/live", shell("live", "room", ANYBODY)),
    Address("/s/{seat}/stage", shell("stage", "door", frozenset({Role.presenter, Role.organizer}))),
    Address("/s/{seat}/desk", shell("desk", "desk", OVERSEEING)),
    Address("/s/{seat}/network", shell("network", "network", ANYBODY)),
    Address("/s/{seat}/meetings", shell("meetings", "meetings", MEETING)),
    Address("/s/{seat}/leads", shell("leads", "leads", READING)),
    Address("/s/{seat}/leads/import", shell("import", "import", PRESENTING)),
)
