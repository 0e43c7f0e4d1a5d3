"""The rules in the set-up: what the preset of a roadshow does, and what of it the organizer still has to do."""

from typing import Final

from starlette.responses import Response

from server.domain.presets import PresetCard
from server.domain.state import Phase, Roadshow
from server.errors import Missing
from server.http.pages.page import Address, Page
from server.http.pages.setup import Desk

TAB: Final = "setup/rules"


async def rules(page: Page) -> Response:
    """The preset as the log has it, with the description of the file where that is of the same version."""
    desk = await Desk.of(page)
    return await desk.draw(
        "setup_rules.html",
        TAB,
        preset=desk.state.preset,
        card=_card(page, desk.state),
        missing=projects_missing(desk.state),
    )


def _card(page: Page, state: Roadshow) -> PresetCard | None:
    try:
        card = page.house.presets.card(state.preset.id)
    except Missing:
        return None
    return card if card.preset == state.preset else None


def projects_missing(state: Roadshow) -> int:
    """How many projects more the preset asks for than are in the programme."""
    counted = sum(pitch.phase is not Phase.skipped for pitch in state.pitches.values())
    return max(0, state.preset.least_projects - counted)


ADDRESSES: Final = (Address("/s/{seat}/setup/rules", rules),)
