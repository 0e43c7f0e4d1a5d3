"""Who chose to get letters, on a database: what `server.ports.Choices` promises."""

from sqlalchemy import Connection, select

from server.domain.letters import Choice
from server.domain.messages import PersonId
from server.storage.database import Database
from server.storage.outbox_tables import mail_choice
from server.storage.upserts import insert_or


class DatabaseChoices:
    """One row for each person who was asked."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def choice(self, person: PersonId) -> Choice | None:
        """The last one."""
        query = select(mail_choice).where(mail_choice.c.person == person)
        row = await self._run(lambda connection: connection.execute(query).one_or_none())
        return Choice(person=PersonId(row.person), language=row.language, wanted=row.wanted) if row else None

    async def choose(self, choice: Choice) -> None:
        """In the place of the last one."""
        values = {"language": choice.language, "wanted": choice.wanted}

        def write(connection: Connection) -> None:
            row = insert_or(connection, mail_choice).values(person=choice.person, **values)
            connection.execute(row.on_conflict_do_update(index_elements=["person"], set_=values))

        await self._run(write)
