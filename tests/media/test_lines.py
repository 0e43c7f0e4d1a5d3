import json
import logging
import os
import subprocess
import sys

from media.lines import Lines


def line_of(message: str, *values: object, **more: object) -> str:
    record = logging.LogRecord("media.worker", logging.ERROR, "file", 1, message, values, **more)  # type: ignore[arg-type]
    return Lines().format(record)


def test_a_line_has_the_names_of_the_servers_own_lines_and_says_which_process_it_is_of() -> None:
    line = json.loads(line_of("session %s failed", "ses-1", exc_info=None))

    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "session ses-1 failed",
        "level": "error",
        "logger": "media.worker",
        "process": os.getpid(),
    }


def test_a_traceback_and_a_line_break_from_outside_stay_inside_the_line() -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        line = line_of("offer %s", "x\r\ny", exc_info=sys.exc_info())

    assert "\n" not in line
    assert "\r" not in line
    assert "ValueError: a\nb" in json.loads(line)["exception"]


def test_only_what_is_a_warning_is_written() -> None:
    code = (
        "import logging; from media.lines import log_as_json; log_as_json();"
        "logging.getLogger('a').info('quiet'); logging.getLogger('a').warning('loud')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["loud"]
