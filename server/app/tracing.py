"""One line of the log for each command that was recorded, by the key it was sent with: its trace.

Every other line about the same thing, from the node that handed it over to the last attempt at a webhook, has it too.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from msgspec import Struct

from server.app.orders import Order
from server.domain.messages import Entry, RoadshowId
from server.domain.outbox import LEAVES, type_of

logger = structlog.get_logger()


class Decided(Struct, frozen=True):
    """A command, and the entries it came to."""

    order: Order
    entries: Sequence[Entry]


def tell(roadshow: RoadshowId, decided: Sequence[Decided], size: int) -> None:
    """Say of each command of a batch with `size` entries what came of it; only once the batch is on disk.

    Commands that nothing leaves the house because of, such as votes, are for who looks for them.
    """
    for each in decided:
        leaves = any(type(entry.event) in LEAVES for entry in each.entries)
        log = logger.info if leaves else logger.debug
        log("command.recorded", trace=each.order.key.key, roadshow=roadshow, batch=size, **_fields(each))


def _fields(decided: Decided) -> dict[str, Any]:
    """Identities and closed words alone, as in what leaves the house."""
    events = [entry.event for entry in decided.entries]
    about = {name: getattr(event, name) for event in events for name in LEAVES.get(type(event), ())}
    return {
        **about,
        "seat": decided.order.actor.seat,
        "seq": [entry.seq for entry in decided.entries],
        "events": [type_of(type(event)) for event in events],
    }
