import json
import re
import tomllib

import pytest

from tools.sources import ROOT

RUN, DEV, NPM = "requirements.lock", "requirements-dev.lock", "package-lock.json"


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+==[^ ]+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", [RUN, DEV])
def test_a_lock_names_versions_and_hashes_but_no_place_to_fetch_them_from(lock: str) -> None:
    text = (ROOT / lock).read_text()

    entries = [entry for entry in re.split(r"\n(?=\w)", text) if "==" in entry]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|--(?:extra-)?index-url|--find-links|file:", text)


def test_the_browser_lock_names_versions_and_hashes_but_no_place_to_fetch_them_from() -> None:
    packages: dict[str, dict[str, str]] = json.loads((ROOT / NPM).read_text())["packages"]

    packages.pop("")

    assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_developing_and_serving_use_the_same_versions() -> None:
    assert pins(RUN) <= pins(DEV)


def test_locks_hold_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    declared = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[^\w-]", requirement)[0].lower() for requirement in declared}

    assert names <= {pin.split("==")[0] for pin in pins(DEV)}
