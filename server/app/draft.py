"""A batch in the making: each command decided on the state that the ones before it in the batch would leave.

Before that, whatever is due by its time: no command is ever decided on a state whose clocks have run out.

Nothing of a draft is true until its batch is on record; thrown away, it leaves no trace.
"""

from datetime import datetime

from msgspec.structs import replace

from server.app.orders import Order
from server.app.receipts import acknowledgement
from server.app.tracing import Decided
from server.domain.ledger import ENCODER, Head, Sealed, SignedHead, seal, signed_head, stamp
from server.domain.letters import Addressees, addressees
from server.domain.messages import SYSTEM, Context, Entry, Event, PersonId, RoadshowId
from server.domain.roadshow import decide, due, evolve, next_due
from server.domain.state import Roadshow, Status
from server.errors import Invalid, RoadshowError
from server.ports import Batch, Clock, Ids, Key, Signer, Stored


class Draft:
    """Entries with the state after each, rows and results that follow `state` and `head`, in memory.

    `decided` are the commands they came of.
    """

    def __init__(self, roadshow: RoadshowId, state: Roadshow, head: Head, signer: Signer) -> None:
        """Begin where the log ends."""
        self.roadshow = roadshow
        self.state = state
        self.head = head
        self.entries: list[Entry] = []
        self.states: list[Roadshow] = []
        self.rows: list[Sealed] = []
        self.decided: list[Decided] = []
        self._signer = signer
        self._letters: dict[int, Addressees] = {}
        self._results: dict[Key, Stored] = {}
        self._outcomes: list[tuple[Order, Stored | RoadshowError]] = []

    def catch_up(self, at: datetime, ids: Ids) -> None:
        """Record what is due by `at`; nothing most of the time."""
        first = next_due(self.state)
        if first is not None and first <= at:
            for event in due(self.state, at):
                self._add(event, at, SYSTEM, ids)

    def take(self, order: Order, known: Stored | None, clock: Clock, ids: Ids) -> None:
        """Decide an order, or find that it was decided before; either way its outcome waits for `settle`."""
        try:
            stored = known or self._results.get(order.key)
            outcome = _same(stored, order) if stored else self._decide(order, clock.now(), ids)
        except RoadshowError as error:
            self._outcomes.append((order, error))
        else:
            self._outcomes.append((order, outcome))

    @property
    def refuses(self) -> bool:
        """Whether any order was refused; where nobody has looked, it may be one that was decided long ago."""
        return any(isinstance(outcome, RoadshowError) for _, outcome in self._outcomes)

    def batch(self) -> Batch | None:
        """What is to be recorded; None where nothing was due and everything was refused or known."""
        if not self._results and not self.entries:
            return None
        return Batch(
            entries=self.entries,
            rows=self.rows,
            results=list(self._results.values()),
            due=next_due(self.state),
            head=self._published(),
            letters=self._letters,
            traces={entry.seq: each.order.key.key for each in self.decided for entry in each.entries},
            rehearsal=self.state.rehearsal,
        )

    def _published(self) -> SignedHead | None:
        """From the end on, whatever is still recorded makes another head for everybody to see."""
        if self.state.status is not Status.ended or not self.rows:
            return None
        return signed_head(self.roadshow, self.head, stamp(self.rows[-1].at), self._signer.sign)

    def settle(self) -> None:
        """Tell everybody their outcome; only after the batch is on record, since refusals may stand on it too."""
        for order, outcome in self._outcomes:
            if isinstance(outcome, Stored):
                order.acknowledge(outcome.result)
            else:
                order.refuse(outcome)

    def _decide(self, order: Order, at: datetime, ids: Ids) -> Stored:
        self.catch_up(at, ids)
        context = Context(actor=order.actor, at=at, id=ids.new())
        events = decide(self.state, order.command, context)
        before, first = self.head, len(self.entries)
        for event in events:
            self._add(event, at, context.actor.person, ids)
        told = acknowledgement(self.roadshow, before, self.entries[first:], self.rows[first:], at, self._signer)
        stored = Stored(key=order.key, digest=order.digest, result=ENCODER.encode(told))
        self._results[order.key] = stored
        self.decided.append(Decided(order, self.entries[first:]))
        return stored

    def _add(self, event: Event, at: datetime, by: PersonId, ids: Ids) -> None:
        entry = Entry(seq=self.head.seq + 1, at=at, by=by, event=event)
        row = seal(self.roadshow, self.head, entry, ids.salt())
        entry = replace(entry, digest=row.digest.hex())
        self.state = evolve(self.state, entry)
        self.head = Head(seq=row.seq, hash=row.hash)
        self.entries.append(entry)
        self.states.append(self.state)
        if mailed := addressees(self.state, entry):
            self._letters[entry.seq] = mailed
        self.rows.append(row)


def _same(stored: Stored, order: Order) -> Stored:
    if stored.digest != order.digest:
        raise Invalid("key_reused")
    return stored
