"""What the host entered for somebody on site, for that person to own or to delete, by the link they were given."""

from starlette.responses import Response

from server.app.slips import Slip
from server.domain.accounts import Invitation
from server.domain.messages import Bilingual
from server.domain.state import Intent
from server.errors import RoadshowError
from server.http.language import Language
from server.http.money import span
from server.http.pages import text
from server.http.pages.page import Page
from server.http.report.words import KINDS, LEVELS


async def form(page: Page, slip: Slip, error: RoadshowError | None = None) -> Response:
    """Show what it says, and the notice to accept with it; nothing happens before a button is pressed."""
    first, plan, notice = slip.intents[0], slip.state.plan, slip.state.preset.notice
    return page.draw(
        "slip.html",
        await page.viewer(),
        error.status if error else 200,
        roadshow=plan.title,
        rehearsal=slip.state.rehearsal,
        host=plan.host,
        digest=notice.text if notice else "",
        notice=(await text.read(page, notice.text)).text if notice else None,
        problem=page.problem(error) if error else None,
        name=first.signature.name if first.signature else "",
        organisation=first.signature.organisation if first.signature else "",
        slips=[_shown(page.language, slip, intent) for intent in slip.intents],
        until=first.claim_by,
        timezone=plan.timezone,
    )


async def taken_back(page: Page, invitation: Invitation, slip: Slip) -> Response:
    """Take it back, and say so."""
    await page.house.slips.take_back(invitation, slip)
    state = slip.state
    return page.draw("slip.html", await page.viewer(), roadshow=state.plan.title, rehearsal=state.rehearsal, slips=[])


def _shown(language: Language, slip: Slip, intent: Intent) -> dict[str, str | Bilingual]:
    terms, say = intent.terms, language.gettext
    return {
        "project": slip.state.pitches[intent.pitch].title,
        "kind": say(KINDS[terms.kind]),
        "level": say(LEVELS[terms.level]),
        "amount": span(terms.amount, language) if terms.amount else "",
        "comment": intent.comment or "",
    }
