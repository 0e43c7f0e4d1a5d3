import io

import pytest
from pypdf import PdfReader

from server.domain.onair import EndPitch
from server.domain.questions import AskQuestion
from server.http.language import Languages
from server.http.report.printed import printed
from tests.server.domain.story import GUEST, HOST, INES, PITCH_A, Story, on_air
from tests.server.http.report.evening import empty, full, read

LANGUAGES = Languages()


def pages(story: Story, language: str) -> list[str]:
    body = printed(read(story), story.state.plan, LANGUAGES[language])
    return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]


def test_the_print_says_what_the_page_says() -> None:
    words = "\n".join(pages(full(), "en"))

    for expected in ("Project a", "=1+1?", "Unanswered", "92%", INES.name, "CN¥1M – CN¥3M", "<b>再谈</b>", "Withdrawn"):
        assert expected in words, expected


@pytest.mark.parametrize(("language", "expected"), [("zh", "没有人提问。"), ("en", "Nobody asked a question.")])
def test_a_pitch_without_anything_has_its_page_in_both_languages(language: str, expected: str) -> None:
    (words,) = pages(empty(), language)

    assert expected in words


def test_a_long_evening_goes_on_over_many_pages() -> None:
    story = on_air(moderated=False)
    for number in range(120):
        text = f"{number}: " + "这个问题很长，" * 200
        story.later(1).given(GUEST, AskQuestion(text=text[:1500], pitch=PITCH_A))

    words = pages(story.given(HOST, EndPitch(pitch=PITCH_A)), "zh")

    assert len(words) > 20
    assert f"{len(words)} / {len(words)}" in words[-1]
    assert "119: " in "".join(words)


def test_a_text_that_is_taller_than_a_page_goes_on_on_the_next() -> None:
    story = on_air(moderated=False).given(GUEST, AskQuestion(text="高\n" * 900 + "终", pitch=PITCH_A))

    words = pages(story.given(HOST, EndPitch(pitch=PITCH_A)), "zh")

    assert len(words) > 5
    assert "终" in "".join(words)
