"""`roadshow verify`: a receipt, or whole logs, checked without a server and without its leave."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from server.config import BadSetting
from server.domain.audit import Audit, Fault, Mark, Wrong, is_signed
from server.domain.export import Exported, NotAnExport
from server.domain.keys import KeySet
from server.domain.ledger import Receipt
from server.domain.messages import RoadshowId
from server.domain.proof import Verdict, judge, receipt_in
from server.offline import words
from server.offline.data import archive_of, content_of, keys_for, known_in, located
from server.storage.archive import Archive
from server.storage.location import Location

PROVEN, BROKEN, UNDECIDED = 0, 1, 3
LINE: Final = 1024 * 1024
STATUS: Final = {Verdict.genuine: PROVEN, Verdict.unknown: UNDECIDED}


def receipt(file: str, keys: str, folder: Path) -> tuple[int, Receipt | None]:
    """Check a receipt, as JSON or as the link of its QR code; `-` reads it from standard input."""
    found, known = receipt_in(content_of(file)), keys_for(keys, folder)
    if found is None:
        _say(words.VERDICTS[Verdict.malformed])
        return BROKEN, None
    verdict = judge(found, known)
    for line in words.of_receipt(found, verdict):
        _say(line)
    return STATUS.get(verdict, BROKEN), found


def logs(roadshow: str, keys: str, place: Path | Location, marks: Sequence[Mark] = ()) -> int:
    """Check the log of a roadshow, or all logs of a house, while a server may be writing to them.

    `marks` are heads and receipts that somebody kept; each log is held to its own.
    """
    archive, known = archive_of(place), keys_for(keys, located(place).folder)
    found = [known_in(archive, roadshow, place)] if roadshow else archive.roadshows()
    lost = sorted({mark.roadshow for mark in marks} - set(found)) if not roadshow else []
    return max((_log(archive, one, known, marks) for one in (*found, *lost)), default=PROVEN)


def exported(file: str, roadshow: str, keys: str, folder: Path, marks: Sequence[Mark] = ()) -> int:
    """Check an export from itself alone; by whom it is, only keys can say that come from elsewhere."""
    known = keys_for(keys, folder)
    with _lines(file) as lines:
        found = _parsed(file, lines)
        if roadshow not in ("", found.header.roadshow):
            raise BadSetting(f"{file} is of roadshow {found.header.roadshow}")
        trusted = known.trusting(found.header.keys) if known.keys else KeySet(keys=found.header.keys)
        held = [*found.header.heads, *marks]
        audit = Audit(found.header.roadshow, held, trusted)
        fault = audit.of(found.records()) or _at_end(found, audit, trusted)
    for line in words.of_log(audit, fault, held):
        _say(line)
    if fault is None and not known.keys:
        _say(words.OWN_KEYS)
        return UNDECIDED
    return BROKEN if fault else PROVEN


def worst(*statuses: int) -> int:
    """Of two findings, what is broken counts, then what is undecided."""
    return BROKEN if BROKEN in statuses else max(statuses)


def _log(archive: Archive, roadshow: RoadshowId, keys: KeySet, marks: Sequence[Mark]) -> int:
    held = [*archive.heads(roadshow), *(mark for mark in marks if mark.roadshow == roadshow)]
    extent = archive.extent(roadshow)
    audit = Audit(roadshow, held, keys if keys.keys else None)
    fault = audit.of(archive.records(roadshow, extent.last), extent.end)
    for line in words.of_log(audit, fault, held):
        _say(line)
    return BROKEN if fault else PROVEN


def _at_end(found: Exported, audit: Audit, keys: KeySet) -> Fault | None:
    head, place = found.head, audit.entries
    if head is None or head.seq > place:
        return Fault(seq=place + 1, at="", wrong=Wrong.missing)
    if (head.roadshow, head.seq, head.at, head.hash) != (audit.roadshow, place, audit.at, audit.head.hash.hex()):
        return Fault(seq=place, at=audit.at, wrong=Wrong.end)
    return None if is_signed(head, keys) else Fault(seq=place, at=audit.at, wrong=Wrong.signature)


@contextmanager
def _lines(file: str) -> Iterator[Iterator[bytes]]:
    """The lines of a file one by one; one that is too long comes in parts, which are no entries."""
    try:
        with Path(file).open("rb") as opened:
            yield iter(lambda: opened.readline(LINE), b"")
    except OSError as error:
        raise BadSetting(f"{file} cannot be read: {error.strerror}") from error


def _parsed(file: str, lines: Iterator[bytes]) -> Exported:
    try:
        return Exported(lines)
    except NotAnExport as error:
        raise BadSetting(f"{file} is no export of a log: {error}") from error


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
