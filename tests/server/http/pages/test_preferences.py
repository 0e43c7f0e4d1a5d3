import pytest

from server.http.pages.preferences import own_path
from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody, send


def test_a_language_is_kept_and_leads_back(home: Home) -> None:
    answer = send(anybody(home), "/language", {"language": "en", "back": "/r/x?a=1"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/r/x?a=1"
    assert answer.headers["set-cookie"].startswith("language=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax")


def test_an_appearance_is_kept(home: Home) -> None:
    answer = send(anybody(home), "/theme", {"theme": "dark", "back": "/"})

    assert answer.headers["set-cookie"].startswith("theme=dark;")


@pytest.mark.parametrize(("path", "name"), [("/language", "fr"), ("/language", ""), ("/theme", "pink")])
def test_what_there_is_not_cannot_be_wished_for(home: Home, path: str, name: str) -> None:
    answer = send(anybody(home), path, {path.strip("/"): name, "back": "/"})

    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nb", "x"])
def test_nobody_is_led_to_another_site(path: str) -> None:
    assert own_path(path) == "/"


def test_words_are_kept_for_ever_under_their_version_only(home: Home) -> None:
    version = home.house.languages["zh"].version

    named = anybody(home).get(f"/words/zh.json?v={version}")
    other = anybody(home).get("/words/zh.json?v=old")

    assert named.json()["Sign out"] == "退出登录"
    assert "immutable" in named.headers["cache-control"]
    assert other.headers["cache-control"] == "no-cache"
    assert anybody(home).get("/words/fr.json").status_code == 404
