from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from tests.server.http.home import Home

REPORT = {"content-type": "application/csp-report"}


def reported(home: Home, **fields: Any) -> tuple[Any, list[Any]]:
    """The answer to a report, and the lines of the log that it made."""
    body = msgspec.json.encode({"csp-report": {name.replace("_", "-"): value for name, value in fields.items()}})
    with capture_logs() as lines:
        answer = home.client.post("/csp-reports", headers=REPORT, content=body)
    return answer, [line for line in lines if line["event"] == "policy.violated"]


def test_what_the_policy_stopped_is_a_line_with_places_and_no_secret(home: Home) -> None:
    answer, [line] = reported(
        home,
        document_uri="https://show.example.org/i/the-token?name=Ann",
        effective_directive="script-src-elem",
        blocked_uri="https://user:word@evil.example/stolen?what=the-words",
        source_file="https://show.example.org/static/js/page.js?v=1",
        line_number=7,
        script_sample="what Ann wrote",
        original_policy="default-src 'none'",
    )

    assert answer.status_code == 204
    assert {name: line[name] for name in ("page", "directive", "blocked", "source", "line")} == {
        "page": "/i/…",
        "directive": "script-src-elem",
        "blocked": "https://evil.example",
        "source": "/static/js/page.js",
        "line": 7,
    }
    for secret in ("the-token", "Ann", "word", "stolen"):
        assert secret not in str(line)


@pytest.mark.parametrize(
    ("url", "told"), [("inline", "inline"), ("data", "data"), ("blob:https://x", "blob"), ("http://[", ""), ("", "")]
)
def test_what_is_no_address_is_told_in_a_word(home: Home, url: str, told: str) -> None:
    _, [line] = reported(home, document_uri=url, blocked_uri=url)

    assert line["blocked"] == told


def test_one_address_fills_no_log(home: Home) -> None:
    answers = [reported(home, blocked_uri="inline") for _ in range(30)]

    assert sum(len(lines) for _, lines in answers) == 20
    assert {answer.status_code for answer, _ in answers} == {204, 429}


def test_what_is_no_report_is_refused_and_no_line(home: Home) -> None:
    with capture_logs() as lines:
        told = [home.client.post("/csp-reports", headers=REPORT, content=body) for body in (b"{}", b"[", b"\xff")]
        plain = home.client.post("/csp-reports", headers={"content-type": "text/plain"}, content=b"{}")

    assert [answer.status_code for answer in told] == [400, 400, 400]
    assert plain.status_code == 415
    assert not [line for line in lines if line["event"] == "policy.violated"]
