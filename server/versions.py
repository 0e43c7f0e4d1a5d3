"""What is older than the promises need is refused at the start, before anybody is let in."""

import platform
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from server.config import BadSetting

NEEDED: Final[Mapping[str, tuple[str, str]]] = {
    "uvicorn": ("0.54", "older ones let one slow reader fill the memory"),
    "websockets": ("17.4", "live sockets write into its transports themselves"),
    "starlette": ("1.10", "older ones can be kept busy by a request for many ranges"),
    "python-multipart": ("0.0.34", "older ones can be kept busy by a form, and write where they should not"),
    "aiortc": ("1.16", "media uses names of its own that older ones have not"),
    "aioice": ("0.13", "media uses names of its own that older ones have not"),
}
"""The oldest of each library, and why."""

BROUGHT: Final = frozenset({("linux", "x86_64"), ("darwin", "arm64")})
"""Where requirements.lock brings an SQLite of its own."""

ADVICE: Final = "install what requirements.lock names (tools/setup.sh run)"


def refuse_old(*, sqlite: bool) -> None:
    """Raise BadSetting where a library, or with `sqlite` the SQLite that would be used, is too old."""
    found = [*_libraries(), *(_sqlite() if sqlite else ())]
    if found:
        raise BadSetting(f"{'; '.join(found)}; {ADVICE}")


def _libraries() -> Iterator[str]:
    for name, (oldest, reason) in NEEDED.items():
        try:
            here = version(name)
        except PackageNotFoundError:
            yield f"{name} is not there"
            continue
        if numbers(here) < numbers(oldest):
            yield f"{name} {here} is older than {oldest}: {reason}"


def _sqlite() -> Iterator[str]:
    # What is light is looked at before this is loaded.
    from server.storage.sqlite import FIXED, driver, has_reset_bug

    if has_reset_bug() and (sys.platform, platform.machine()) in BROUGHT:
        here, fixed = driver().sqlite_version, ".".join(map(str, FIXED))
        yield f"SQLite {here} is older than {fixed}: it may corrupt a database that two connections use"


def numbers(text: str) -> tuple[int, ...]:
    """The release of a version (PEP 440) as what can be compared; what stands behind it says nothing."""
    release = re.match(r"(?:\d+!)?(\d+(?:\.\d+)*)", text)
    return tuple(int(part) for part in release[1].split(".")) if release else ()
