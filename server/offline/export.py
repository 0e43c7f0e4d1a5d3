"""`roadshow export`: the log of one roadshow as a file that proves itself (docs/proof.md)."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from server.config import BadSetting
from server.domain import export
from server.domain.audit import Audit, Fault, Record
from server.domain.ledger import signed_head
from server.offline.data import archive_of, known_in, located, ring_of
from server.offline.verify import BROKEN, PROVEN
from server.offline.words import of_log
from server.storage.location import Location

ANYBODY: Final = 0o666
OWNER: Final = 0o600


class Broken(Exception):
    """The log is not what was recorded, so nothing is signed."""


def write(roadshow: str, file: str, place: Path | Location, *, private: bool) -> int:
    """Write the log as it is now, while a server may be adding to it; `-` writes to standard output.

    A broken log is not exported, since its end could not honestly be signed: status 1.
    """
    archive, ring = archive_of(place), ring_of(located(place).folder)
    show = known_in(archive, roadshow, place)
    heads, extent, keys = archive.heads(show), archive.extent(show), ring.public()
    audit = Audit(show, heads, keys)
    try:
        with _opened(file, OWNER if private else ANYBODY) as out:
            out.write(export.header(show, keys.keys, heads, private=private))
            _finish(audit.of(_written(archive.records(show, extent.last), out, private=private), extent.end))
            out.write(export.end(signed_head(show, audit.head, audit.at, ring.sign)))
    except Broken as broken:
        sys.stderr.writelines(f"{line}\n" for line in of_log(audit, broken.args[0], heads))
        return BROKEN
    return PROVEN


def _written(records: Iterable[Record], out: BinaryIO, *, private: bool) -> Iterator[Record]:
    for one in records:
        out.write(export.entry(one, private=private))
        yield one


def _finish(fault: Fault | None) -> None:
    if fault:
        raise Broken(fault)


@contextmanager
def _opened(file: str, mode: int) -> Iterator[BinaryIO]:
    """Somewhere to write to; a file is there under its name only once it is whole."""
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = Path(f"{file}.part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            yield out
        os.replace(part, file)
    except OSError as error:
        raise BadSetting(f"{file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
