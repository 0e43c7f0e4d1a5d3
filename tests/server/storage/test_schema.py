import re
import subprocess
import sys
from pathlib import Path

from server.storage.schema import all_tables


def test_no_module_with_a_table_is_left_out() -> None:
    declared = {
        name
        for path in Path("server/storage").glob("*.py")
        for name in re.findall(r' = Table\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }

    # In a process of its own, which has imported nothing else.
    told = "from server.storage.schema import all_tables; print(*(table.name for table in all_tables()))"
    known = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout.split()

    assert set(known) == declared


def test_a_table_comes_after_those_that_it_refers_to() -> None:
    seen: set[str] = set()
    for table in all_tables():
        assert {key.column.table.name for key in table.foreign_keys} <= seen
        seen.add(table.name)
