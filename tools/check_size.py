"""Check that code stays small enough to be read in one go, and print how small it is."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.sources import CODE, ROOT, files, finish

FUNCTION_LINES = 60
MODULE_LINES = 400


class Function(NamedTuple):
    """A function and its lines, its docstring aside: explaining costs nothing here."""

    name: str
    line: int
    lines: int


def functions(source: str) -> Iterator[Function]:
    """Yield the functions and methods of a module, nested ones too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            whole = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(node.name, node.lineno, whole - _docstring_lines(node))


def complaints(root: Path) -> list[str]:
    """Name each function and module over the budget."""
    found = []
    for path in files(root, (*CODE, "web/static/js"), ".py", ".js"):
        source, name = path.read_text(encoding="utf-8"), path.relative_to(root)
        if (lines := len(source.splitlines())) > MODULE_LINES:
            found.append(f"{name}: {lines} lines, over {MODULE_LINES}")
        found += [
            f"{name}:{function.line}: {function.name} has {function.lines} lines, over {FUNCTION_LINES}"
            for function in (functions(source) if path.suffix == ".py" else ())
            if function.lines > FUNCTION_LINES
        ]
    return found


def summary(root: Path) -> str:
    """Describe the Python code in one line: how long its functions and modules are."""
    sources = [path.read_text(encoding="utf-8") for path in files(root, CODE, ".py")]
    return "; ".join(
        (
            _spread("functions", [function.lines for source in sources for function in functions(source)]),
            _spread("modules", [len(source.splitlines()) for source in sources]),
        )
    )


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def _spread(what: str, lines: list[int]) -> str:
    if not lines:
        return f"no {what}"
    ninetieth = sorted(lines)[len(lines) * 9 // 10]
    return f"{len(lines)} {what}, lines p50 {statistics.median(lines):.0f} p90 {ninetieth} max {max(lines)}"


if __name__ == "__main__":
    print(summary(ROOT))
    finish(complaints(ROOT))
