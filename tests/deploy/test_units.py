"""The units, judged by systemd's own tools, and a server that keeps to what its unit allows it."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.soak.process import Server
from server.cli import main
from tests.deployment import DEPLOY, Ground, ground, program

UNITS = ("roadshow.service", "roadshow@.service")
STRACE = ("strace", "-D", "-f", "-qq", "--seccomp-bpf", "-e", "signal=none")


@pytest.fixture
def placed() -> Iterator[Ground]:
    with ground() as made:
        yield made


def told(*command: str) -> str:
    program(command[0])
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return done.stdout + done.stderr + ("" if done.returncode == 0 else f"status {done.returncode}")


def test_systemd_finds_no_fault_in_the_units(placed: Ground) -> None:
    instance = placed.folder / "roadshow@a.service"
    instance.symlink_to(placed.folder / "roadshow@.service")

    assert told("systemd-analyze", "verify", "--man=no", str(placed.folder / UNITS[0]), str(instance)) == ""


@pytest.mark.parametrize("unit", UNITS)
def test_the_units_expose_little(placed: Ground, unit: str) -> None:
    """0 is nothing and 10 everything; 2 is what its judge calls OK."""
    found = told("systemd-analyze", "security", "--offline=true", "--threshold=15", str(placed.folder / unit))

    assert "status" not in found, found


def test_the_two_units_differ_in_what_is_started_alone() -> None:
    one, several = (set((DEPLOY / "systemd" / unit).read_text().splitlines()) for unit in UNITS)

    differing = {line.strip().partition("=")[0] for line in one ^ several if not line.startswith(("#", " "))}
    assert differing == {"Description", "After", "EnvironmentFile", "ExecStart"}


def test_what_the_unit_for_one_process_starts_is_a_command_of_ours(
    placed: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    placed.put("etc/house.conf", "etc/house.conf")
    arguments = placed.command("roadshow.service")[3:]

    # A certificate that is not there stops it before it serves.
    assert main([*arguments, "--tls-cert", "nowhere.pem"]) == 2
    assert "--tls-cert and --tls-key go together" in capsys.readouterr().err


def allowed(group: str) -> set[str]:
    """The names of a set of system calls, of sets inside it too."""
    lines = (line.strip() for line in told("systemd-analyze", "syscall-filter", group).splitlines()[1:])
    names = [line for line in lines if line and not line.startswith("#")]
    return {name for each in names for name in (allowed(each) if each.startswith("@") else {each})}


@pytest.mark.asyncio
async def test_a_server_makes_no_system_call_that_its_unit_refuses(tmp_path: Path) -> None:
    program("strace")
    refused = allowed("@privileged") | allowed("@resources")
    kept = ",".join(f"?{name}" for name in sorted(allowed("@system-service") - refused | allowed("@default")))
    trace = tmp_path / "trace"
    wrapper = (*STRACE, "-o", str(trace), "-e", f"trace=!{kept}")
    async with Server(tmp_path / "data", wrapper=wrapper) as server:
        await server.stop()

    calls = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
    # SQLite gives its files to the owner of the database where root runs it, which the unit does not.
    assert calls <= {"fchown"}
