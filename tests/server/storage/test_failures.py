import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from server.ports import LogAway, LogBroken, LogFull, LogUnsure
from server.storage.failures import Contended, hush, named
from tests.cluster import Cluster


@pytest.mark.parametrize(
    ("cause", "name"),
    [
        (errors.DiskFull("no space left"), LogFull),
        (errors.SerializationFailure("could not serialize"), Contended),
        (errors.DeadlockDetected("deadlock"), Contended),
        (errors.AdminShutdown("terminating connection"), LogAway),
        (errors.CrashShutdown("crash of another server process"), LogAway),
        (errors.CannotConnectNow("the database system is starting up"), LogAway),
        (errors.TooManyConnections("too many clients"), LogAway),
        (errors.ReadOnlySqlTransaction("it is a standby now"), LogAway),
        (errors.QueryCanceled("statement timeout"), LogAway),
        (errors.IoError("could not read block"), LogAway),
        (psycopg.OperationalError("server closed the connection unexpectedly"), LogAway),
        (sqlite3.OperationalError("database or disk is full"), LogFull),
        (sqlite3.OperationalError("attempt to write a readonly database"), LogFull),
        (sqlite3.OperationalError("disk I/O error"), LogBroken),
        (sqlite3.DatabaseError("database disk image is malformed"), LogBroken),
    ],
)
def test_each_failure_has_the_name_that_the_ports_know(cause: Exception, name: type) -> None:
    assert type(named(OperationalError("", {}, cause), committing=False)) is name


@pytest.mark.parametrize("committing", [False, True])
def test_only_a_connection_that_was_lost_while_committing_leaves_it_unknown(committing: bool) -> None:
    lost = named(OperationalError("", {}, errors.AdminShutdown("bye")), committing=committing)

    assert type(lost) is (LogUnsure if committing else LogAway)


def test_a_row_that_stands_in_the_way_may_have_come_a_moment_ago() -> None:
    assert isinstance(named(IntegrityError("", {}, errors.UniqueViolation("there")), committing=False), Contended)


@pytest.mark.parametrize("cause", [errors.UndefinedTable("no such table"), sqlite3.OperationalError("no such table")])
def test_a_fault_of_ours_keeps_its_own_name(cause: Exception) -> None:
    error = ProgrammingError("", {}, cause)

    assert named(error, committing=False) is error
    assert isinstance(error, DBAPIError)


def test_of_what_postgresql_says_the_row_that_it_quotes_is_left_out(postgres: Cluster) -> None:
    with psycopg.connect(postgres.blank()) as connection:
        connection.execute("CREATE TABLE planted (name text CHECK (name = 'x'))")
        with pytest.raises(errors.CheckViolation) as raised:
            connection.execute("INSERT INTO planted VALUES ('secret name')")
    error = IntegrityError("INSERT", {}, raised.value)
    assert "secret name" in str(error)

    hush(error)

    assert "secret name" not in f"{error} {raised.value}"
    assert 'violates check constraint "planted_name_check"' in str(error)


def test_what_no_server_said_stays_as_it_is() -> None:
    error = OperationalError("", {}, psycopg.OperationalError("connection refused"))

    hush(error)

    assert "connection refused" in str(error)
