from pathlib import Path

import pytest

from server.cli import main


def test_the_command_looks_at_everything_and_says_so_by_its_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["doctor", "--data", str(tmp_path / "data"), "--media-port", "0", "--media-address", "203.0.113.7"]

    assert main(given) == 0
    told = capsys.readouterr().out
    for words in ("libraries are as new", "first start makes it", "no database in", "can be bound, UDP and TCP"):
        assert words in told
    assert main([*given, "--turn-url", "turn:127.0.0.1:9", "--turn-secret", "nowhere"]) == 2
    assert main([*given, "--metrics-token", "nowhere"]) == 1
    assert main([*given, "--backups", str(tmp_path)]) == 1
