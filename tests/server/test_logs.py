import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from server import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    kept, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**kept)
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_and_says_when_how_grave_and_in_which_context(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()

    with structlog.contextvars.bound_contextvars(trace="key-12345"):
        structlog.get_logger().warning("disk.slow", milliseconds=7)

    (line,) = written(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "disk.slow", "level": "warning", "milliseconds": 7, "trace": "key-12345"}


def test_one_of_several_says_which_one_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(node="http://10.0.0.2:8000")

    structlog.get_logger().info("node.left")
    logging.getLogger("library").warning("odd")

    assert {line["node"] for line in written(capsys)} == {"http://10.0.0.2:8000"}


@pytest.mark.parametrize(
    ("level", "seen"),
    [("debug", ["low", "middle", "high"]), ("info", ["middle", "high"]), ("warning", ["high"])],
)
def test_what_is_below_the_level_is_not_written(
    capsys: pytest.CaptureFixture[str], level: str, seen: list[str]
) -> None:
    logs.configure(level)
    logger = structlog.get_logger()

    logger.debug("low")
    logger.info("middle")
    logger.warning("high")

    assert [line["event"] for line in written(capsys)] == seen


def test_what_libraries_say_is_json_too_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()

    logging.getLogger("some.package").info("chatter")
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("some.package").exception("Exception in %s", "ASGI")

    (line,) = written(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("Exception in ASGI", "error", "some.package")
    assert "ValueError: why" in line["exception"]


def test_a_warning_of_python_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logs.configure()
        warnings.warn("old way", stacklevel=1)

    assert [line["logger"] for line in written(capsys)] == ["py.warnings"]


def test_nothing_from_outside_makes_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()

    structlog.get_logger().info("request.refused", path='/x\n{"event":"forged"}\r\x1b[31m\x9b')

    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert text.isascii()
    assert text.strip().isprintable()
