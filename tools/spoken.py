"""Tell pybabel what the browser code says: the texts of `words.say("…")` and `words.count(n, "…", "…")`.

Babel's own extractor loses a text with {parameters} inside a template string.
"""

import re
from collections.abc import Iterator
from typing import IO, Any, Final

TEXT: Final = r'"((?:[^"\\]|\\.)*)"'
SAID: Final = re.compile(rf"\.say\(\s*{TEXT}|\.count\([^\"]+?,\s*{TEXT},\s*{TEXT}")


def extract(source: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Yield each text with its line, as pybabel asks for it."""
    code = source.read().decode()
    for match in SAID.finditer(code):
        said, one, many = (text.replace('\\"', '"') if text else text for text in match.groups())
        line = code.count("\n", 0, match.start()) + 1
        yield (line, "say", said, []) if said else (line, "count", ("", one, many), [])
