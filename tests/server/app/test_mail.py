from pathlib import Path

import pytest
from msgspec.structs import replace

from server.app.mail import Mail
from server.domain.letters import Choice
from server.storage.choices import DatabaseChoices
from server.storage.database import Database
from server.storage.migrate import upgrade
from server.storage.sqlite import engine
from tests.contracts.account_store import HOST


@pytest.mark.asyncio
async def test_the_last_choice_counts(tmp_path: Path) -> None:
    database = Database(engine(tmp_path / "roadshow.db"))
    await database.run(upgrade)
    mail = Mail(DatabaseChoices(database), sends=True)

    before = await mail.choice(HOST)
    await mail.choose(HOST.id, "zh", wanted=True)
    await mail.choose(HOST.id, "en", wanted=False)

    assert before is None
    assert await mail.choice(HOST) == Choice(person=HOST.id, language="en", wanted=False)
    await database.close()


@pytest.mark.parametrize(
    ("contact", "sends", "expected"), [("ann@fund.cn", True, True), ("ann@fund.cn", False, False), ("138", True, False)]
)
def test_mail_reaches_who_has_an_address_where_any_is_sent(contact: str, sends: bool, expected: bool) -> None:
    mail = Mail(None, sends=sends)  # type: ignore[arg-type]

    assert mail.reaches(replace(HOST, contact=contact)) is expected
