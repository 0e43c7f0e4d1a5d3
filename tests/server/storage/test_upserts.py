import pytest
from sqlalchemy import Connection, select

from server.storage.database import Database
from server.storage.outbox_tables import mail_choice
from server.storage.upserts import insert_or


@pytest.mark.asyncio
async def test_a_row_that_is_there_already_can_be_left_alone(database: Database) -> None:
    def twice(connection: Connection) -> list[str]:
        for language in ("zh", "en"):
            row = insert_or(connection, mail_choice).values(person="per_1", language=language, wanted=True)
            connection.execute(row.on_conflict_do_nothing())
        return list(connection.scalars(select(mail_choice.c.language)))

    assert await database.run(twice) == ["zh"]
