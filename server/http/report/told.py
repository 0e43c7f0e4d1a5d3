"""A report in the reader's words: everything that a page or a print shows of it, the same for both."""

from collections.abc import Mapping, Sequence

from msgspec import Struct


class Fact(Struct, frozen=True):
    """A figure, what it counts, and what to know with it."""

    value: str
    label: str
    note: str


class Asked(Struct, frozen=True, kw_only=True):
    """A question; `when` is the second of the pitch, or the time of day where it came before or after."""

    text: str
    who: str
    when: str
    votes: str
    waits: bool
    answer: str


class Stated(Struct, frozen=True, kw_only=True):
    """An intent; `details` is what it says beyond its first line, as pairs of what and how.

    `mark` is how far it has come, `due` until when a response is owed.
    """

    who: str
    what: str
    level: str
    amount: str
    when: str
    details: Sequence[tuple[str, str]]
    comment: str
    over: bool
    mark: str
    due: str


class Handed(Struct, frozen=True, kw_only=True):
    """A document: by how many it was downloaded, and by whom as far as the reader may know."""

    name: str
    count: str
    who: str


class Bar(Struct, frozen=True):
    """A count beside others; `share` is that of the largest, from 0 to 1."""

    label: str
    count: int
    share: float


class Group(Struct, frozen=True):
    """Counts that belong together."""

    title: str
    bars: Sequence[Bar]


class Stretch(Struct, frozen=True):
    """A part of the pitch in figures: when it began, the most who watched at once, and interest by sort."""

    begins: str
    watching: int
    counts: Sequence[int]


class Told(Struct, frozen=True, kw_only=True):
    """The whole report; `summary` says in a sentence what the plot shows."""

    title: str
    team: str
    roadshow: str
    when: str
    length: str
    as_of: str
    facts: Sequence[Fact]
    questions: Sequence[Asked]
    unanswered: int
    intents: Sequence[Stated]
    documents: Sequence[Handed]
    groups: Sequence[Group]
    sorts: Mapping[str, str]
    summary: str
    stretches: Sequence[Stretch]
    standing: str
    counting: str
    words: "Words"


class Words(Struct, frozen=True, kw_only=True):
    """Headings and labels that both ways of showing a report have in common."""

    report: str
    attention: str
    watching: str
    turn: str
    questions: str
    no_questions: str
    unanswered: str
    answered: str
    intents: str
    no_intents: str
    documents: str
    minute: str
