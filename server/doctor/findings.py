"""What an examination finds, and how it is told to an operator."""

import asyncio
import sys
from collections.abc import AsyncIterator
from enum import Enum

from msgspec import Struct


class Mark(Enum):
    """How a finding is to be taken, as it is printed."""

    good = "ok  "
    hint = "hint"
    bad = "bad "


class Finding(Struct, frozen=True):
    """One thing that was looked at, in words."""

    mark: Mark
    words: str


def report(findings: AsyncIterator[Finding]) -> int:
    """Print what is found as it is found; 1 where something will not work."""
    return asyncio.run(_report(findings))


async def _report(findings: AsyncIterator[Finding]) -> int:
    status = 0
    async for finding in findings:
        sys.stdout.write(f"{finding.mark.value}  {finding.words}\n")
        sys.stdout.flush()
        status |= finding.mark is Mark.bad
    return status
