import asyncio
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from server.cli import main
from server.storage.archive import Archive
from server.storage.keys import FILE, KeyRing
from server.system import SystemClock
from tests.cluster import Cluster
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import HOST
from tests.server.storage.shelf import shelve


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    said = capsys.readouterr().out
    assert all(command in said for command in ("serve", "demo", "migrate", "media", "keys", "verify"))


@pytest.mark.parametrize("arguments", [["serve", "--port", "many"], ["serve", "--tls-key", "k.pem"]])
def test_a_bad_setting_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2

    said = capsys.readouterr().err
    assert said.startswith("roadshow: ")
    assert said.count("\n") == 1


def test_keys_are_listed_and_rotated_in_the_folder_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    KeyRing.at(tmp_path / FILE, SystemClock().now())

    assert main(["keys", "rotate", "--data", str(tmp_path)]) == 0
    assert main(["keys", "--data", str(tmp_path)]) == 0

    first, second, again, more = capsys.readouterr().out.splitlines()
    assert (first, second) == (again, more)
    assert main(["keys", "--data", str(tmp_path / "none")]) == 2


@pytest.mark.parametrize(
    "arguments", [["verify"], ["verify", "receipt.json", "--export", "x"], ["verify", "x", "--heads", "x"]]
)
def test_verify_takes_a_receipt_or_a_log_and_what_goes_with_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "a receipt or --log" in capsys.readouterr().err


@pytest.mark.asyncio
async def test_a_receipt_and_a_kept_head_are_held_against_an_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, data = Archive(await shelve(tmp_path)), ["--data", str(tmp_path)]
    export, heads = str(tmp_path / "log.jsonl"), tmp_path / "heads.json"
    [head] = archive.heads(SHOW)
    heads.write_bytes(msgspec.json.encode({"heads": [head]}))
    assert main(["export", SHOW, "-o", export, *data]) == 0

    for log in (["--log"], ["--log", SHOW], ["--log", "--export", export]):
        assert main(["verify", *log, "--heads", str(heads), *data]) == 0

    heads.write_bytes(msgspec.json.encode({"heads": [replace(head, hash="0" * 64)]}))
    assert main(["verify", "--log", "--heads", str(heads), *data]) == 1
    assert "not the entry that was published" in capsys.readouterr().out


@pytest.mark.asyncio
async def test_what_works_on_a_folder_works_on_a_database_too(
    tmp_path: Path, postgres: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    address, data = postgres.blank(), ["--data", str(tmp_path)]
    await shelve(tmp_path)
    await asyncio.to_thread(main, ["copy", "--to", address, *data])
    there = [*data, "--database", address]

    statuses = [
        await asyncio.to_thread(main, arguments)
        for arguments in (
            ["verify", "--log", *there],
            ["export", SHOW, "-o", str(tmp_path / "log.jsonl"), *there],
            ["erase", HOST.person, *there],
            ["organizer", "--public-url", "https://roadshow.example.org/", *there],
            ["backup", str(tmp_path / "file"), *there],
            ["restore", str(tmp_path / "file"), *there],
            ["migrate", *there],
        )
    ]

    assert statuses == [0, 0, 0, 0, 0, 2, 0]
    out = capsys.readouterr().out
    assert f"Would erase {HOST.person}" in out
    assert "  https://roadshow.example.org/i/" in out
