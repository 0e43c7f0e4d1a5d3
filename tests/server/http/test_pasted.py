import pytest

from server.domain.messages import Bilingual
from server.domain.programme import LIMIT, CardCommand
from server.errors import Malformed
from server.http.pasted import Row, bilingual, decoded, rows


def cards(text: str) -> list[CardCommand]:
    found = [row.card for row in rows(text, 8, 7)]
    assert None not in found
    return [card for card in found if card]


@pytest.mark.parametrize(
    "line",
    [
        "储能 | 曜能 | 6",
        "储能\uff5c曜能\uff5c6分钟",
        "储能\t曜能\t6",
        "  储能|曜能 |  6 min",
        "储能 | 曜能 | 6分",
        "储能 | 曜能 | \uff16",
    ],
)
def test_a_line_is_read_however_its_columns_are_parted(line: str) -> None:
    assert cards(line) == [
        CardCommand(title=Bilingual(zh="储能"), team=Bilingual(zh="曜能"), minutes=6, question_minutes=7)
    ]


def test_what_a_line_leaves_out_is_as_the_kind_of_show_has_it() -> None:
    assert cards("Solar paint\n\n  \nQuiet drone | Wing Ltd") == [
        CardCommand(title=Bilingual(en="Solar paint"), minutes=8, question_minutes=7),
        CardCommand(title=Bilingual(en="Quiet drone"), team=Bilingual(en="Wing Ltd"), minutes=8, question_minutes=7),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "title,team,field,minutes,question_minutes\nSolar paint,Sun Ltd,Energy,5,3\n",
        "Title;Team;Field;Minutes;Question_minutes\r\nSolar paint;Sun Ltd;Energy;5;3\r\n",
        "项目,团队,领域,分钟,提问分钟\nSolar paint,Sun Ltd,Energy,5,3",
        "项目名称\t单位\t技术领域\t路演分钟\t提问分钟\nSolar paint\tSun Ltd\tEnergy\t5\t3",
    ],
)
def test_a_table_with_headings_is_read_by_them(table: str) -> None:
    assert cards(table) == [
        CardCommand(
            title=Bilingual(en="Solar paint"),
            team=Bilingual(en="Sun Ltd"),
            field=Bilingual(en="Energy"),
            minutes=5,
            question_minutes=3,
        )
    ]


def test_cells_in_quotes_may_hold_separators_and_lines() -> None:
    assert cards('title,summary\n"Paint, solar","One\nTwo"')[0].summary == Bilingual(en="One\nTwo")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (" | 曜能 | 6", "title"),
        ("储能 | 曜能 | 很久", "minutes"),
        ("储能 | 曜能 | 0", "minutes"),
        ("储能 | 曜能 | 241", "minutes"),
        ("储能 | 曜能 | -3", "minutes"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_stops_no_other(line: str, problem: str) -> None:
    found = rows(f"{line}\n氢能", 8, 7)

    assert found[0] == Row(text=line.strip(), problem=problem)
    assert found[1].card is not None


def test_no_more_rows_are_read_than_would_be_refused_anyway() -> None:
    assert len(rows("a\n" * 5000, 8, 7)) == LIMIT + 1


def test_a_file_is_read_as_spreadsheets_write_it() -> None:
    assert decoded("\ufeff项目".encode()) == "项目"
    assert decoded("项目".encode("gb18030")) == "项目"
    with pytest.raises(Malformed):
        decoded(b"\xff\xff\xff")


def test_a_text_goes_to_the_side_of_its_language() -> None:
    assert bilingual("CT 重建") == Bilingual(zh="CT 重建")
    assert bilingual("CT imaging") == Bilingual(en="CT imaging")
