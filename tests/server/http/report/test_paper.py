import io
from concurrent.futures import ThreadPoolExecutor

from pypdf import PdfReader
from reportlab.platypus import Flowable, PageBreak

from server.http.report.paper import FILE, MISSING, Strong, document, printable, style, text

LOOK = style(10)


def made(*parts: Flowable) -> PdfReader:
    body = document(parts, title="报告 – T", author="主办方", language="zh-CN", foot="某项目 · 今天")
    return PdfReader(io.BytesIO(body))


def test_chinese_and_english_are_text_that_can_be_selected() -> None:
    (page,) = made(text("潮生：近岸波浪能发电", LOOK, Strong), text("Near-shore wave power", LOOK)).pages

    words = page.extract_text()
    assert "潮生：近岸波浪能发电" in words
    assert "Near-shore wave power" in words


def test_the_file_says_its_title_and_language_and_each_page_its_number() -> None:
    reader = made(text("one", LOOK), PageBreak(), text("two", LOOK))

    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("报告 – T", "主办方")
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    for number, page in enumerate(reader.pages, start=1):
        assert "某项目 · 今天" in page.extract_text()
        assert f"{number} / 2" in page.extract_text()


def test_what_the_font_lacks_is_a_box_and_breaks_nothing() -> None:
    assert printable("a𠮷🚀\u200b中\n文") == f"a{MISSING}{MISSING}中\n文"
    assert MISSING in made(text("🚀", LOOK)).pages[0].extract_text()


def test_what_people_wrote_is_no_markup() -> None:
    (page,) = made(text("<b>5 < 6</b> & <para/>", LOOK)).pages

    assert "<b>5 < 6</b> & <para/>" in page.extract_text()


def test_long_texts_of_both_sorts_stay_within_the_page() -> None:
    reader = made(text("近岸波浪能" * 60, LOOK), text("x" * 600, LOOK), text("wave power " * 200, LOOK))

    assert reader.pages[0].extract_text().count("近岸波浪能") > 40


def test_every_common_character_is_in_the_font() -> None:
    common = "".join(bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA))

    assert MISSING not in printable(common + "，。：；！？（）“”《》、…—·¥€£$°²³×−éüñßøÅαβΩЖ")
    assert (FILE.parent / "OFL.txt").read_text().count("SIL OPEN FONT LICENSE") > 0


def test_several_are_made_at_once_without_mixing() -> None:
    def one(number: int) -> str:
        return made(text(f"第{number}份", LOOK)).pages[0].extract_text()

    with ThreadPoolExecutor(4) as pool:
        words = list(pool.map(one, range(8)))

    assert all(f"第{number}份" in found for number, found in enumerate(words))
