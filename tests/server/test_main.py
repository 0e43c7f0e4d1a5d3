import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from server.storage.keys import FILE
from server.storage.location import Location
from tests.stories.process import Server


async def said(*arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *arguments, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    _, errors = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode, errors.decode()


@pytest.mark.asyncio
async def test_a_first_start_prints_the_organizers_link_and_a_second_one_prints_another(tmp_path: Path) -> None:
    server = Server(tmp_path)
    await server.start()
    async with httpx.AsyncClient(base_url=server.url) as browser:
        page = await browser.get(f"/i/{server.invitation}")

    await server.stop()

    assert page.status_code == 200


@pytest.mark.asyncio
async def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        status, line = await said("serve", "--data", str(tmp_path), "--port", port, "--media-port", "0")

    assert status == 2
    assert f"port {port}" in line
    assert line.count("\n") == 1


@pytest.mark.asyncio
async def test_a_folder_that_has_a_server_is_one_line(tmp_path: Path) -> None:
    with Location(folder=tmp_path).alone():
        status, lines = await said("serve", "--data", str(tmp_path), "--port", "0", "--media-port", "0")

    assert status == 2
    assert "stop it first" in lines.splitlines()[-1]


@pytest.mark.asyncio
async def test_a_demo_takes_nothing_from_a_demo_that_runs(tmp_path: Path) -> None:
    """At another port it once deleted the other's database under it, and ended then."""
    (tmp_path / "demo").mkdir()
    (database := tmp_path / "demo" / "roadshow.db").write_text("in use")
    with Location(folder=tmp_path / "demo").alone():
        status, lines = await said("demo", "--data", str(tmp_path), "--port", "0", "--media-port", "0")

    assert status == 2
    assert "stop it first" in lines.splitlines()[-1]
    assert database.read_text() == "in use"


@pytest.mark.asyncio
async def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    nowhere = f"postgresql://nobody@/none?host={tmp_path}"

    status, lines = await said(*("serve", "--data", str(tmp_path), "--port", "0", "--database", nowhere))

    assert status == 2
    assert lines.startswith("roadshow: --database")


@pytest.mark.asyncio
async def test_a_taken_media_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])

        status, lines = await said("serve", "--data", str(tmp_path), "--port", "0", "--media-port", port)

    assert status == 2
    assert "--media-port" in lines.splitlines()[-1]


@pytest.mark.asyncio
async def test_a_bad_preset_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "mine.1.toml").write_text("id = 1")

    status, line = await said("serve", "--data", str(tmp_path), "--port", "0", "--presets", str(tmp_path))

    assert status == 2
    assert "mine.1.toml" in line
    assert line.count("\n") == 1


@pytest.mark.asyncio
async def test_a_data_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    status, line = await said("serve", "--data", str(tmp_path / "file"), "--port", "0")

    assert status == 2
    assert "--data" in line
    assert line.count("\n") == 1


@pytest.mark.asyncio
async def test_a_secret_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    turn = ("--turn-url", "turn:a.example", "--turn-secret", str(tmp_path / "none"))

    status, line = await said("serve", "--data", str(tmp_path), "--port", "0", "--media-port", "0", *turn)

    assert status == 2
    assert "--turn-secret" in line
    assert line.count("\n") == 1


@pytest.mark.asyncio
async def test_a_key_file_that_holds_no_keys_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}")

    status, line = await said("serve", "--data", str(tmp_path), "--port", "0", "--media-port", "0")

    assert status == 2
    assert "restore it from a backup" in line
    assert line.count("\n") == 1


@pytest.mark.asyncio
async def test_migrating_an_empty_folder_makes_the_database(tmp_path: Path) -> None:
    assert await said("migrate", "--data", str(tmp_path / "new")) == (0, "")
    assert (tmp_path / "new" / "roadshow.db").exists()


@pytest.mark.asyncio
async def test_nobody_else_on_the_machine_reads_a_new_data_folder(tmp_path: Path) -> None:
    await said("migrate", "--data", str(tmp_path / "new"))

    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_a_start_loads_nothing_that_is_for_later_or_for_other_houses() -> None:
    heavy = "{'alembic', 'aiortc', 'aiosmtplib', 'httpx', 'icalendar', 'redis', 'reportlab', 'segno', 'xlsxwriter'}"
    program = "import sys, server.cli, server.main; server.cli._parser('serve')\n"
    program += f"print(sorted({heavy} & sys.modules.keys()))"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert said == "[]\n"
