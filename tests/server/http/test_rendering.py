import re
from base64 import b64encode
from hashlib import sha256

import msgspec
import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from server.domain.messages import Bilingual, Role
from server.http.language import Languages
from server.http.problems import Problem
from server.http.rendering import WEB, Renderer, SeatLink, Viewer

RENDERER = Renderer(Languages())
PLAN_TITLE, ROLE = Bilingual(en="Demo day"), Role.investor
PROBLEM = Problem(status=404, title="<b>gone</b>", code="page_missing", detail="")


def request(path: str = "/a", query: bytes = b"", **headers: str) -> Request:
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query, "headers": lines})


def page(asked: Request, viewer: Viewer | None = None) -> str:
    return bytes(RENDERER.page(asked, "error.html", {"problem": PROBLEM}, viewer=viewer).body).decode()


def test_the_import_map_is_the_vendored_modules_and_the_hash_is_of_the_very_text() -> None:
    [inline] = re.findall(r'<script type="importmap">(.*?)</script>', page(request()))

    imports = msgspec.json.decode(inline)["imports"]
    assert imports["preact"] == "/static/vendor/preact.js"
    assert all((WEB / path.lstrip("/")).is_file() for path in imports.values())
    assert RENDERER.script_hash == f"'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'"


def test_a_page_is_in_the_readers_language_and_appearance() -> None:
    english = page(request(accept_language="en", cookie="theme=dark"))
    chinese = page(request(cookie="language=zh; theme=pink"))

    assert '<html lang="en" data-theme="dark">' in english
    assert '<html lang="zh-CN">' in chinese
    assert "All roadshows" in english
    assert "全部路演" in chinese


def test_what_is_filled_in_is_escaped() -> None:
    assert "&lt;b&gt;gone" in page(request())
    assert 'value="/a?x=&#34;&gt;"' in page(request(query=b'x=">'))


def test_the_menu_shows_who_is_signed_in_and_their_seats() -> None:
    seat = SeatLink(href="/s/sea_1/live", title=PLAN_TITLE, role=ROLE, name="Ivy", here=True)
    shown = page(request(), Viewer(name="ivy", organisation="Fund", seats=[seat]))

    assert 'href="/s/sea_1/live" aria-current="page"' in shown
    assert Viewer(name="ivy", organisation="", seats=()).initial == "I"
    assert Viewer(name="", organisation="", seats=()).initial == "·"


def test_a_template_that_misses_something_fails_instead_of_leaving_it_out() -> None:
    with pytest.raises(UndefinedError):
        RENDERER.page(request(), "join.html", {})


def test_no_page_is_kept_by_anybody_between() -> None:
    headers = RENDERER.page(request(), "error.html", {"problem": PROBLEM}, status=404).headers

    assert headers["cache-control"] == "no-store"
    assert headers["content-language"] == "zh-CN"
    assert headers["vary"] == "Cookie, Accept-Language"
