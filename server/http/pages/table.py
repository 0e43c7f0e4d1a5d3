"""All pages in one table, and the page for what is refused."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from server.http.pages import (
    audit,
    capacity,
    deliveries,
    device,
    entrance,
    home,
    invite,
    keys,
    mail,
    meetings,
    new,
    preferences,
    preset,
    programme,
    projector,
    public,
    rehearsal,
    report,
    sessions,
    setup,
    shells,
    text,
    verify,
)
from server.http.problems import ErrorPage, Problem
from server.http.rendering import Renderer

NOUNS: Final = (
    home,
    public,
    entrance,
    new,
    setup,
    programme,
    invite,
    preset,
    deliveries,
    audit,
    rehearsal,
    capacity,
    device,
    sessions,
    mail,
    shells,
    report,
    projector,
    text,
    preferences,
    keys,
    meetings,
    verify,
)


def routes(renderer: Renderer) -> Sequence[BaseRoute]:
    """The route of every page."""
    return [address.route(renderer) for noun in NOUNS for address in noun.ADDRESSES]


def error_page(renderer: Renderer) -> ErrorPage:
    """How a refusal is drawn for a reader; it needs nothing that may be what is broken."""

    def draw(request: Request, problem: Problem) -> Response:
        return renderer.page(request, "error.html", {"problem": problem}, status=problem.status)

    return draw
