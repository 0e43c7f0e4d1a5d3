from pathlib import Path

import pytest

from tools.check_size import complaints, functions, summary


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "server").mkdir()
    return tmp_path


def function(lines: int) -> str:
    return "def long():\n" + "    a = 1\n" * (lines - 1)


def test_sixty_lines_are_a_function_and_sixty_one_too_many(root: Path) -> None:
    (root / "server" / "fine.py").write_text(function(60))
    (root / "server" / "long.py").write_text(function(61))

    assert complaints(root) == ["server/long.py:1: long has 61 lines, over 60"]


def test_a_docstring_is_free() -> None:
    (found,) = functions('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n')

    assert found == ("f", 1, 2)


def test_long_modules_are_named_in_both_languages(root: Path) -> None:
    (root / "web/static/js").mkdir(parents=True)
    (root / "server" / "long.py").write_text("a = 1\n" * 401)
    (root / "web/static/js" / "long.js").write_text("a()\n" * 401)

    assert complaints(root) == [
        "server/long.py: 401 lines, over 400",
        "web/static/js/long.js: 401 lines, over 400",
    ]


def test_the_summary_gives_medians(root: Path) -> None:
    for lines in (2, 4, 9):
        (root / "server" / f"m{lines}.py").write_text(function(lines))

    assert summary(root) == "3 functions, lines p50 4 p90 9 max 9; 3 modules, lines p50 4 p90 9 max 9"


def test_an_empty_tree_has_a_summary(root: Path) -> None:
    assert summary(root) == "no functions; no modules"
