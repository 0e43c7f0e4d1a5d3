from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha1
from hmac import digest

from server.app.turn import Turn, ice_servers, links

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TURN = Turn(urls=("turn:turn.example.org", "turns:turn.example.org:443?transport=tcp"), secret="north", ttl=600)


def test_credentials_name_who_uses_them_and_until_when() -> None:
    first, second = ice_servers(TURN, NOW, "seat")

    assert (first.urls, second.urls) == TURN.urls
    assert first.username == f"{int(NOW.timestamp()) + 600}:seat"
    assert b64decode(first.credential) == digest(b"north", first.username.encode(), sha1)


def test_without_a_server_there_is_none() -> None:
    assert ice_servers(Turn(), NOW, "seat") == ()


def test_a_server_is_told_in_a_link() -> None:
    first = ice_servers(TURN, NOW, "seat")[:1]

    assert list(links(first)) == [
        f'<turn:turn.example.org>; rel="ice-server"; username="{first[0].username}"; '
        f'credential="{first[0].credential}"; credential-type="password"'
    ]
