"""What the manual of exports lists is what is written."""

from pathlib import Path

import pytest

from server.http.exports.columns import KNOWN, OF_INTENT
from server.http.exports.filing import FORMATS
from server.http.exports.presets import FIELDS, PRESETS, Preset
from server.http.imports import headers

EXPORTS = Path("docs/exports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(column.name for column in KNOWN), *(f"{{kind}}_{field}" for field in OF_INTENT)])
def test_every_column_is_listed(name: str) -> None:
    assert f"`{name}`" in EXPORTS.split("## The table")[1].split("## For a CRM")[0]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_listed(name: str) -> None:
    assert f"`/api/seats/{{seat}}/leads.{name}`" in EXPORTS


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_a_preset_is_listed(name: str) -> None:
    assert f"`{name}`" in EXPORTS.split("| Field | What |")[1].split("\n\n")[0]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_is_listed_as_its_file_has_it(preset: Preset) -> None:
    section = EXPORTS.split(f"### {preset.title}\n")[1].split("\n##")[0]
    rows = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in section.splitlines() if "| `" in line]

    assert rows == [
        (
            f"`{column.name}`",
            f"`{column.field}`" if column.field else f"always `{column.value}`",
            str(column.limit or ""),
            f"`{column.otherwise}`" if column.otherwise else "",
        )
        for column in preset.columns
    ]


def test_every_stage_is_listed_as_each_crm_calls_it() -> None:
    crms = [PRESETS[name] for name in ("hubspot", "salesforce", "espocrm")]
    for stage in crms[0].stages:
        called = " | ".join(f"`{crm.stages[stage]}`" for crm in crms)
        assert f"| `{stage.value}` | {called} |" in EXPORTS


@pytest.mark.parametrize("field", [field for field in headers.FIELDS if not field.startswith(headers.EXTERNAL)])
def test_what_an_import_takes_is_listed(field: str) -> None:
    assert f"`{field}`" in EXPORTS.split("## And back")[1]
