"""Every control and every test that the document of security names is there, and every threat has both its lines."""

import re
from pathlib import Path

import pytest

SECURITY = Path("docs/security.md").read_text(encoding="utf-8")
CONTROLS = SECURITY.split("### Controls")[1].split("\n## ")[0]


def held() -> list[tuple[str, str]]:
    """Each test that is named, with its file; one without a file is of the file before."""
    file = ""
    found: list[tuple[str, str]] = []
    for named, test in re.findall(r"`([\w/]*(?:\.py)?)::(\w+)`", CONTROLS):
        file = named or file
        found.append((file, test))
    return found


@pytest.mark.parametrize(("file", "test"), held())
def test_every_test_that_is_named_is_there(file: str, test: str) -> None:
    assert re.search(rf"^ *(?:async )?def {test}\(", (Path("tests") / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("module", sorted(set(re.findall(r"`((?:server|media)/[\w/]+\.py)`", SECURITY))))
def test_every_module_that_is_named_is_there(module: str) -> None:
    assert Path(module).is_file()


def test_every_threat_says_what_is_done_about_it() -> None:
    threats = re.findall(r"^\| (\d+) \| .* \| (?:held|part|none) \|$", SECURITY, re.MULTILINE)

    assert threats == re.findall(r"^(\d+)\. ", CONTROLS, re.MULTILINE) == [str(number) for number in range(1, 34)]
