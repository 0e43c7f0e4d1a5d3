"""The two shell scripts, run on a machine made of a folder of fake commands."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.sources import ROOT

BASICS = ("sh", "dirname", "sed", "mkdir", "cat", "grep", "id", "env")

ALSO = (
    *("mkfs.ext4", "faketime", "ip", "nft", "turnserver", "soffice", "redis-server", "initdb"),
    *("nginx", "systemd-analyze", "ps"),
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout below a folder `bin` that holds only the most basic commands."""
    (tmp_path / "bin").mkdir()
    for name in BASICS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or name)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def fake(machine: Path, command: str, script: str = "") -> None:
    path = machine / "bin" / command
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(machine: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "tools" / script, *arguments],
        env={"PATH": str(machine / "bin"), "HOME": str(machine), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_refused_in_one_line(machine: Path) -> None:
    fake(machine, "python3", "exit 1")

    result = run(machine, "setup.sh", "run")

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "roadshow: needs Python 3.11 or newer; none was found (PYTHON=/path/to/python make … names one)"
    ]


def test_a_python_without_venv_is_refused_in_one_line(machine: Path) -> None:
    fake(machine, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')

    result = run(machine, "setup.sh", "run")

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "roadshow: python3 has no venv module; on Debian or Ubuntu: apt-get install python3-venv"
    ]


def test_present_system_packages_are_left_alone(machine: Path) -> None:
    for command in ("google-chrome", "firefox", "strace", *ALSO):
        fake(machine, command)
    fake(machine, "fc-list", "echo Noto")
    fake(machine, "apt-get", "exit 9")

    result = run(machine, "system_packages.sh", CI="true")

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_missing_system_packages_fail_a_pipeline_and_only_inform_a_person(
    machine: Path, environment: dict[str, str], code: int
) -> None:
    for command in ("strace", *ALSO):
        fake(machine, command)

    result = run(machine, "system_packages.sh", **environment)

    assert result.returncode == code
    assert result.stderr == "roadshow: for every test to run, install: chromium firefox-esr fonts-noto-cjk\n"


def test_root_gets_what_is_missing_installed(machine: Path) -> None:
    for command in ("chromium", "firefox-esr", "ln"):
        fake(machine, command, f'exec {shutil.which(command)} "$@"')
    for command in ALSO:
        fake(machine, command)
    fake(machine, "id", "echo 0")
    fake(machine, "fc-list", "echo Noto")
    fake(machine, "apt-get", f'case "$*" in install*strace) ln -s fc-list {machine}/bin/strace ;; esac')

    result = run(machine, "system_packages.sh", CI="true")

    assert (result.returncode, result.stdout) == (0, "roadshow: installing strace\n")
