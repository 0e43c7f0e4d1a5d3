from pathlib import Path

import pytest

from server.domain.course import COURSE, IntentState
from server.domain.intents import StateIntent
from tools import course
from tools.course import FIELDS, STATES, TARGET, generate, main
from tools.sources import ROOT


def test_the_document_says_what_the_rules_do() -> None:
    assert (ROOT / TARGET).read_text(encoding="utf-8") == generate()


def test_every_state_and_act_is_told() -> None:
    assert list(STATES) == list(IntentState)
    for act in COURSE:
        assert f"| `{act}` |" in generate()


def test_every_field_of_a_statement_is_told_and_no_other() -> None:
    assert set(FIELDS) == set(StateIntent.__struct_fields__) - {"project"}


def test_a_document_that_is_out_of_date_is_complained_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    assert main(["--check"]) != []

    assert main([]) == main(["--check"]) == []
