"""A PostgreSQL of one's own: a cluster in a temporary folder, on a Unix socket, that goes when all is over."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import URL

from server.storage.migrate import upgrade
from server.storage.postgres import engine

FOLDERS: Final = ("/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt/postgresql")
USER: Final = "roadshow"
EMPTY: Final = "empty"
ROOT: Final = os.geteuid() == 0
SIGNALS: Final = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Cluster:
    """A running cluster; `address` makes an empty database whose schema is up to date."""

    def __init__(self, folder: Path, programs: Path, settings: str = "", superuser: str = USER) -> None:
        self.folder = folder
        self.programs = programs
        self.superuser = superuser
        self._settings = settings
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make its files."""
        self.run(
            *("initdb", "--pgdata", str(self.data), "--username", self.superuser, "--encoding", "UTF8"),
            *("--auth-local", "trust", "--auth-host", "scram-sha-256"),
            # The order of a language, so that whatever needs the order of bytes has to say so.
            *("--locale", "C", "--locale-provider", "icu", "--icu-locale", "en"),
        )
        settings = f"\nlisten_addresses = ''\nunix_socket_directories = '{self.folder}'\nmax_connections = 60\n"
        settings += self._settings
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(settings)

    @property
    def data(self) -> Path:
        """Where its files are."""
        return self.folder / "data"

    @property
    def pid(self) -> int:
        """Its first process."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start, and wait until it answers."""
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data],
                **OWNER,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def stop(self, mode: str = "fast") -> None:
        """As `pg_ctl stop --mode` does it: fast ends connections and writes a checkpoint, immediate crashes."""
        if self._process:
            self._process.send_signal(SIGNALS[mode])
            self._process.wait(30)

    def _wait(self) -> None:
        for _ in range(600):
            with suppress(psycopg.OperationalError):
                return self.execute("SELECT 1")
            time.sleep(0.05)
        raise TimeoutError((self.folder / "log").read_text())

    def restart(self, mode: str) -> None:
        """Stop in this mode, and start again."""
        self.stop(mode)
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        """PostgreSQL does not run as root."""
        subprocess.run(
            [self.programs / program, *arguments],
            **OWNER,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )

    def execute(self, statement: str) -> None:
        """Run a statement as who may do anything."""
        with psycopg.connect(
            host=str(self.folder), user=self.superuser, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def fill(self) -> None:
        """Make the database that others are copies of."""
        self.execute(f"CREATE DATABASE {EMPTY}")
        with engine(self.named(EMPTY)).connect() as connection, connection.begin():
            upgrade(connection)

    def address(self) -> str:
        """Of a new database, empty and up to date."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {EMPTY}")
        return self.named(name)

    def blank(self) -> str:
        """Of a new database without any table."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.named(name)

    def drop(self, address: str) -> None:
        """Drop a database, whoever is connected."""
        self.execute(f"DROP DATABASE {address.rsplit('/', 1)[1].split('?')[0]} WITH (FORCE)")

    def named(self, name: str) -> str:
        """The address of a database."""
        url = URL.create("postgresql", username=USER, database=name, query={"host": str(self.folder)})
        return url.render_as_string()


@contextmanager
def cluster(settings: str = "", superuser: str = USER) -> Iterator[Cluster]:
    """A cluster that runs; there must not be anything missing. `settings` are lines of postgresql.conf."""
    with tempfile.TemporaryDirectory(prefix="roadshow-pg-", ignore_cleanup_errors=True) as name:
        made = Cluster(Path(name), _programs(), settings, superuser)
        _give_away(made.folder)
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop("immediate")


def missing() -> str:
    """Why this machine has no PostgreSQL, or nothing."""
    try:
        _programs()
    except FileNotFoundError as error:
        return str(error)
    return ""


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    there = [path for folder in FOLDERS for path in Path(folder).glob("*/bin/initdb")]
    if not there:
        raise FileNotFoundError("PostgreSQL is not installed; tools/system_packages.sh does it")
    return max(there, key=lambda path: int(path.parts[-3])).parent


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _give_away(folder: Path) -> None:
    if OWNER:
        os.chown(folder, OWNER["user"], OWNER["group"])


OWNER: Final[Any] = {"user": _nobody().pw_uid, "group": _nobody().pw_gid, "extra_groups": []} if ROOT else {}
