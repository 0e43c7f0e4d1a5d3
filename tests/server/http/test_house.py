from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from server.http.house import language_of
from tests.server.http.home import Home, open_house


def connection(scheme: str, host: str) -> HTTPConnection:
    headers = [(b"host", host.encode())]
    return HTTPConnection({"type": "http", "scheme": scheme, "headers": headers, "path": "/", "query_string": b""})


@pytest.mark.parametrize(
    ("public_url", "scheme", "host", "origin"),
    [
        ("", "http", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("", "ws", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("", "wss", "show.example.org", "https://show.example.org"),
        ("https://show.example.org", "http", "127.0.0.1:8000", "https://show.example.org"),
        ("https://show.example.org:8443/live", "http", "other", "https://show.example.org:8443"),
    ],
)
def test_the_origin_is_what_the_operator_says_or_the_name_it_is_met_under(
    tmp_path: Path, public_url: str, scheme: str, host: str, origin: str
) -> None:
    house, *_ = open_house(tmp_path, public_url)

    assert house.origin(connection(scheme, host)) == origin
    assert house.invitation_link(connection(scheme, host), "abc") == f"{origin}/i/abc"


@pytest.mark.parametrize(
    ("cookie", "accepted", "code"), [("", "en-GB", "en"), ("language=zh", "en-GB", "zh"), ("", "", "zh")]
)
def test_the_readers_choice_goes_before_the_browsers(home: Home, cookie: str, accepted: str, code: str) -> None:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accepted.encode())]

    assert language_of(HTTPConnection({"type": "http", "app": home.client.app, "headers": headers})).code == code
