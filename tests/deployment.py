"""What `deploy/` describes, started here from those very files: ports, folders, names and one limit are others.

PostgreSQL and Redis with their passwords, two nodes as the units start them, and nginx with a certificate of its own.
"""

import asyncio
import hashlib
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NoReturn

import httpx
import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.cluster import Cluster, cluster
from tests.stories.process import free_port
from tools.sources import ROOT

DEPLOY: Final = ROOT / "deploy"
NAME: Final = "localhost"
PORTS: Final = ("80", "443", "8000", "8100", "8001", "8101", "5432", "6379")
AT_ONCE: Final = 50
"""What stands for the requests that nginx lets one address have under way, which are too many to be made by a test."""
PATIENCE: Final = 120.0
LISTENS: Final = re.compile(r"(listen (?:\[::\]:)?)(\d+)")
VARIABLE: Final = re.compile(r"\$\{(\w+)\}")


class Ground:
    """A folder in which the files lie as on a machine of their own, and the ports that stand for the usual ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {port: str(free_port()) for port in PORTS}
        self.url = f"https://{NAME}:{self.ports['443']}"
        for name in ("etc", "nginx", "redis", "log", "lib"):
            (folder / name).mkdir()
        self.tls, self.ca = folder / "etc" / "tls", folder / "etc" / "tls" / "fullchain.pem"
        self._secrets()
        certify(self.tls)

    def put(self, source: str, target: str) -> Path:
        """Lay a file of `deploy/` where it belongs."""
        path = self.folder / target
        path.write_text(self.moved((DEPLOY / source).read_text()))
        return path

    def moved(self, text: str) -> str:
        """The same with the names, folders and ports of here."""
        places = self._places()
        text = re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], text)
        text = LISTENS.sub(lambda found: found[1] + self.ports[found[2]], text)
        for usual, here in self.ports.items():
            text = re.sub(rf"(?<=[:= ]){usual}\b", here, text) if len(usual) == 4 else text
        return text

    def _places(self) -> Mapping[str, str]:
        folder = str(self.folder)
        return {
            "https://roadshow.example.org": self.url,
            "roadshow.example.org": NAME,
            "203.0.113.7": "127.0.0.1",
            "/opt/roadshow/.venv/bin/python": sys.executable,
            "/opt/roadshow": str(ROOT),
            "/etc/roadshow": f"{folder}/etc",
            "/etc/nginx": f"{folder}/nginx",
            "/etc/redis": f"{folder}/redis",
            "/var/log/nginx": f"{folder}/log",
            "/var/lib/nginx": f"{folder}/lib",
            "/var/lib/roadshow": f"{folder}/data",
            "/run/nginx.pid": f"{folder}/nginx.pid",
            "limit_conn requests 2000": f"limit_conn requests {AT_ONCE}",
            "#DIGEST": "#" + hashlib.sha256(self.secret("redis-password").encode()).hexdigest(),
        }

    def secret(self, name: str) -> str:
        return (self.folder / "etc" / name).read_text()

    def _secrets(self) -> None:
        for name in ("database-password", "redis-password", "node-secret"):
            path = self.folder / "etc" / name
            path.write_text(secrets.token_urlsafe(32))
            path.chmod(0o600)

    def command(self, unit: str, instance: str = "") -> list[str]:
        """The command line that systemd would make of a unit that has been put here (systemd.service(5))."""
        lines = (self.folder / unit).read_text().replace("%i", instance).replace("\\\n", " ").splitlines()
        variables: dict[str, str] = {}
        for line in lines:
            if line.startswith("EnvironmentFile="):
                variables |= variables_in(Path(line.partition("=")[2]))
        started = next(line.partition("=")[2] for line in lines if line.startswith("ExecStart="))
        return list(_words(started, variables))


def variables_in(file: Path) -> dict[str, str]:
    lines = file.read_text().replace("\\\n", "").splitlines()
    parts = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in parts}


def _words(line: str, variables: Mapping[str, str]) -> Iterator[str]:
    for word in line.split():
        if word.startswith("$") and not word.startswith("${"):
            yield from shlex.split(variables[word[1:]])
        else:
            yield VARIABLE.sub(lambda found: variables[found[1]], word)


def certify(folder: Path) -> None:
    """A certificate by itself, for this machine, and its key."""
    folder.mkdir()
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(private)


class Piece:
    """One of the processes; what it says goes to a file."""

    def __init__(self, ground: Ground, name: str, command: list[str]) -> None:
        self.log = ground.folder / "log" / f"{name}.out"
        self._command = command
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(*self._command, cwd=ROOT, stdout=log, stderr=log)

    async def end(self, *, kill: bool = False) -> int:
        """Its status; `kill` ends it without a word."""
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.kill() if kill else process.terminate()
        async with asyncio.timeout(PATIENCE):
            return await process.wait()

    @property
    def failed(self) -> bool:
        return self._process is not None and self._process.returncode is not None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0


class Deployment:
    """The pieces as they run; `nodes` by their names."""

    def __init__(self, ground: Ground, database: Cluster) -> None:
        self.ground = ground
        self.database = database
        self.redis = Piece(ground, "redis", [program("redis-server"), str(ground.folder / "redis" / "redis.conf")])
        self.nodes = {name: Piece(ground, name, self.node(name)) for name in ("a", "b")}
        nginx = [program("nginx"), "-c", str(ground.folder / "nginx" / "nginx.conf"), "-g", "daemon off;"]
        self.proxy = Piece(ground, "nginx", nginx)

    def node(self, name: str) -> list[str]:
        # As many media ports are free here as are asked for, and no more.
        return [*self.ground.command("roadshow@.service", name), "--media-workers", "1"]

    def pieces(self) -> tuple[Piece, ...]:
        return (self.redis, *self.nodes.values(), self.proxy)

    def pids(self) -> tuple[int, ...]:
        """The first process of each piece that runs."""
        return (self.database.pid, *(piece.pid for piece in self.pieces() if piece.pid))

    async def ready(self, url: str) -> None:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient() as http:
            while not await _answers(http, url):
                self.all_run()
                await asyncio.sleep(0.05)

    def all_run(self) -> None:
        """Nothing that was started has ended by itself."""
        for piece in self.pieces():
            assert not piece.failed, piece.log.read_text()

    def holder(self, roadshow: str) -> str:
        """The name of the node that holds a roadshow."""
        query = "SELECT url FROM lease WHERE name = %s AND until > extract(epoch from clock_timestamp())"
        where = {"host": str(self.database.folder), "user": self.database.superuser, "dbname": "roadshow"}
        with psycopg.connect(**where) as connection:  # type: ignore[arg-type]
            row = connection.execute(query, [roadshow]).fetchone()
        assert row is not None
        return "a" if row[0].endswith(self.ground.ports["8000"]) else "b"


async def _answers(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.TransportError:
        return False


@contextmanager
def ground() -> Iterator[Ground]:
    """A folder that users of other pieces may pass through."""
    with tempfile.TemporaryDirectory(prefix="roadshow-deploy-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        made = Ground(Path(name))
        for source, target in FILES.items():
            made.put(source, target)
        yield made


FILES: Final = {
    "systemd/roadshow.service": "roadshow.service",
    "systemd/roadshow@.service": "roadshow@.service",
    "etc/nodes.conf": "etc/house.conf",
    "etc/node-a.conf": "etc/node-a.conf",
    "etc/node-b.conf": "etc/node-b.conf",
    "nginx/nginx.conf": "nginx/nginx.conf",
    "nginx/roadshow-nodes.conf": "nginx/roadshow-nodes.conf",
    "redis/redis.conf": "redis/redis.conf",
    "redis/users.acl": "redis/users.acl",
    "postgresql/roadshow.sql": "roadshow.sql",
}


@asynccontextmanager
async def deployment(ground: Ground) -> AsyncIterator[Deployment]:
    """Everything started in the order of the walk-through in docs/operations.md, and ended in the other."""
    settings = f"listen_addresses = '127.0.0.1'\nport = {ground.ports['5432']}\n"
    # A socket's name holds the port, which the tests' own connections have to be told.
    async with AsyncExitStack() as stack:
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        environment.setenv("PGPORT", ground.ports["5432"])
        database = stack.enter_context(cluster(settings, superuser="postgres"))
        _make_role(ground, database)
        house = Deployment(ground, database)
        for piece in house.pieces():
            stack.push_async_callback(piece.end, kill=True)
        await house.redis.start()
        await _start_nodes(house)
        await house.proxy.start()
        yield house


async def _start_nodes(house: Deployment) -> None:
    """At once, as after a power cut; whoever comes first makes the tables and the keys."""
    for piece in house.nodes.values():
        await piece.start()
    for port in ("8000", "8100"):
        await house.ready(f"http://127.0.0.1:{house.ground.ports[port]}/readyz")


def _make_role(ground: Ground, database: Cluster) -> None:
    options = ["--host", str(database.folder), "--username", "postgres", "--dbname", "postgres", "--no-psqlrc"]
    command = [str(database.programs / "psql"), *options, "--quiet", "--file", str(ground.folder / "roadshow.sql")]
    with (ground.folder / "etc" / "database-password").open() as password:
        subprocess.run(command, check=True, timeout=30, stdin=password)


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    return found or lacking(name)


def lacking(name: str) -> NoReturn:
    message = f"{name} is not installed; tools/system_packages.sh does it"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
