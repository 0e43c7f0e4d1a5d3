"""Check that names say what a thing is, and that nothing is left for later inside the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.sources import CODE, ROOT, WEB, files, finish

EMPTY_WORDS = {"Manager", "Helper", "Util", "Service", "Handler", "Data", "Info"}

_CLASS = re.compile(r"^\s*(?:export\s+)?(?:default\s+)?class\s+(\w+)")
_CAMEL_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
_LEFT_FOR_LATER = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")


def complaints_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield line numbers with what is wrong there."""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _CLASS.match(line):
            for word in EMPTY_WORDS.intersection(_CAMEL_WORD.findall(match[1])):
                yield number, f"class {match[1]}: {word} says nothing about what it is"
        if match := _LEFT_FOR_LATER.search(line):
            yield number, f"{match[0]} belongs in an issue"


def complaints(root: Path) -> list[str]:
    """Name each line of ours with a complaint."""
    return [
        f"{path.relative_to(root)}:{number}: {complaint}"
        for path in files(root, (*CODE, *WEB, "tests"), ".py", ".js", ".css", ".html", ".sh")
        for number, complaint in complaints_in(path.read_text(encoding="utf-8"))
    ]


if __name__ == "__main__":
    finish(complaints(ROOT))
