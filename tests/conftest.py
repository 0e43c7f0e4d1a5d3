"""Hypothesis judges behaviour and not speed, and under CI tries the same examples every time."""

import os

from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

settings.register_profile(
    "roadshow",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    database=None if os.environ.get("CI") else DirectoryBasedExampleDatabase(".cache/hypothesis"),
)
settings.load_profile("roadshow")
