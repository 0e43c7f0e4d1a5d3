from pathlib import Path

from server.storage.schema import DECLARED, all_tables


def test_no_module_with_a_table_is_left_out() -> None:
    declaring = {path.stem for path in Path("server/storage").glob("*.py") if " = Table(" in path.read_text()}

    assert {module.__name__.rsplit(".", 1)[1] for module in DECLARED} == declaring


def test_a_table_comes_after_those_that_it_refers_to() -> None:
    seen: set[str] = set()
    for table in all_tables():
        assert {key.column.table.name for key in table.foreign_keys} <= seen
        seen.add(table.name)
