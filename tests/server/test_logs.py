import json
from collections.abc import Iterator

import pytest
import structlog

from server import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)


def test_a_line_is_json_and_says_when_how_grave_and_in_which_context(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()

    with structlog.contextvars.bound_contextvars(trace="key-12345"):
        structlog.get_logger().warning("disk.slow", milliseconds=7)

    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "disk.slow", "level": "warning", "milliseconds": 7, "trace": "key-12345"}
