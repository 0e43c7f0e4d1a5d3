"""`roadshow verify`: a receipt, or whole logs, checked without a server and without its leave."""

import sys
from pathlib import Path
from typing import Final

import msgspec

from server.config import BadSetting
from server.domain.audit import Audit
from server.domain.keys import KeySet
from server.domain.messages import RoadshowId
from server.domain.proof import LIMIT, Verdict, judge, receipt_in
from server.offline import words
from server.storage.archive import Archive
from server.storage.keys import FILE, KeyRing

PROVEN, BROKEN, UNDECIDED = 0, 1, 3
DATABASE: Final = "roadshow.db"


def receipt(file: str, keys: str, folder: Path) -> int:
    """Check a receipt, as JSON or as the link of its QR code; `-` reads it from standard input."""
    content = _content(file)
    known = keys_in(keys) if keys else keys_of(folder)
    found = receipt_in(content)
    if found is None:
        _say(words.VERDICTS[Verdict.malformed])
        return BROKEN
    verdict = judge(found, known)
    for line in words.of_receipt(found, verdict, known):
        _say(line)
    return {Verdict.genuine: PROVEN, Verdict.unknown: UNDECIDED}.get(verdict, BROKEN)


def logs(roadshow: str, folder: Path) -> int:
    """Check the log of a roadshow, or all logs of a data folder, while a server may be writing to them."""
    path = folder / DATABASE
    if not path.exists():
        raise BadSetting(f"there is no database in {folder}")
    archive = Archive(path)
    found = [RoadshowId(roadshow)] if roadshow else archive.roadshows()
    if roadshow and roadshow not in archive.roadshows():
        raise BadSetting(f"there is no roadshow {roadshow} in {folder}")
    keys = keys_of(folder)
    return max((_log(archive, one, keys) for one in found), default=PROVEN)


def keys_of(folder: Path) -> KeySet:
    """The keys of a data folder; none where there is no such folder."""
    path = folder / FILE
    return KeyRing(path).public() if path.exists() else KeySet(keys=())


def keys_in(file: str) -> KeySet:
    """The keys in a JWK Set; BadSetting where it is none, or where a key says to follow another that denies it."""
    try:
        keys = msgspec.json.decode(_content(file), type=KeySet)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadSetting(f"--keys {file} is no JWK Set of Ed25519 keys: {error}") from error
    if doubtful := keys.doubtful():
        raise BadSetting(f"--keys {file}: key {doubtful[0]} was not named by the key it says to follow")
    return keys


def _log(archive: Archive, roadshow: RoadshowId, keys: KeySet) -> int:
    heads, extent = archive.heads(roadshow), archive.extent(roadshow)
    audit = Audit(roadshow, heads, keys if keys.keys else None)
    fault = audit.of(archive.records(roadshow, extent.last), extent.end)
    for line in words.of_log(audit, fault, len(heads)):
        _say(line)
    return BROKEN if fault else PROVEN


def _content(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(LIMIT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LIMIT + 1)
    except OSError as error:
        raise BadSetting(f"{file} cannot be read: {error.strerror}") from error


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
