from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from server.config import Settings
from server.doctor import stores
from server.doctor.findings import Mark
from server.doctor.stores import examine
from server.storage import sqlite
from server.storage.keys import FILE, KeyRing
from server.storage.migrate import upgrade
from server.system import SystemClock
from tests.cluster import Cluster
from tests.real_redis import RealRedis

RIGHTS = ["resetchannels", "&roadshow", "-@all", "+ping", "+publish", "+subscribe", "+unsubscribe"]


async def said(settings: Settings, mark: Mark) -> str:
    return "\n".join([each.words async for each in examine(settings) if each.mark is mark])


def made(folder: Path) -> None:
    engine = sqlite.engine(folder / "roadshow.db")
    with engine.connect() as connection, connection.begin():
        upgrade(connection)


@pytest.mark.asyncio
async def test_a_database_of_this_version_is_good_beside_whoever_writes_it(tmp_path: Path) -> None:
    made(tmp_path)
    with sqlite.engine(tmp_path / "roadshow.db").connect() as writing, writing.begin():
        assert "Its schema is this version's" in await said(Settings(data=tmp_path), Mark.good)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("version", "mark", "words"), [("9999", Mark.bad, "newer than"), ("0001", Mark.hint, "is at 0001; the next start")]
)
async def test_a_schema_of_another_version_is_told(tmp_path: Path, version: str, mark: Mark, words: str) -> None:
    made(tmp_path)
    with sqlite.engine(tmp_path / "roadshow.db").connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

    assert words in await said(Settings(data=tmp_path), mark)


@pytest.mark.asyncio
async def test_what_is_not_there_or_is_no_database_is_told(tmp_path: Path) -> None:
    assert "the first start makes it" in await said(Settings(data=tmp_path), Mark.hint)
    assert not (tmp_path / "roadshow.db").exists()
    (tmp_path / "roadshow.db").write_text("no database at all, but a text of some length" * 100)
    assert "cannot be used: file is not a database" in await said(Settings(data=tmp_path), Mark.bad)


@pytest.mark.asyncio
async def test_postgresql_that_keeps_its_word_is_good_and_one_that_does_not_is_told(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Settings(data=tmp_path, database=postgres.address())

    assert "clock and this machine's agree" in await said(given, Mark.good)
    assert await said(given, Mark.bad) == ""
    monkeypatch.setenv("PGOPTIONS", "-c synchronous_commit=off")
    assert "The server will not start: the database has synchronous_commit = off" in await said(given, Mark.bad)
    monkeypatch.setattr(stores, "SKEW", -1.0)
    assert "Run NTP on both" in await said(given, Mark.hint)


@pytest.mark.asyncio
async def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    away = Settings(data=tmp_path, database="postgresql://roadshow@127.0.0.1:9/roadshow")

    assert "cannot be used" in await said(away, Mark.bad)
    assert "postgresql://user@host/name" in await said(Settings(data=tmp_path, database="mysql://db"), Mark.bad)


@pytest.mark.asyncio
async def test_redis_and_what_its_user_may_do_are_told(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("between us, and nobody else knows\n")
    (tmp_path / "word").write_text("north")
    KeyRing.at(tmp_path / FILE, SystemClock().now())
    house = Settings(
        data=tmp_path,
        database=postgres.address(),
        node_url="http://10.0.0.2:8000",
        node_secret=str(tmp_path / "secret"),
    )
    with RealRedis() as redis:
        given = replace(house, redis=redis.url)
        assert "may do more than Roadshow needs" in await said(given, Mark.hint)

        redis.execute("ACL", "SETUSER", "roadshow", "on", ">north", *RIGHTS)
        own = redis.url.replace("redis://", "redis://roadshow@")
        named = replace(house, redis=own, redis_password=str(tmp_path / "word"))
        assert "lets in whoever has no password" in await said(named, Mark.bad)
        redis.execute("ACL", "SETUSER", "default", "-dbsize")
        good = await said(named, Mark.good)
        assert "may do no more than Roadshow needs" in good
        assert "0 other nodes can be reached, and sign with our keys" in good
    monkeypatch.setattr(stores, "PATIENCE", 0.2)
    assert "carries no message" in await said(given, Mark.bad)
