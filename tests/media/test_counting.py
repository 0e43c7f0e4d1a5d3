import re
from pathlib import Path

from media.counting import DROPPED, HAPPENED, PRESENT, RUNGS

SOURCES = [each.read_text() for each in Path("media/embedded").rglob("*.py")]


def test_every_reason_for_dropping_is_listed_and_none_that_does_not_occur() -> None:
    found = {name for text in SOURCES for name in re.findall(r'"(drop_\w+)"', text)}

    assert found == set(DROPPED)


def test_everything_else_that_is_counted_is_listed() -> None:
    found = {name for text in SOURCES for name in re.findall(r'counters\["(\w+)"\]', text)} - set(DROPPED)

    assert found <= set(HAPPENED)
    assert set(HAPPENED) <= {name for text in SOURCES for name in re.findall(r'"(\w+)"', text)}


def test_the_lists_share_no_name() -> None:
    assert len({*HAPPENED, *DROPPED, *PRESENT, *RUNGS}) == len(HAPPENED) + len(DROPPED) + len(PRESENT) + len(RUNGS)
