"""How a reader wants their pages: the language and the appearance, and the words of a language for browser code."""

from typing import Final

from starlette.responses import Response

from server.errors import Malformed, Missing
from server.http.language import COOKIE
from server.http.pages.page import Address, Page
from server.http.rendering import THEMES

YEAR: Final = 365 * 24 * 3600
FOR_EVER: Final = f"public, max-age={YEAR}, immutable"


async def language(page: Page) -> Response:
    """Keep the wish for a language, and go back to where it was uttered."""
    code = (await page.form()).text("language")
    if code not in page.house.languages:
        raise Malformed("form_malformed", "language")
    return await _kept(page, COOKIE, code)


async def theme(page: Page) -> Response:
    """Keep the wish for an appearance."""
    name = (await page.form()).text("theme")
    if name not in THEMES:
        raise Malformed("form_malformed", "theme")
    return await _kept(page, "theme", name)


async def _kept(page: Page, cookie: str, value: str) -> Response:
    response = page.go(own_path((await page.form()).text("back")))
    secure = page.house.origin(page.request).startswith("https://")
    response.set_cookie(cookie, value, max_age=YEAR, secure=secure, httponly=True, samesite="lax")
    return response


def own_path(path: str) -> str:
    """The path if it is one of ours; a link to another host in disguise leads to the first page."""
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable() else "/"


async def words(page: Page) -> Response:
    """The words of a language that browser code shows; for ever, where the address names this very version."""
    code = page.request.path_params["code"]
    if code not in page.house.languages:
        raise Missing("page_missing")
    known = page.house.languages[code]
    current = page.request.query_params.get("v") == known.version
    headers = {"cache-control": FOR_EVER if current else "no-cache", "etag": f'"{known.version}"'}
    return Response(known.words, headers=headers, media_type="application/json")


ADDRESSES: Final = (
    Address("/language", language, ("POST",)),
    Address("/theme", theme, ("POST",)),
    Address("/words/{code}.json", words),
)
