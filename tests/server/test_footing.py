import resource
import socket
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.config import BadSetting, Settings
from server.footing import UNREAD_SECONDS, connections_beside, listening_on, open_files, sockets_beside, writable


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = writable(tmp_path / "a" / "b")

    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    with pytest.raises(BadSetting, match="cannot be written to"):
        writable(Path("/proc/none"))


def test_a_port_that_is_taken_is_said() -> None:
    with listening_on(replace(Settings(), port=0)) as listening:
        listening.listen()
        port = listening.getsockname()[1]

        with pytest.raises(BadSetting, match=f"port {port} on 127.0.0.1 cannot be used"):
            listening_on(replace(Settings(), port=port))


def test_as_many_files_may_be_open_as_the_machine_allows() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 1, hard))

    assert open_files() == hard
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)


def test_what_is_sent_and_never_read_ends_a_connection() -> None:
    with listening_on(replace(Settings(), port=0)) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNREAD_SECONDS * 1000


def test_sockets_leave_files_for_everything_else() -> None:
    assert [sockets_beside(files) for files in (256, 1024, 65_536)] == [64, 512, 65_024]
    assert [connections_beside(files) for files in (256, 1024, 65_536)] == [128, 896, 65_408]
