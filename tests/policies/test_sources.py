"""What no template and no browser module may have: nothing that somebody wrote may ever become markup or script."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

TEMPLATES: Final = sorted(Path("web/templates").glob("*.html"))
MODULES: Final = sorted(path for path in Path("web/static/js").rglob("*.js") if "vendor" not in path.parts)
SERVER: Final = sorted(path for path in Path("server").rglob("*.py"))

MARKUP: Final = {
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "a script in an address": r"(?:href|src|action)\s*=\s*[\"']?\s*(?:javascript|vbscript|data:text/html)",
    "text that is taken for markup": r"\|\s*safe\b|autoescape\s+false",
    "a style that no policy lets through": r"<[^>]*\sstyle\s*=|<style\b",
    "a script in the page": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:importmap|application/json)\")",
}
SCRIPT: Final = {
    "markup made of text": r"\.(?:innerHTML|outerHTML|srcdoc)\s*=|insertAdjacentHTML|document\.write",
    "markup made of text by preact": r"dangerouslySetInnerHTML",
    "text that is run": r"\beval\(|new Function\(|set(?:Timeout|Interval)\(\s*[\"'`]|javascript:",
    "text that is parsed as a page": r"DOMParser|createContextualFragment|setHTMLUnsafe|parseHTMLUnsafe",
}
TEMPLATE: Final = {"a template made of text": r"from_string\(|\bTemplate\("}


def found(files: list[Path], patterns: dict[str, str]) -> Iterator[str]:
    for path in files:
        text = path.read_text(encoding="utf-8")
        for what, pattern in patterns.items():
            yield from (f"{path}: {what}: {each[0]}" for each in re.finditer(pattern, text, re.IGNORECASE))


def test_no_template_has_a_handler_a_style_or_a_script_in_it_and_none_takes_text_for_markup() -> None:
    assert len(TEMPLATES) > 20
    # Mail programs read no stylesheet, and no policy: the letter alone has its styles in it.
    assert [
        each for each in found(TEMPLATES, MARKUP) if not re.match(r"web/templates/letter\.html: a style", each)
    ] == []


def test_no_browser_module_makes_markup_or_script_of_text() -> None:
    assert len(MODULES) > 50
    assert list(found(MODULES, SCRIPT)) == []


def test_no_template_is_made_of_what_somebody_wrote() -> None:
    assert list(found(SERVER, TEMPLATE)) == []


@pytest.mark.parametrize(
    "bad", ['<p onclick="x()">', "<a href='javascript:x'>", "{{ x | safe }}", '<p style="a">', "<script>x</script>"]
)
def test_what_is_looked_for_is_found(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "bad.html"
    path.write_text(bad)

    assert len(list(found([path], MARKUP))) == 1
