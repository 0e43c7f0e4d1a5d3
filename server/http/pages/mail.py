"""Letters to the reader about their intents: asked for with one box, and stopped with the same."""

from typing import Final

from starlette.responses import Response

from server.domain.mailboxes import address_of
from server.http.limits import Verb
from server.http.pages.page import SEAT_PAGES, Address, Form, Page


async def choice_form(page: Page) -> Response:
    """Say what is chosen, and to which address letters go."""
    seated = await page.seated()
    seat, person = seated.seat, seated.place.person
    choice = await page.house.mail.choice(person)
    return page.draw(
        "mail.html",
        await page.viewer(seat.id),
        address=address_of(person.contact),
        sends=page.house.mail.sends,
        wanted=bool(choice and choice.wanted),
        done=page.done,
        back=f"/s/{seat.id}/{SEAT_PAGES[seat.role]}",
    )


async def choose(page: Page) -> Response:
    """Take the choice."""
    seated = await page.seated()
    page.house.limits.seat(Verb.api, seated.seat.id)
    await page.house.mail.choose(seated.place.person.id, page.language.code, wanted=asks(await page.form()))
    return page.go(f"/s/{seated.seat.id}/mail?done=1")


def asks(form: Form) -> bool:
    """Whether the box for letters is ticked."""
    return form.text("letters") == "yes"


ADDRESSES: Final = (
    Address("/s/{seat}/mail", choice_form),
    Address("/s/{seat}/mail", choose, ("POST",)),
)
