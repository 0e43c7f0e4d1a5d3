"""A slice whose only clock ends the roadshow three hours after it went live, for tests of what keeps the clocks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from server.domain.messages import Event
from server.domain.rules import Due
from server.domain.show import RoadshowEnded
from server.domain.state import Roadshow, Status

LENGTH: Final = timedelta(hours=3)


def _first(state: Roadshow) -> datetime | None:
    return state.started_at + LENGTH if state.started_at and state.status is not Status.ended else None


def _events(state: Roadshow, at: datetime) -> Iterable[Event]:
    first = _first(state)
    return [RoadshowEnded()] if first and first <= at else []


CLOSING_TIME: Final[Sequence[Due]] = (Due(events=_events, first=_first),)
