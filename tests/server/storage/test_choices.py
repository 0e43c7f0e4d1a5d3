import pytest

from server.domain.letters import Choice
from server.domain.messages import PersonId
from server.storage.choices import DatabaseChoices
from server.storage.database import Database


@pytest.mark.asyncio
async def test_everybody_has_one_choice_and_it_is_the_last(database: Database) -> None:
    choices = DatabaseChoices(database)
    first, second = (Choice(person=PersonId("per_1"), language=code, wanted=code == "zh") for code in ("zh", "en"))
    other = Choice(person=PersonId("per_2"), language="zh", wanted=True)

    for choice in (first, other, second):
        await choices.choose(choice)

    assert await choices.choice(PersonId("per_1")) == second
    assert await choices.choice(PersonId("per_2")) == other
    assert await choices.choice(PersonId("per_3")) is None
