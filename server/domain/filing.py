"""Where an intent is kept: under its identity, as its investor's live one, on the board, and among the deadlines."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from immutables import Map
from msgspec.structs import replace

from server.domain.board import recounted
from server.domain.course import IntentState
from server.domain.joint import bound, claim_of, shares
from server.domain.messages import IntentId
from server.domain.state import Claim, Intent, Plan, Roadshow


def filed(state: Roadshow, intent: Intent) -> Roadshow:
    """The state with an intent as it is now, in every place where what it was before was kept."""
    before = state.intents.get(intent.intent)
    after = replace(
        state,
        intents=state.intents.set(intent.intent, intent),
        live_intents=_claimed(state.live_intents, before, intent),
        deadlines=state.deadlines.set(intent.intent, deadline(state.plan, intent)),
    )
    if intent.terms.consortium is None:
        return recounted(state, after, [intent.intent], intent.since)
    if intent.live and (before is None or before.version != intent.version):
        after = bound(after, intent)
    changed = [intent, *shares(after, intent), *(shares(state, intent) if before else ())]
    return recounted(state, after, list(dict.fromkeys(one.intent for one in changed)), intent.since)


def _claimed(live: Map[Claim, IntentId], before: Intent | None, intent: Intent) -> Map[Claim, IntentId]:
    key = claim_of(intent)
    if intent.live:
        return live.set(key, intent.intent)
    return live.delete(key) if before is not None and before.live else live


def deadline(plan: Plan, intent: Intent) -> datetime | None:
    """When the intent's clock runs out in the state it is in; None where none runs."""
    if not intent.live:
        return None
    if intent.state is IntentState.confirmed:
        return _end(intent.terms.close_by, plan)
    policy = (
        intent.since + timedelta(days=plan.confirm_within)
        if intent.state is IntentState.accepted
        else intent.at + timedelta(hours=plan.accept_within)
    )
    return min(policy, _end(intent.terms.decide_by, plan) or policy, intent.claim_by or policy)


def _end(day: date | None, plan: Plan) -> datetime | None:
    return end_of(day, plan.timezone) if day else None


def end_of(day: date, timezone: str) -> datetime:
    """When a day is over in a time zone, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(timezone)).astimezone(UTC)
