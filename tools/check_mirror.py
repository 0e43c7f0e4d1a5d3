"""Check that each module with code has its test at the same path.

`server/domain/leads.py` is tested by `tests/server/domain/test_leads.py`. What only whole journeys
can cover is named in pyproject.toml, `[tool.roadshow.mirror] covered_by_stories`: files, or folders with a
closing slash.
"""

import ast
from pathlib import Path

from tools.sources import ROOT, files, finish, settings

MIRRORED = ("server", "media", "demo", "rehearsal")


def has_code(source: str) -> bool:
    """Say whether a module does anything: declarations and bare protocols have nothing to test."""
    functions = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(not _is_bare(statement) for function in functions for statement in function.body)


def mirror_of(module: Path) -> Path:
    """Return where the test of a module belongs, both relative to the root."""
    return Path("tests") / module.parent / f"test_{module.stem.strip('_')}.py"


def complaints(root: Path) -> list[str]:
    """Name each module without a test, and each exception that no longer excuses anything."""
    excused: list[str] = settings(root, "mirror").get("covered_by_stories", [])
    found = [f"{name}: excused from having a test, but gone" for name in excused if not (root / name).exists()]
    for path in files(root, MIRRORED, ".py"):
        module = path.relative_to(root)
        if module.as_posix().startswith(tuple(excused)) or (root / mirror_of(module)).exists():
            continue
        if has_code(path.read_text(encoding="utf-8")):
            found.append(f"{module}: has no test at {mirror_of(module)}")
    return found


def _is_bare(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


if __name__ == "__main__":
    finish(complaints(ROOT))
