"""PostgreSQL as Roadshow uses it: every transaction SERIALIZABLE, every commit synced, text in the order of its bytes.

The stores were written as if each function were alone on the database, which only SERIALIZABLE promises; a transaction
that another was in the way of is run again by `server.storage.database`.
"""

from typing import Any, Final

from sqlalchemy import URL, Column, Connection, Engine, String, Text, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import NullPool

SCHEMES: Final = ("postgresql", "postgres")
OLDEST: Final = 140000

# Seconds, but for tcp_user_timeout. A server that vanished without a word is noticed within ten.
PATIENCE: Final = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}

# Whoever died in the middle of a transaction keeps the end of a log locked no longer than this.
SESSION: Final = (
    "SET idle_in_transaction_session_timeout = '10s'",
    "SET statement_timeout = '30s'",
    "SET timezone = 'UTC'",
)


ON_DISK: Final = "a commit must be on disk before anybody is answered"
FIT: Final[tuple[tuple[str, frozenset[str], str], ...]] = (
    ("server_encoding", frozenset({"UTF8"}), "make it with ENCODING 'UTF8'"),
    ("synchronous_commit", frozenset({"on", "remote_apply", "remote_write", "local"}), ON_DISK),
    ("fsync", frozenset({"on"}), ON_DISK),
    ("full_page_writes", frozenset({"on"}), "a power cut would leave torn pages behind"),
    ("transaction_read_only", frozenset({"off"}), "nothing can be recorded there; is it a standby?"),
)
"""Settings, the values with which every promise holds, and why no other will do."""


class Unfit(Exception):
    """An address or a server that Roadshow cannot be run on; the message is one line for who chose it."""


def engine(address: str, password: str = "") -> Engine:
    """An engine for postgresql://user@host/name; raises Unfit. What the address leaves out, libpq's usual sources say.

    Those are PGPASSWORD, ~/.pgpass, PGSERVICE and so on.
    """
    made = create_engine(
        _url(address, password), poolclass=NullPool, isolation_level="SERIALIZABLE", hide_parameters=True
    )
    event.listen(made, "connect", _configure)
    return made


def reader(address: str, password: str = "") -> Engine:
    """An engine whose transactions cannot write and see one moment of the database."""
    made = create_engine(
        _url(address, password), poolclass=NullPool, isolation_level="REPEATABLE READ", hide_parameters=True
    )
    event.listen(made, "connect", _configure)
    event.listen(made, "begin", _only_read)
    return made


def _only_read(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _url(address: str, password: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise Unfit("the address of the database is postgresql://user@host/name") from error
    if url.drivername not in SCHEMES or not url.database:
        raise Unfit(f"the address of the database is postgresql://user@host/name, not {url}")
    if url.password:
        raise Unfit("a password in the address is seen by everybody on the machine; put it into a file")
    url = url.set(drivername="postgresql+psycopg", password=password or None)
    return url.update_query_dict({name: value for name, value in _defaults().items() if name not in url.query})


def _defaults() -> dict[str, str]:
    return {"application_name": "roadshow", "client_encoding": "utf8", **PATIENCE}


def _configure(connection: Any, record: Any) -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in SESSION:
            cursor.execute(statement)
    connection.autocommit = False


def examine(connection: Connection) -> None:
    """Raise Unfit where this server would break a promise: too old, another encoding, commits that are not synced."""
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < OLDEST:
        raise Unfit(f"PostgreSQL {version // 10000} is too old; Roadshow needs {OLDEST // 10000} or newer")
    for setting, allowed, reason in FIT:
        found = connection.exec_driver_sql(f"SHOW {setting}").scalar_one()
        if found not in allowed:
            raise Unfit(f"the database has {setting} = {found}: {reason}")


def _in_bytes(kind: String, compiler: Any, **options: Any) -> str:
    """A column of text sorts by its bytes, as on SQLite, whatever language the database was made for."""
    written: str = getattr(compiler, f"visit_{kind.__visit_name__}")(kind, **options)
    return f'{written} COLLATE "C"' if isinstance(options.get("type_expression"), Column) else written


for _kind in (String, Text):
    compiles(_kind, "postgresql")(_in_bytes)
