"""What leaves the house is verified by programs that know nothing of it but docs/proof.md."""

import ast
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from server.offline.export import write
from server.storage.keys import FILE, rotate
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import START
from tests.server.storage.shelf import ROWS, shelve, spoil

HERE = Path(__file__).parent
PYTHON = [sys.executable, "-I", str(HERE / "verify_export.py")]
NODE = [shutil.which("node") or "node", str(HERE / "verify_export.mjs")]
TEXTS = sum(row.private is not None for row in ROWS)


def run(verifier: list[str], *arguments: Path) -> tuple[int, str]:
    done = subprocess.run([*verifier, *arguments], capture_output=True, text=True, check=False, cwd="/")
    return done.returncode, done.stdout + done.stderr


@pytest_asyncio.fixture
async def folder(tmp_path: Path) -> Path:
    await shelve(tmp_path)
    rotate(tmp_path / FILE, START + timedelta(days=365))
    return tmp_path


def exported(folder: Path, *, private: bool = True) -> Path:
    assert write(SHOW, str(folder / "log.jsonl"), folder, private=private) == 0
    return folder / "log.jsonl"


@pytest.mark.parametrize("verifier", [PYTHON, NODE], ids=["python", "node"])
@pytest.mark.parametrize("private", [True, False])
def test_everything_is_recomputed_from_the_export_alone(folder: Path, verifier: list[str], private: bool) -> None:
    status, said = run(verifier, exported(folder, private=private))

    assert said == f"{SHOW}: {len(ROWS)} entries, {TEXTS if private else 0} private texts, 1 heads\n"
    assert status == 0


@pytest.mark.parametrize("verifier", [PYTHON, NODE], ids=["python", "node"])
def test_after_a_person_was_erased_it_still_is(folder: Path, verifier: list[str]) -> None:
    spoil(folder / "roadshow.db", "DELETE FROM event_private WHERE person = 'per_ines'")
    gone = sum(row.private is not None and row.by == "per_ines" for row in ROWS)

    status, said = run(verifier, exported(folder))

    assert gone > 2
    assert f"{TEXTS - gone} private texts" in said
    assert status == 0


@pytest.mark.parametrize("verifier", [PYTHON, NODE], ids=["python", "node"])
def test_an_altered_byte_of_an_entry_breaks_it(folder: Path, verifier: list[str]) -> None:
    chance, path = Random(7), exported(folder)
    whole = path.read_bytes()
    begin, end = whole.index(b"\n") + 1, whole.rindex(b"\n", 0, -1)

    for _ in range(6):
        at = chance.randrange(begin, end)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert run(verifier, path)[0] != 0, (at, whole[at - 20 : at + 20])


def test_the_verifier_in_python_uses_the_standard_library_and_cryptography_alone() -> None:
    tree = ast.parse((HERE / "verify_export.py").read_text())
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
