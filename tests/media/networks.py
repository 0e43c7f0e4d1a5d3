"""A second host on this machine: a network namespace behind a pair of virtual cables. Needs root and iproute2."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE, THERE = "10.213.77.1", "10.213.77.2"
POSSIBLE = "CI" in os.environ or (os.geteuid() == 0 and all(map(shutil.which, ("ip", "nft"))))


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


class Host:
    """The far end, at THERE; the near end of the cable is HERE."""

    def __init__(self, name: str) -> None:
        self.name = name

    def run(self, *command: str) -> None:
        run("ip", "netns", "exec", self.name, *command)

    def block_udp(self) -> None:
        """Drop what a strict office would."""
        self.run("nft", "add table inet office; add chain inet office out { type filter hook output priority 0; }")
        self.run("nft", "add rule inet office out meta l4proto udp drop")

    def program(self, executable: str, folder: Path) -> str:
        """A path under which a program runs on that host."""
        script = folder / Path(executable).name
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {executable} "$@"\n')
        script.chmod(0o755)
        return str(script)


@contextmanager
def far_host() -> Iterator[Host]:
    """A host that is gone afterwards, with all its cables."""
    name = f"far{os.getpid()}"
    host = Host(name)
    run("ip", "netns", "add", name)
    try:
        run("ip", "link", "add", f"{name}a", "type", "veth", "peer", "name", f"{name}b", "netns", name)
        run("ip", "address", "add", f"{HERE}/30", "dev", f"{name}a")
        run("ip", "link", "set", f"{name}a", "up")
        host.run("ip", "address", "add", f"{THERE}/30", "dev", f"{name}b")
        for link in ("lo", f"{name}b"):
            host.run("ip", "link", "set", link, "up")
        yield host
    finally:
        run("ip", "netns", "delete", name)
