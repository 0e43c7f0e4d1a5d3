"""Which files are ours to judge, and how the checks speak."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CODE = ("server", "media", "demo", "rehearsal", "tools", "bench")
WEB = ("web/static/js", "web/static/css", "web/templates")


def files(root: Path, folders: tuple[str, ...], *suffixes: str) -> Iterator[Path]:
    """Yield the files below `folders` that end in one of `suffixes`, in a stable order."""
    for folder in folders:
        yield from (path for path in sorted((root / folder).rglob("*")) if path.suffix in suffixes)


def settings(root: Path, check: str) -> dict[str, Any]:
    """Return the check's own table in pyproject.toml, empty when it has none."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, Any] = project.get("tool", {}).get("roadshow", {}).get(check, {})
    return table


def finish(complaints: list[str]) -> None:
    """Print the complaints, one a line, and end the process with failure if there are any."""
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)
