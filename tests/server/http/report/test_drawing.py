import io
import re
from typing import Any

from pypdf import PdfReader

from server.http.language import Languages
from server.http.report.drawing import Bars, Drawing
from server.http.report.paper import document
from server.http.report.plot import plot
from server.http.report.telling import told
from server.http.report.told import Bar, Group
from tests.server.domain.story import Story
from tests.server.http.report.evening import empty, full, read

EN = Languages()["en"]


def page_of(*parts: Any) -> Any:
    body = document(parts, title="", author="", language="en", foot="")
    return PdfReader(io.BytesIO(body)).pages[0]


def drawn(story: Story) -> Any:
    found = read(story)
    return page_of(Drawing(plot(found.attention, 480, 235, 62), told(found, story.state.plan, EN)))


def test_the_plot_is_lines_and_names_its_parts() -> None:
    page = drawn(full())

    words = page.extract_text()
    for word in ("Watching", "Questions", "Votes", "Intents", "Question time", "0:00", "1:30"):
        assert word in words
    assert not page.images
    assert len(re.findall(rb" re\b", page.get_contents().get_data())) >= 3


def test_a_pitch_without_anything_is_drawn_too() -> None:
    assert "Watching" in drawn(empty()).extract_text()


def test_bars_say_their_counts() -> None:
    words = page_of(Bars(Group("By kind", [Bar("投资", 4, 1.0), Bar("Pilot", 2, 0.5)]))).extract_text()

    assert "投资" in words
    assert "Pilot" in words
    assert "4" in words
