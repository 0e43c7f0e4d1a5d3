"""Extract the sentences of refusals for translation, for `pybabel extract`: they are a table, not calls."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

Extracted = tuple[int, None, str, list[str]]


def extract(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Extracted]:
    """Yield every text value of the table SENTENCES with its line; the arguments are those of Babel's interface."""
    for table in _tables(ast.parse(file.read())):
        for value in table.values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.lineno, None, value.value, []


def _tables(module: ast.Module) -> Iterable[ast.Dict]:
    for statement in module.body:
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.target.id == "SENTENCES"
            and isinstance(statement.value, ast.Dict)
        ):
            yield statement.value
