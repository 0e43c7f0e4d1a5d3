from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest

from server.http.neighbours import ADDRESS, Strangers, agree
from server.storage.keys import KeyRing, rotate

AT = datetime(2026, 3, 1, tzinfo=UTC)


def ring(folder: Path, name: str) -> KeyRing:
    (folder / name).mkdir()
    return KeyRing.at(folder / name / "keys.json", AT)


def publishing(**rings: KeyRing) -> httpx.MockTransport:
    """Nodes by the names of their hosts, over no network; whoever is not named does not answer."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == ADDRESS
        if request.url.host not in rings:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(200, content=msgspec.json.encode(rings[request.url.host].public()))

    return httpx.MockTransport(answer)


@pytest.mark.asyncio
async def test_nodes_with_the_same_keys_agree_and_who_does_not_answer_is_named(tmp_path: Path) -> None:
    ours = ring(tmp_path, "ours")

    assert await agree(publishing(a=ours), ["http://a", "http://b"], ours.public()) == ["http://b"]


@pytest.mark.asyncio
async def test_a_node_with_other_keys_is_told(tmp_path: Path) -> None:
    ours, theirs = ring(tmp_path, "ours"), ring(tmp_path, "theirs")

    with pytest.raises(Strangers, match="http://a signs with other keys"):
        await agree(publishing(a=theirs), ["http://a"], ours.public())


@pytest.mark.asyncio
async def test_a_key_that_was_made_at_one_node_alone_is_told(tmp_path: Path) -> None:
    ours = ring(tmp_path, "ours")
    before = ours.public()
    rotate(tmp_path / "ours" / "keys.json", AT)

    with pytest.raises(Strangers):
        await agree(publishing(a=ours), ["http://a"], before)


@pytest.mark.asyncio
async def test_an_answer_that_is_no_keys_is_none(tmp_path: Path) -> None:
    reach = httpx.MockTransport(lambda _: httpx.Response(502, content=b"bad gateway"))

    assert await agree(reach, ["http://a"], ring(tmp_path, "ours").public()) == ["http://a"]
