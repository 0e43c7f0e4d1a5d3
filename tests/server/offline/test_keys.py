import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.config import BadSetting
from server.domain.messages import SYSTEM
from server.domain.trail import Asked
from server.offline.keys import renew, tell
from server.storage.keys import FILE, KeyRing
from tests.server.app.home import desk_in

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_the_keys_are_listed_with_their_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [first] = KeyRing.at(tmp_path / FILE, AT).public().keys

    assert tell(tmp_path) == 0
    assert capsys.readouterr().out == f"{first.kid}  signs since 2026-03-01T08:00:00.000Z\n"


def test_a_rotation_lists_the_old_one_and_the_new_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    KeyRing.at(tmp_path / FILE, AT)

    assert renew(tmp_path, AT.replace(hour=9)) == 0

    old, new = capsys.readouterr().out.splitlines()
    assert old.endswith("signed from 2026-03-01T08:00:00.000Z to 2026-03-01T09:00:00.000Z")
    assert new.endswith("signs since 2026-03-01T09:00:00.000Z")


def test_a_folder_without_keys_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="no keys"):
        renew(tmp_path, AT)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.asyncio
async def test_a_rotation_is_in_the_trail_of_every_roadshow(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        KeyRing.at(tmp_path / FILE, AT)

        assert await asyncio.to_thread(renew, tmp_path, AT) == 0

        page = await desk.house.trail.read(host, Asked(kind="key."))
        signing = KeyRing(tmp_path / FILE).public().keys[-1].kid
        assert [(line.kind, line.by, line.about) for line in page.lines] == [("key.rotated", SYSTEM, signing)]
