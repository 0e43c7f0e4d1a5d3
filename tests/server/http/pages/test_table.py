import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po

from server.app.invitations import Wanted
from server.domain.messages import Role
from server.http.language import LOCALES
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import anybody, words

# Names that are the same in both languages.
SAME = {"CSV", "English", "EN"}


def pages(home: Home) -> Iterator[tuple[Browser, str, int]]:
    nobody, organizer = anybody(home), home.organizer()
    yield nobody, "/", 200
    roadshow, seat = home.roadshow(organizer)
    token = home.call(home.house.invitations.issue, home.place(seat), Wanted(role=Role.investor)).token
    for path in ("/", "/verify", f"/r/{roadshow}", f"/r/{roadshow}/join", f"/i/{token}"):
        yield nobody, path, 200
    for path in (
        "setup",
        "setup/programme",
        "setup/invitations",
        "setup/deliveries",
        "mail",
        "device",
        "live",
        "stage",
        "desk",
        "leads",
    ):
        yield organizer, f"/s/{seat}/{path}", 200
    yield organizer, "/new", 200
    yield organizer, "/sessions", 200
    yield nobody, f"/s/{seat}/live", 401
    yield nobody, "/nothing", 404


def english() -> set[str]:
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "roadshow.po").open("rb") as file:
        texts = {str(message.id) for message in read_po(file) if isinstance(message.id, str) and len(message.id) > 2}
    return texts - SAME


VOID = {"meta", "link", "input", "br", "hr", "img"}


class Outline(HTMLParser):
    """Checks that elements are closed in order, and keeps what a reader of the source would look for."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_every_page_is_whole_and_in_its_language(home: Home, language: str, tag: str) -> None:
    for browser, path, status in pages(home):
        answer = browser.get(path, headers={"accept": "text/html", "accept-language": language})

        assert answer.status_code == status, (path, answer.text)
        assert f'<html lang="{tag}"' in answer.text
        assert re.search(r"<title>\S.*· Roadshow 路演</title>", answer.text), path
        outline = Outline()
        outline.feed(answer.text)
        assert outline.open == [], path
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.inline == [], path


def test_no_english_is_left_on_a_chinese_page(home: Home) -> None:
    texts = english()

    for browser, path, _ in pages(home):
        answer = browser.get(path, headers={"accept": "text/html", "accept-language": "zh"})
        shown = re.findall(r">\s*([^<>]+?)\s*<", answer.text.partition("<body")[2])
        assert [text for text in shown if words(text) in texts] == [], path


def test_no_get_changes_anything(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer)
    before = home.call(home.house.rooms.state, roadshow)
    for browser, path, _ in pages(home):
        browser.get(path, headers={"accept": "text/html"})

    assert home.call(home.house.rooms.state, roadshow) == before
    assert organizer.get(f"/s/{seat}/desk").status_code == 200


def test_a_refusal_is_a_page_that_says_what_to_do(home: Home) -> None:
    answer = anybody(home).get("/s/sea_x/live", headers={"accept": "text/html", "accept-language": "en"})

    assert answer.status_code == 401
    assert "open your invitation link again" in words(answer.text)
    assert 'href="/"' in answer.text
