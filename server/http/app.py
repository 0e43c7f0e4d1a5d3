"""The HTTP application: the tables of routes under one guard."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from server.http import api, commands, whip
from server.http.guard import Guard, SecurityHeaders
from server.http.house import House
from server.http.problems import ErrorPage, Problems
from server.http.static import FOLDER, VersionedFiles

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

ROUTES: Final[Sequence[BaseRoute]] = (
    *commands.ROUTES,
    *api.ROUTES,
    *whip.ROUTES,
    Mount("/static", VersionedFiles(directory=FOLDER), name="static"),
)


def create_app(
    house: House,
    *,
    pages: Sequence[BaseRoute],
    error_page: ErrorPage,
    scripts: Sequence[str] = (),
    lifespan: Lifespan | None = None,
) -> Starlette:
    """The application of a house.

    `pages` are the routes of everything a person looks at and of the socket, `error_page` draws a refusal for them, and
    `scripts` are what script-src allows beside our own files.
    """
    problems = Problems(error_page)
    app = Starlette(
        routes=[*ROUTES, *pages],
        middleware=[Middleware(SecurityHeaders, scripts=scripts), Middleware(Guard, problems=problems)],
        exception_handlers=problems.table(),
        lifespan=lifespan,
    )
    app.state.house = house
    return app
