import pytest

from server.storage.postgres import Unfit, engine, examine
from tests.cluster import Cluster


@pytest.mark.parametrize("address", ["", "roadshow", "mysql://u@h/db", "postgresql://u@h", "postgresql://"])
def test_only_an_address_with_a_database_is_one(address: str) -> None:
    with pytest.raises(Unfit, match="postgresql://user@host/name"):
        engine(address)


def test_a_password_in_the_address_is_refused_since_everybody_would_see_it() -> None:
    with pytest.raises(Unfit, match="into a file") as refused:
        engine("postgresql://u:geheim@h/db")

    assert "geheim" not in str(refused.value)


def test_transactions_are_serializable_and_a_dead_server_is_noticed(postgres: Cluster) -> None:
    made = engine(postgres.address())

    with made.connect() as connection:
        level = connection.exec_driver_sql("SHOW transaction_isolation").scalar_one()
        idle = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one()

    assert (level, idle) == ("serializable", "10s")
    assert made.url.query["tcp_user_timeout"] == "10000"


def test_what_the_address_says_of_the_connection_counts() -> None:
    assert engine("postgresql://u@h/db?connect_timeout=1").url.query["connect_timeout"] == "1"


@pytest.mark.parametrize(("setting", "value"), [("synchronous_commit", "off"), ("default_transaction_read_only", "on")])
def test_a_server_on_which_promises_would_break_is_refused(postgres: Cluster, setting: str, value: str) -> None:
    address = postgres.address()
    postgres.execute(f"ALTER DATABASE {address.rsplit('/', 1)[1].split('?')[0]} SET {setting} = {value}")

    with engine(address).connect() as connection, pytest.raises(Unfit, match=value):
        examine(connection)


def test_another_encoding_is_refused(postgres: Cluster) -> None:
    postgres.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")

    with engine(postgres.named("latin")).connect() as connection, pytest.raises(Unfit, match="UTF8"):
        examine(connection)


def test_this_server_is_fit(postgres: Cluster) -> None:
    with engine(postgres.address()).connect() as connection:
        examine(connection)
