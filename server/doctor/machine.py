"""What this machine gives a server: libraries, the data folder and its disk, open files, who can read the secrets."""

from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from stat import S_IMODE
from typing import Final

from server.app.readiness import ROOM
from server.config import BadSetting, Settings
from server.doctor.findings import Finding, Mark
from server.footing import open_files
from server.storage.location import FILE
from server.versions import refuse_old

MOUNTS: Final = Path("/proc/self/mounts")
REMOTE: Final = frozenset({"9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs"})
PASSING: Final = frozenset({"ramfs", "tmpfs"})
LITTLE: Final = 8 * ROOM
WAL: Final = 64 * 1024 * 1024
FILES: Final = 4096
SECRETS: Final = (
    "database_password",
    "redis_password",
    "node_secret",
    "turn_secret",
    "smtp_credentials",
    "metrics_token",
    "tls_key",
)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at what is here."""
    yield _versions(settings)
    yield _files(open_files())
    if settings.data.is_dir():
        yield _mode(settings.data)
        yield _space(disk_usage(settings.data).free)
        yield _disk(settings.data, kind_of(settings.data, MOUNTS), database=bool(settings.database))
        yield from _wal(settings.data)
    else:
        yield Finding(Mark.hint, f"The data folder {settings.data} is not there yet; the first start makes it.")
    for field in SECRETS:
        yield from _secret(field, getattr(settings, field))


def _versions(settings: Settings) -> Finding:
    try:
        refuse_old(sqlite=not settings.database)
    except BadSetting as error:
        return Finding(Mark.bad, f"The server will not start: {error}.")
    return Finding(Mark.good, "The libraries are as new as the promises need.")


def _files(most: int) -> Finding:
    if most < FILES:
        advice = "each page is one: raise it, in the unit by LimitNOFILE=65536."
        return Finding(
            Mark.hint, f"A process started like this one may have {most} files and connections open; {advice}"
        )
    return Finding(Mark.good, f"A process started like this one may have {most} files and connections open.")


def _mode(folder: Path) -> Finding:
    mode = S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        return Finding(
            Mark.bad, f"Others on this machine may look into {folder} (mode {mode:o}). Set: chmod 700 {folder}"
        )
    return Finding(Mark.good, f"Nobody but its owner may look into {folder}.")


def _space(free: int) -> Finding:
    told = f"{free >> 20} MiB are free where the data folder is"
    if free < ROOM:
        return Finding(Mark.bad, f"{told}: the server is not ready with less than {ROOM >> 20}. Make room.")
    return Finding(Mark.hint if free < LITTLE else Mark.good, f"{told}.")


def kind_of(folder: Path, mounts: Path) -> str:
    """The kind of the file system that a folder is on; empty where nobody says."""
    try:
        lines = [line.split() for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    here = folder.resolve()
    over = [(len(at), kind) for _, at, kind, *_ in lines if here.is_relative_to(at.replace("\\040", " "))]
    # Of two that are mounted at one place the later one is seen.
    return max(enumerate(over), key=lambda each: (each[1][0], each[0]))[1][1] if over else ""


def _disk(folder: Path, kind: str, *, database: bool) -> Finding:
    if kind in PASSING:
        return Finding(Mark.bad, f"{folder} is in memory ({kind}): everything is gone with the machine's next start.")
    if kind in REMOTE and not database:
        advice = "SQLite may be corrupted there. Move it to a local disk, or use --database"
        return Finding(Mark.bad, f"{folder} is on a network disk ({kind}): {advice}.")
    return Finding(Mark.good, f"{folder} is on a disk of its own kind ({kind or 'unknown'}).")


def _wal(folder: Path) -> Iterator[Finding]:
    file = folder / f"{FILE}-wal"
    if file.exists() and file.stat().st_size > WAL:
        told = f"{file} has {file.stat().st_size >> 20} MiB"
        yield Finding(
            Mark.hint, f"{told}: something reads from the database without an end, such as a backup that hangs."
        )


def _secret(field: str, name: str) -> Iterator[Finding]:
    option, path = f"--{field.replace('_', '-')}", Path(name)
    if not name:
        return
    if not path.is_file():
        yield Finding(Mark.bad, f"{option} {name} is no file that can be read.")
    elif path.stat().st_mode & 0o007:
        yield Finding(Mark.bad, f"Everybody on this machine may read {option} {name}. Set: chmod o= {name}")
