from datetime import UTC, datetime, timedelta

from server.domain.messages import PersonId, Role
from server.domain.trail import Stint, Turn, stints

ANN, BOB = PersonId("per_ann"), PersonId("per_bob")
NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)


def test_who_came_as_staff_and_was_given_another_role_was_staff_until_then() -> None:
    turns = [Turn(person=ANN, role=Role.organizer), Turn(person=ANN, role=Role.investor, at=NINE)]

    assert stints(turns) == [Stint(person=ANN, until=NINE)]


def test_who_became_staff_is_since_then_and_may_be_again() -> None:
    turns = [
        Turn(person=ANN, role=Role.investor),
        Turn(person=BOB, role=Role.audience),
        Turn(person=ANN, role=Role.auditor, at=NINE),
        Turn(person=ANN, role=Role.organizer, at=TEN),
        Turn(person=ANN, role=Role.investor, at=TEN),
        Turn(person=ANN, role=Role.organizer, at=TEN),
    ]

    assert stints(turns) == [Stint(person=ANN, since=NINE, until=TEN), Stint(person=ANN, since=TEN)]
