"""The policy that pages are sent with, as an evaluator that this project did not write judges it."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.clients.program import NODE
from tests.rights.scene import home_in_full

JUDGE: Final = Path(__file__).with_name("judge.mjs")

STRICTLY: Final = 45
"""Severities run from 10, a hole, to 60, a remark; from here on they are of what may be stricter yet."""


def judged(policy: str) -> list[dict[str, Any]]:
    """What the evaluator finds."""
    told = subprocess.run([NODE, JUDGE], input=policy, capture_output=True, text=True, check=True, timeout=30)
    found: list[dict[str, Any]] = json.loads(told.stdout)
    return found


def test_the_evaluator_finds_no_hole_in_the_policy_of_pages(tmp_path: Path) -> None:
    with home_in_full(tmp_path) as home:
        policies = {home.client.get(path).headers["content-security-policy"] for path in ("/", "/verify", "/nowhere")}

    [policy] = policies
    findings = judged(policy)
    assert [each for each in findings if each["severity"] < STRICTLY] == []
    # Nothing that somebody uploads is served as a script: documents are attachments, and every answer is nosniff.
    assert {(each["directive"], each["value"]) for each in findings if each["severity"] < 60} <= {
        ("script-src", "'self'"),
        ("script-src", None),
    }
    assert "unsafe" not in policy


def test_the_evaluator_finds_holes_where_there_are_some() -> None:
    findings = judged("script-src 'unsafe-inline' https:; object-src *")

    assert {each["directive"] for each in findings if each["severity"] < STRICTLY} >= {"script-src", "object-src"}
