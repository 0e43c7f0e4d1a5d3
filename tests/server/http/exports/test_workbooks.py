import csv
import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from server.app.records import LeadRecord, Shape
from server.domain.kinds import IntentKind
from server.http.exports.columns import columns
from server.http.exports.workbooks import workbook
from tests.server.http.exports.leads import INVEST, lead, note

SHAPE = Shape(kinds=(IntentKind.invest,))
OFFICE = shutil.which("soffice")


def written(records: Sequence[LeadRecord]) -> bytes:
    return b"".join(workbook(columns(SHAPE), records))


def opened(records: Sequence[LeadRecord]) -> Any:
    return openpyxl.load_workbook(BytesIO(written(records))).active


def row(sheet: Any, number: int) -> dict[str, Any]:
    header = [cell.value for cell in sheet[1]]
    return dict(zip(header, sheet[number], strict=True))


def test_cells_are_of_the_type_of_what_they_hold() -> None:
    cells = row(opened([lead(INVEST)]), 2)

    assert (cells["number"].value, cells["number"].data_type) == (7, "n")
    assert (cells["invest_amount_min_minor"].value, cells["name"].value) == (50_000_000, "欧阳娜娜")
    assert cells["due"].value == datetime.fromisoformat("2026-03-09")
    assert (cells["due"].is_date, cells["due"].number_format) == (True, "yyyy-mm-dd")
    assert cells["last_at"].value == datetime.fromisoformat("2026-03-01T08:30:15.250")
    assert cells["invest_decide_by"].value.date() == date(2026, 5, 1)


@pytest.mark.parametrize("text", ["=1+1", "+86 138 0013 8000", "-2", "@SUM(A1)", "00123", "http://a.example", "a\nb"])
def test_a_text_is_the_text_that_it_was_and_never_a_formula_a_number_or_a_link(text: str) -> None:
    cell = row(opened([lead(next_step=text)]), 2)["next_step"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_the_header_stays_in_sight_and_columns_are_as_wide_as_what_they_hold() -> None:
    sheet = opened([lead(), lead()])

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(3, sheet.max_column).coordinate}"
    assert sheet.column_dimensions["A"].width > 2 * sheet.column_dimensions["D"].width


def test_without_leads_the_header_is_there() -> None:
    assert [cell.value for cell in opened([])[1]] == [column.name for column in columns(SHAPE)]


def test_a_text_beyond_what_a_cell_holds_is_cut_and_the_file_stays_whole() -> None:
    assert len(row(opened([lead(notes=[note("长" * 40_000)])]), 2)["notes"].value) == 32_767


@pytest.mark.skipif(OFFICE is None and "CI" not in os.environ, reason="needs LibreOffice Calc")
def test_libre_office_reads_what_was_meant(tmp_path: Path) -> None:
    (tmp_path / "leads.xlsx").write_bytes(written([lead(INVEST)]))

    subprocess.run(
        [
            *(str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            # Comma, quoted where needed, UTF-8, cells as they are shown.
            *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path)),
            str(tmp_path / "leads.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=50,
    )

    header, cells = csv.reader((tmp_path / "leads.csv").read_text("utf-8").splitlines(), strict=True)
    found = dict(zip(header, cells, strict=True))
    assert (found["name"], found["next_step"], found["contact"]) == ("欧阳娜娜", "=call", "+86 138 0013 8000")
    assert (found["due"], found["last_at"]) == ("2026-03-09", "2026-03-01 08:30:15")
    assert (found["invest_amount_max_minor"], found["invest_comment"]) == ("100000050", "-2+3 次级")
