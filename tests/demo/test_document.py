import io

from pypdf import PdfReader

from demo.document import one_page
from demo.programme import PITCHES


def test_a_document_of_each_project_can_be_read_and_says_what_it_is_about() -> None:
    for pitch in PITCHES:
        title, summary = pitch["title"]["en"], pitch["summary"]["en"]

        (page,) = PdfReader(io.BytesIO(one_page(title, summary)), strict=True).pages

        assert " ".join(page.extract_text().split()) == f"{title} {summary}"


def test_parentheses_and_backslashes_stay_what_they_are() -> None:
    (page,) = PdfReader(io.BytesIO(one_page("A (b) \\ c", "d)")), strict=True).pages

    assert "A (b) \\ c" in page.extract_text()
