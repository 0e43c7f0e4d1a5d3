"""Every text of the browser code is in the catalogues, and in Chinese there is a text for it."""

from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.sources import ROOT, files
from tools.spoken import extract


def said() -> Iterator[str]:
    for path in files(ROOT, ("web/static/js",), ".js"):
        with path.open("rb") as file:
            for _, function, text, _ in extract(file, {}, (), {}):
                yield text if function == "say" else text[1]


def catalogue(locale: str) -> Catalog:
    with (ROOT / "web" / "locales" / locale / "LC_MESSAGES" / "roadshow.po").open("rb") as file:
        return read_po(file, locale=locale)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_the_catalogue_knows_what_the_pages_say(locale: str) -> None:
    known = catalogue(locale)

    unknown = sorted({text for text in said() if text not in known})

    assert unknown == []


def test_pages_have_a_chinese_word_for_all_they_say() -> None:
    known = catalogue("zh_CN")

    silent = sorted({text for text in said() if (message := known.get(text)) and not any(message.string or ())})

    assert silent == []
