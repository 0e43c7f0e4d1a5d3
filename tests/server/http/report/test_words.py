from enum import StrEnum

import pytest

from server.http.language import Languages
from server.http.report import words

TABLES = [table for name, table in vars(words).items() if name.isupper()]


@pytest.mark.parametrize("table", TABLES)
def test_everything_that_an_intent_can_say_has_a_word(table: dict[StrEnum, str]) -> None:
    assert set(table) == set(type(next(iter(table))))


@pytest.mark.parametrize("table", TABLES)
def test_every_word_is_one_that_the_pages_know_in_chinese(table: dict[StrEnum, str]) -> None:
    chinese = Languages()["zh"]

    for word in table.values():
        assert chinese.gettext(word) != word or word == "SAFE"
