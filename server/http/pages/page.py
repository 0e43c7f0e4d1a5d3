"""One request for a page, and what all pages have in common: the reader, their seats, how the answer is drawn."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from msgspec import Struct
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.app.accounts import Seated
from server.domain.accounts import Listing, Place
from server.domain.messages import Bilingual, Role, SeatId
from server.domain.state import Status
from server.errors import Malformed, RoadshowError, Unauthenticated
from server.http import auth
from server.http.house import House, house_of, language_of
from server.http.limits import Verb
from server.http.operations import Entrance, Gives, Operation, Operations, Reply
from server.http.problems import Problem, noted
from server.http.rendering import Renderer, SeatLink, Viewer

SEAT_PAGES: Final = {
    Role.organizer: "desk",
    Role.presenter: "stage",
    Role.investor: "live",
    Role.audience: "live",
    Role.auditor: "leads",
}


class Page:
    """A request, the house it came to, and the reader's language."""

    def __init__(self, request: Request, renderer: Renderer) -> None:
        """Take the request."""
        self.request = request
        self.house: House = house_of(request)
        self.language = language_of(request)
        self._renderer = renderer

    def draw(self, template: str, viewer: Viewer | None, code: int = 200, /, **context: Any) -> Response:
        """The answer from a template."""
        return self._renderer.page(self.request, template, context, viewer=viewer, status=code)

    def problem(self, error: RoadshowError) -> Problem:
        """A refusal for a page that goes on showing its form."""
        title = self.language.sentence(error.code)
        reference = noted(self.request, error)
        return Problem(status=error.status, title=title, code=error.code, detail=error.detail, reference=reference)

    def go(self, path: str) -> Response:
        """The answer that sends the reader on, with a GET."""
        return RedirectResponse(path, 303)

    @property
    def done(self) -> bool:
        """Whether the reader comes from a form that was taken."""
        return self.request.query_params.get("done") == "1"

    async def form(self) -> "Form":
        """What the reader filled in."""
        return Form(await self.request.form(max_files=1, max_fields=50))

    async def seated(self) -> Seated:
        """Who sits at the seat in the address."""
        return await auth.seat(self.request)

    async def places(self) -> Sequence[Place]:
        """The reader's seats; none where nobody is signed in."""
        try:
            return await self.house.accounts.places(auth.secret_of(self.request))
        except Unauthenticated:
            return ()

    def count(self, verb: Verb) -> None:
        """Count a page, or somebody who comes in, by their address; raises TooMany."""
        client = self.request.client
        self.house.limits.address(verb, client.host if client else "")

    async def viewer(self, seat: SeatId | None = None) -> Viewer | None:
        """The reader for the menu; None where nobody is signed in."""
        if not (places := await self.places()):
            return await self._account()
        links = [await self._link(place, seat) for place in places]
        person = next((place.person for place in places if place.seat.id == seat), places[0].person)
        return Viewer(
            name=person.name,
            organisation=person.organisation,
            seats=[link for link in links if link],
            seat=seat,
            leaving=await self._leaving(),
        )

    async def _account(self) -> Viewer | None:
        try:
            person = await auth.account(self.request)
        except RoadshowError:
            return None
        return Viewer(name=person.name, organisation=person.organisation, seats=(), leaving=await self._leaving())

    async def _leaving(self) -> bool:
        return self.house.accounts.ends_soon(await auth.session(self.request))

    async def _link(self, place: Place, here: SeatId | None) -> SeatLink | None:
        listing = await self.house.roadshows.listing(place.seat.roadshow)
        if listing is None:
            return None
        return SeatLink(
            href=seat_path(place, listing.status),
            title=title_of(listing),
            role=place.seat.role,
            name=place.person.name,
            here=place.seat.id == here,
        )


class Form:
    """The fields of a form: every one is text and there, however it was sent.

    A multipart body chooses the encoding of its fields, and some give half surrogates, which no answer could repeat.
    """

    def __init__(self, fields: FormData) -> None:
        """Take what was parsed."""
        self._fields = fields

    def text(self, name: str) -> str:
        """A field; empty where it is missing."""
        value = self._fields.get(name, "")
        return _whole(value) if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """A field that may be there several times."""
        return [_whole(value) for value in self._fields.getlist(name) if isinstance(value, str)]

    def number(self, name: str) -> int:
        """A whole number; raises Malformed."""
        text = self.text(name).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise Malformed("form_malformed", name)
        return int(text)

    async def file(self, name: str) -> bytes:
        """What was uploaded; empty where nothing was chosen."""
        value = self._fields.get(name)
        return await value.read() if isinstance(value, UploadFile) else b""


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def seat_path(place: Place, status: str = Status.live) -> str:
    """Where somebody with a seat belongs: organizers to the set-up until the show begins, then to the desk."""
    planning = place.seat.role is Role.organizer and status == Status.planned
    return f"/s/{place.seat.id}/{'setup' if planning else SEAT_PAGES[place.seat.role]}"


def title_of(listing: Listing) -> Bilingual:
    """The title of a listed roadshow."""
    return Bilingual(zh=listing.title_zh, en=listing.title_en)


Endpoint = Callable[[Page], Awaitable[Response]]


class Address(Struct, frozen=True):
    """A line in a table of pages; what is for programs rather than readers says what it `gives`, for the contract."""

    path: str
    endpoint: Endpoint
    methods: tuple[str, ...] = ("GET",)
    gives: tuple[Gives, ...] = ()
    query: type[Struct] | None = None
    refuses: str = ""

    def route(self, renderer: Renderer) -> Route:
        """The same for Starlette."""

        async def serve(request: Request) -> Response:
            page = Page(request, renderer)
            try:
                page.count(Verb.page)
                return await self.endpoint(page)
            finally:
                await request.close()

        if self.gives:
            serve.__doc__ = self.endpoint.__doc__
            return Operations(self.path, GET=self._operation(serve))
        return Route(self.path, serve, methods=list(self.methods), name=self.endpoint.__name__)

    def _operation(self, serve: Reply) -> Operation:
        return Operation(serve, entrance=Entrance.anybody, query=self.query, gives=self.gives, refuses=self.refuses)
