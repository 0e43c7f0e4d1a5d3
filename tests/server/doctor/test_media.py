import socket
from pathlib import Path

import pytest

from media.embedded.ports import open_ports
from server.cli import main
from server.config import Settings
from server.doctor import media
from server.doctor.findings import Mark
from server.doctor.media import examine
from tests.media.coturn import POSSIBLE, SECRET, free_port, relay

PUBLIC = Settings(media_host="127.0.0.1", media_port=0, media_address="203.0.113.7", public_url="https://a.example")


async def said(settings: Settings, mark: Mark) -> str:
    return "\n".join([each.words async for each in examine(settings) if each.mark is mark])


@pytest.mark.asyncio
async def test_it_says_what_is_offered_and_what_to_open() -> None:
    good, hints = await said(PUBLIC, Mark.good), await said(PUBLIC, Mark.hint)

    assert "can be bound, UDP and TCP" in good
    assert "UDP and TCP 0 to 203.0.113.7" in hints
    assert "leave" in good + hints
    assert "Try the network" in hints


@pytest.mark.asyncio
async def test_every_workers_port_is_tried_and_named() -> None:
    udp, tcp = open_ports("127.0.0.1", 0)
    with udp, tcp:
        number = udp.getsockname()[1]
        given = Settings(media_port=number - 1, media_workers=2)

        assert f"UDP and TCP {number - 1} to {number} to" in await said(given, Mark.hint)
        assert f"Port {number} on 127.0.0.1 is in use" in await said(given, Mark.hint)


@pytest.mark.asyncio
async def test_a_port_in_use_is_told() -> None:
    udp, tcp = open_ports("127.0.0.1", 0)
    with udp, tcp:
        assert "in use" in await said(Settings(media_port=udp.getsockname()[1]), Mark.hint)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("settings", "mark", "words"),
    [
        (Settings(), Mark.bad, "nobody else can send media"),
        (Settings(media_host="192.0.2.77"), Mark.bad, "cannot be bound"),
        (Settings(media_address="10.0.0.7"), Mark.hint, "private address"),
        (Settings(media_address="2606:4700::1111"), Mark.bad, "takes no IPv6"),
        (Settings(media_host="::1", media_address="2606:4700::1111"), Mark.good, "a public address"),
    ],
)
async def test_addresses_that_do_not_work_are_told(settings: Settings, mark: Mark, words: str) -> None:
    assert words in await said(settings, mark)


@pytest.mark.asyncio
@pytest.mark.skipif(not POSSIBLE, reason="there is no coturn here")
async def test_a_turn_server_is_tried_with_the_credentials_people_get(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(SECRET + "\n")
    wrong.write_text("south")
    async with relay(tmp_path) as url:
        for transport in ("", "?transport=tcp"):
            given = Settings(turn_url=url + transport, turn_secret=str(right))
            assert "takes our credentials and relays from 127.0.0.1" in await said(given, Mark.good)
        assert "refuses" in await said(Settings(turn_url=url, turn_secret=str(wrong)), Mark.bad)


@pytest.mark.asyncio
async def test_a_turn_server_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "PATIENCE", 0.1)
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    with socket.socket(type=socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        urls = f"turn:127.0.0.1:{deaf.getsockname()[1]}, turn:127.0.0.1:{free_port()}?transport=tcp"

        found = await said(Settings(turn_url=urls, turn_secret=str(secret)), Mark.bad)

    assert "does not answer" in found
    assert "cannot be reached" in found


def test_the_command_prints_a_line_for_each_and_fails_if_something_will_not_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["media", "doctor", "--media-port", "0"]) == 1
    assert main(["media", "doctor", "--media-port", "0", "--media-address", "203.0.113.7"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert all(line[:4] in {mark.value for mark in Mark} for line in lines)
