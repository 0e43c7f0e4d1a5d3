import socket
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.soak.process import HERE, free_port
from server import starting
from server.config import BadSetting, Settings
from server.starting import Plane, Serve, first_worker


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(starting, "collect_later", lambda: None)
    monkeypatch.setattr("server.logs.configure", lambda *_: None)
    return Settings(data=tmp_path, port=free_port(), media_port=0, media_workers=1)


def test_who_comes_while_the_house_is_loading_waits_and_media_workers_start_meanwhile(settings: Settings) -> None:
    waiting: list[socket.socket] = []
    served: list[bytes] = []

    def load() -> Serve:
        waiting.append(socket.create_connection((HERE, settings.port)))
        return serve

    async def serve(given: Settings, listening: socket.socket, plane: Plane) -> None:
        assert not plane.done()
        assert (await plane).pids
        listening.setblocking(True)
        with listening.accept()[0] as accepted, waiting.pop() as waiter:
            waiter.send(b"here")
            served.append(accepted.recv(4))

    assert starting._run(settings, load) == 0
    assert served == [b"here"]


def test_who_comes_to_one_of_several_nodes_is_refused_until_it_serves(settings: Settings) -> None:
    def load() -> Serve:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HERE, settings.port))
        raise BadSetting("enough")

    with pytest.raises(BadSetting, match="enough"):
        starting._run(replace(settings, node_url="http://10.0.0.2"), load)


def test_media_workers_end_with_a_start_that_fails(settings: Settings) -> None:
    planes: list[Plane] = []

    async def serve(given: Settings, listening: socket.socket, plane: Plane) -> None:
        planes.append(plane)
        raise BadSetting("no database")

    with pytest.raises(BadSetting, match="no database"):
        starting._run(settings, lambda: serve)

    assert planes[0].result().pids == ()


def test_nothing_heavy_is_loaded_before_connections_may_wait() -> None:
    heavy = "{'sqlalchemy', 'starlette', 'uvicorn', 'jinja2', 'httpcore', 'cryptography'}"
    program = f"import sys, server.cli, server.starting\nprint(sorted({heavy} & sys.modules.keys()))"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert said == "[]\n"


def test_each_start_of_a_node_numbers_its_media_workers_on_its_own() -> None:
    node = Settings(node_url="http://10.0.0.2:8000")

    assert first_worker(Settings()) == 1
    assert first_worker(node) != first_worker(node)
