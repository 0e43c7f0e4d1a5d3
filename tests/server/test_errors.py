"""Every refusal has a stable code and a sentence; what the code raises is read off its source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from server import errors
from server.errors import KINDS, SENTENCES, Invalid, Rejected, Retry, RoadshowError, TooMany, Unavailable

SERVER: Final = Path(errors.__file__).parent
ERRORS: Final = {
    name: error for name, error in vars(errors).items() if isinstance(error, type) and issubclass(error, RoadshowError)
}
STATUSES: Final = {
    "RoadshowError": 500,
    "Rejected": 409,
    "Forbidden": 403,
    "Missing": 404,
    "Conflict": 409,
    "Invalid": 422,
    "Malformed": 400,
    "Unauthenticated": 401,
    "MethodRefused": 405,
    "TooLarge": 413,
    "Unacceptable": 406,
    "Unmatched": 412,
    "Unsupported": 415,
    "Unconditional": 428,
    "Retry": 500,
    "TooMany": 429,
    "Unavailable": 503,
}
# Where a code is passed on, and by which parameter.
PASSED_ON: Final = {"otherwise", "code"}


def strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def raised(tree: ast.Module) -> Iterator[str]:
    """The codes that a module gives to errors: the first argument, and what is passed on to one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ERRORS and node.args:
                yield from strings(node.args[0])
            yield from (text for word in node.keywords if word.arg in PASSED_ON for text in strings(word.value))


def codes() -> dict[str, str]:
    """Each code that the server raises, and a module that does."""
    return {
        code: path.relative_to(SERVER).as_posix()
        for path in sorted(SERVER.rglob("*.py"))
        for code in raised(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_every_code_that_is_raised_has_a_sentence() -> None:
    found = codes()

    assert {code: module for code, module in found.items() if code not in SENTENCES} == {}
    assert {"forbidden", "window_closed", "already_live", "show_ended"} <= set(found)


def raised_as() -> Iterator[tuple[str, str, str]]:
    """Each code that stands as it is in front of an error, which error that is, and the module."""
    for path in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                first, module = node.args[0], path.relative_to(SERVER).as_posix()
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, node.func.id, module


def test_a_code_is_always_raised_as_the_same_kind() -> None:
    # A person's introduction comes from forms alone, which are drawn again with what is wrong.
    others = {found for found in raised_as() if KINDS[found[0]].__name__ != found[1]}

    assert others == {("form_malformed", "Invalid", "domain/accounts.py")}
    assert set(KINDS) == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_says_it_and_ends(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    assert re.fullmatch(r"[A-Z].*\.", SENTENCES[code])


def test_the_tree_is_the_one_that_is_drawn_with_its_statuses() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))

    assert {name: error.status for name, error in ERRORS.items()} == STATUSES
    assert drawn == set(STATUSES) - {"RoadshowError", "Retry"}


def test_a_refusal_carries_its_code_and_says_the_sentence_or_the_detail() -> None:
    assert str(Invalid("text_empty")) == f"text_empty: {SENTENCES['text_empty']}"
    assert str(Rejected("version_stale", "version 3 stands")) == "version_stale: version 3 stands"
    assert Rejected("version_stale", "version 3 stands").detail == "version 3 stands"


def test_a_code_that_is_none_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        Invalid("no_such_code")


@pytest.mark.parametrize("kind", [TooMany, Unavailable])
def test_what_will_do_later_says_when(kind: type[Retry]) -> None:
    assert kind("too_many").after == 1
    assert kind("too_many", after=5).after == 5
