from pathlib import Path

from tools.check_mirror import complaints, has_code, mirror_of

PROJECT = """
[tool.roadshow.mirror]
covered_by_stories = [{}]
"""


def tree(root: Path, *modules: str, excused: str = "") -> Path:
    (root / "pyproject.toml").write_text(PROJECT.format(excused))
    for module in modules:
        path = root / module
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("def price() -> int:\n    return 1\n")
    return root


def test_a_module_without_its_test_is_named_with_the_place_where_it_belongs(tmp_path: Path) -> None:
    root = tree(tmp_path, "server/domain/leads.py")

    found = complaints(root)

    assert found == ["server/domain/leads.py: has no test at tests/server/domain/test_leads.py"]


def test_a_module_with_its_test_is_fine(tmp_path: Path) -> None:
    root = tree(tmp_path, "server/domain/leads.py", "tests/server/domain/test_leads.py")

    assert complaints(root) == []


def test_modules_and_folders_may_be_left_to_stories(tmp_path: Path) -> None:
    root = tree(tmp_path, "server/main.py", "server/migrations/a.py", excused='"server/main.py", "server/migrations/"')

    assert complaints(root) == []


def test_an_excuse_that_outlived_its_module_is_named(tmp_path: Path) -> None:
    root = tree(tmp_path, excused='"server/gone.py"')

    assert complaints(root) == ["server/gone.py: excused from having a test, but gone"]


def test_a_main_module_is_tested_without_its_underscores() -> None:
    assert mirror_of(Path("server/__main__.py")) == Path("tests/server/test_main.py")


def test_declarations_and_protocols_are_not_code() -> None:
    protocol = '''
class Clock(Protocol):
    def now(self) -> datetime:
        """Return the time."""
        ...
'''

    assert not has_code(protocol)
    assert has_code(protocol + "\ndef tick() -> int:\n    return 1\n")
