"""How warm a lead is: a sum of at most 100 whose parts are shown, of what was said and done and of nothing else.

Nothing about the person counts: not who they are, where they come from, or whom they work for.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from server.domain.course import IntentState
from server.domain.terms import Level
from server.domain.workspace import Fit

HALF_LIFE: Final = timedelta(days=14)

LEVELS: Final = {Level.interested: 12, Level.considering: 22, Level.soft_committed: 32}
STATES: Final = {IntentState.accepted: 4, IntentState.confirmed: 8}
EACH_FIT: Final = 5
A_QUESTION, A_VOTE, A_MINUTE, A_DOWNLOAD = 4, 2, 1, 2
MOST_QUESTIONS, MOST_VOTES, MOST_MINUTES, MOST_DOWNLOADS = 8, 4, 9, 4


class Score(Struct, frozen=True, kw_only=True, gc=False):
    """The total is the sum of the parts, 0 to 100."""

    total: int
    intent: int
    fit: int
    engagement: int
    recency: int


RECENT: Final = 15
MOST: Final = Score(
    total=100,
    intent=max(LEVELS.values()) + max(STATES.values()),
    fit=EACH_FIT * len(Fit),
    engagement=MOST_QUESTIONS + MOST_VOTES + MOST_MINUTES + MOST_DOWNLOADS,
    recency=RECENT,
)


class Interest(Struct, frozen=True, kw_only=True):
    """What a lead is scored on; `intents` are the live ones, `watched` is in seconds, `downloads` counts documents."""

    intents: Sequence[tuple[Level, IntentState]] = ()
    fit: Sequence[Fit] = ()
    questions: int = 0
    votes: int = 0
    watched: int = 0
    downloads: int = 0
    last_at: datetime | None = None


def score(interest: Interest, at: datetime) -> Score:
    """The score at a time: the firmest live intent, the judged fit, what was done, and how long ago the last of it.

    Age counts in whole days, so that a score changes once a day at most.
    """
    intent = max((LEVELS[level] + STATES.get(state, 0) for level, state in interest.intents), default=0)
    fit = EACH_FIT * len(set(interest.fit))
    engagement = (
        min(interest.questions * A_QUESTION, MOST_QUESTIONS)
        + min(interest.votes * A_VOTE, MOST_VOTES)
        + min(interest.watched // 60 * A_MINUTE, MOST_MINUTES)
        + min(interest.downloads * A_DOWNLOAD, MOST_DOWNLOADS)
    )
    recent = recency(interest.last_at, at)
    total = intent + fit + engagement + recent
    return Score(total=total, intent=intent, fit=fit, engagement=engagement, recency=recent)


def recency(last: datetime | None, at: datetime) -> int:
    """The points for a last signal at `last`, halved with each HALF_LIFE that has passed; none without a signal."""
    if last is None:
        return 0
    days = max((at - last).days, 0)
    return round(RECENT * float(0.5 ** (days / HALF_LIFE.days)))
