"""What tests look for in a page."""

import re
from html import unescape
from typing import Any

from tests.server.http.home import Browser, Home

HTML = {"accept": "text/html", "accept-language": "en"}


def anybody(home: Home) -> Browser:
    """A browser that nobody is signed in with."""
    return Browser(home)


def read(browser: Browser, path: str, language: str = "en") -> str:
    """The text of a page that is there."""
    answer = browser.get(path, headers={**HTML, "accept-language": language})
    assert answer.status_code == 200, (path, answer.status_code, answer.text)
    return str(answer.text)


def send(browser: Browser, path: str, fields: dict[str, Any], **rest: Any) -> Any:
    """The answer to a form, as a browser without a script sends it."""
    return browser.post(path, headers=HTML, data=fields, **rest)


def field(page: str, name: str) -> str:
    """The value of the first input of that name."""
    [tag] = re.findall(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', page)[:1]
    found = re.search(r'value="([^"]*)"', tag)
    assert found
    return unescape(found[1])


def words(page: str) -> str:
    """The page without its markup."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))
