"""Evenings at random: commands of every type, fitting or not, by everybody, under a clock that moves.

A test module says what must hold at any time as an invariant of a subclass of `Evening`. Hypothesis picks and shrinks
the sequence of steps; what is in a command comes from one seed a step, which keeps the dice fair and the steps cheap.
Commands are decoded as the wire would decode them, so that a value which only Python could make is not tried.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import partial
from itertools import count
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from msgspec import Struct

from server.domain import (
    answers,
    consents,
    consortia,
    intents,
    meetings,
    onair,
    people,
    programme,
    prompts,
    questions,
    rankings,
    requests,
    rounds,
    stage,
    suitability,
    timetable,
)
from server.domain.hours import Zone
from server.domain.intents import ReviseIntent, StateIntent, WithdrawIntent
from server.domain.messages import (
    Actor,
    Command,
    ConsortiumId,
    Currency,
    Identity,
    IntentId,
    LeadId,
    MeetingId,
    PersonId,
    PitchId,
    ProjectId,
    QuestionId,
    Role,
    SeatId,
)
from server.domain.presets import Accepted, Name, Preset
from server.domain.questions import ApproveQuestion, AskQuestion
from server.domain.rankings import SetRanking
from server.domain.roadshow import RULES, AnyCommand
from server.domain.show import PauseRoadshow, ResumeRoadshow, ReviseRoadshow, StartRoadshow
from server.domain.state import Intent, Roadshow, Status
from server.errors import Rejected
from server.storage.presets import SHIPPED, read_presets
from tests.server.domain.story import CAST, HOST, Story, guest_of, live, on_air, planned, tag

ODD: Final = ("", " ", "\u200b", "\u202e", "\x00\n", "e\x00\u0301", "中文", "=1+1", "x" * 200)
MOMENTS: Final = (
    "0001-01-01T00:00:00+08:00",
    "2026-11-26T09:00:00+08:00",
    "2026-11-26T11:30:00Z",
    "2027-02-28T12:00:00Z",
    "9999-12-31T23:59:59-08:00",
)
INVESTORS: Final = tuple(who for who in CAST if who.role is Role.investor)
GOING: Final[dict[Status, Command]] = {Status.planned: StartRoadshow(), Status.paused: ResumeRoadshow()}

Known = Callable[[Roadshow], Sequence[str]]

KNOWN: Final[dict[Any, Known]] = {
    PitchId: lambda state: sorted(state.pitches),
    ProjectId: lambda state: sorted(state.projects),
    QuestionId: lambda state: sorted(state.questions),
    IntentId: lambda state: sorted(state.intents),
    MeetingId: lambda state: sorted(state.agenda.meetings),
    ConsortiumId: lambda state: sorted(state.consortia.known),
    LeadId: lambda state: sorted(state.leads),
    Zone: lambda state: ["", "Europe/Berlin", "Asia/Shanghai"],
    Identity: lambda state: [*sorted(state.projects), *sorted(state.leads)],
    PersonId: lambda state: [*(who.person for who in CAST), *sorted(state.standings)],
    SeatId: lambda state: [who.seat for who in CAST],
}


class Dice:
    """Values of any type that a command may have, as JSON has them; identities are mostly such as the state knows."""

    def __init__(self, seed: int, state: Roadshow, marks: "count[int]") -> None:
        """Text is mostly a mark that occurs nowhere else, so that it can be searched for.

        The marks also part the steps of an evening that hypothesis gives the same seed, as it likes to do.
        """
        self._chance = Random(f"{seed} {next(marks)}")
        self._state = state
        self._marks = marks

    def of(self, values: Sequence[Any]) -> Any:
        return self._chance.choice(values)

    def one_in(self, many: int) -> bool:
        return self._chance.randrange(many) == 0

    def text(self) -> str:
        return self.of(ODD) if self.one_in(8) else f"<{next(self._marks)}>"

    def command(self, kind: type[Command], fixed: dict[str, Any] | None = None) -> Command:
        """A command of a type, with some of its fields given."""
        body = {**self._struct(kind), "type": tag(kind), **(fixed or {})}
        made: Command = msgspec.convert(body, AnyCommand)
        return made

    def texts(self) -> set[str]:
        """The hashes of what there is to accept."""
        preset = self._state.preset
        texts = (preset.notice, preset.certification)
        return {one.text for one in texts if one} | ({preset.consent} if preset.consent else set())

    def names(self) -> list[str]:
        """The grounds and bases that the preset has."""
        preset = self._state.preset
        grounds = preset.admission.grounds if preset.admission else ()
        return [*grounds, *(preset.certification.bases if preset.certification else ())]

    def terms(self) -> dict[str, Any]:
        """Terms that have a chance to be accepted."""
        low = self._chance.randrange(1000)
        amount = {"minimum": low, "maximum": low + self.of([0, 500]), "currency": self.of(["CNY", "USD"])}
        kind = self.of(["invest", "invest", "pilot", "talk"])
        conditions = self.of([[], [], [{"kind": "due_diligence"}, {"kind": "trl", "trl": 6}]])
        days = {"decide_by": self.of([None, "2026-11-26"]), "close_by": self.of([None, "2026-11-30"])}
        given = {"round": self.of([None, "a"]) if kind == "invest" else None, "instrument": None, "valuation": None}
        level = self.of(["interested", "considering"] if conditions else ["interested", "soft_committed"])
        said = {
            "conditions": conditions,
            "condition": "",
            "level": level,
            "visibility": self.of(["presenter", "presenter", "host_only", "consortium"]),
        }
        return {"kind": kind, "amount": amount, **given, **said, **days}

    def value(self, hint: Any) -> Any:
        """A value of any type that occurs in a command."""
        if hint in KNOWN:
            known = KNOWN[hint](self._state)
            return "garbage" if not known or self.one_in(16) else self.of(known)
        if hint in _PLAIN:
            return _PLAIN[hint](self)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._annotated(arguments[0], hint.__metadata__[0])
        if origin in (Union, UnionType):
            return self.value(self.of(arguments))
        if issubclass(hint, Enum):
            return self.of([member.value for member in hint])
        return self._struct(hint)

    def _annotated(self, hint: Any, meta: msgspec.Meta) -> Any:
        if hint is int:
            return self._chance.randint(int(meta.ge or 0), int(min(meta.le or 4, 1000)))
        if hint is datetime:
            return self.of(MOMENTS)
        if get_origin(hint) is tuple:
            return self._several(get_args(hint)[0]) or [self.value(get_args(hint)[0])] * (meta.min_length or 0)
        if meta.pattern:
            return self.of([one for one in PATTERNED if re.search(meta.pattern, one)])
        return self.text()[: meta.max_length]

    def _several(self, hint: Any) -> list[Any]:
        """Currencies there must be; of anything else there may be none."""
        if hint is Currency:
            return self.of([["CNY", "USD"], ["EUR", "CNY"]])  # type: ignore[no-any-return]
        return [self.value(hint) for _ in range(self.of([0, 1, 1, 2]))]

    def _struct(self, hint: type[Struct]) -> dict[str, Any]:
        hints = get_type_hints(hint, include_extras=True)
        return {name: self.value(hints[name]) for name in hint.__struct_fields__}


PATTERNED: Final = ("", "CNY", "USD", "JPY", "0" * 64, "en", "zh")
"""Of each pattern that text in a command may have to match, something that does."""

PRESETS: Final = [msgspec.to_builtins(card.preset) for card in read_presets([SHIPPED]).values()]

_PLAIN: Final[dict[Any, Callable[[Dice], Any]]] = {
    Preset: lambda dice: dice.of(PRESETS),
    Name: lambda dice: dice.of(["rumour", *dice.names()]),
    Accepted: lambda dice: dice.of(["", "0" * 64, *sorted(dice.texts())]),
    NoneType: lambda dice: None,
    consortia.Number: lambda dice: dice.of([1, 2, 3, 4]),
    bool: lambda dice: dice.of([True, False]),
    int: lambda dice: dice.of([0, 1, 2, 3]),
    date: lambda dice: dice.of(["0001-01-01", "2027-02-28", "9999-12-31"]),
}

SEED: Final = st.integers(0, 2**32 - 1)
BEGINNINGS: Final = st.sampled_from([on_air, partial(on_air, moderated=False)] * 4 + [live, planned, Story])


def owner_of(intent: Intent) -> Actor:
    """Whose intent it is, among the cast or behind a slip."""
    return somebody_called(intent.person)


def somebody_called(person: PersonId) -> Actor:
    """Who that is, among the cast or behind a slip."""
    return next((who for who in CAST if who.person == person), guest_of(person.removeprefix("per_")))


class Evening(RuleBasedStateMachine):
    """One roadshow, mostly on air, in which people mostly do what is theirs to do, and anybody may try anything."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.marks = count(1)
        self.refusals: list[str] = []

    @property
    def state(self) -> Roadshow:
        return self.story.state

    @initialize(beginning=BEGINNINGS)
    def begin(self, beginning: Callable[[], Story]) -> None:
        self.story = beginning()

    @rule(seed=SEED)
    def an_investor_states(self, seed: int) -> None:
        dice = self.dice(seed)
        self.attempt(dice.of(INVESTORS), dice.command(StateIntent, dice.terms()))

    @rule(seed=SEED)
    def investors_get_together(self, seed: int) -> None:
        """Mostly about one project, and mostly whoever may."""
        dice = self.dice(seed)
        project = dice.of(sorted(self.state.projects) or ["prj_nowhere"])
        for who in INVESTORS:
            if dice.one_in(2):
                self.attempt(who, dice.command(consortia.TakeNumber))
        for one in sorted(self.state.consortia.known.values(), key=lambda one: one.consortium):
            lead = somebody_called(one.lead)
            self.attempt(lead, dice.command(consortia.InviteMember, {"consortium": one.consortium}))
            joint = dice.terms() | {"project": one.project, "joint": True}
            self.attempt(lead, dice.command(StateIntent, joint))
            for person in sorted(one.invited):
                who = somebody_called(person)
                self.attempt(who, dice.command(consortia.JoinConsortium, {"consortium": one.consortium}))
        self.attempt(dice.of(INVESTORS), dice.command(consortia.FormConsortium, {"project": project}))
        self.somebody(seed, [consortia.LeaveConsortium, consortia.RemoveMember, WithdrawIntent])

    @precondition(lambda self: self.state.intents)
    @rule(seed=SEED)
    def an_investor_revises(self, seed: int) -> None:
        dice = self.dice(seed)
        intent = self.state.intents[dice.of(sorted(self.state.intents))]
        kept = {"kind": intent.terms.kind, "round": intent.terms.round}
        seen = {"intent": intent.intent, "version": intent.version, **kept}
        owner = owner_of(intent)
        self.attempt(owner, dice.command(ReviseIntent, dice.terms() | seen))

    @rule(seed=SEED)
    def investors_try_something(self, seed: int) -> None:
        self.somebody(seed, [*intents.RULES, *consents.RULES, *suitability.RULES, *rounds.RULES, WithdrawIntent])

    @precondition(lambda self: self.state.intents)
    @rule(seed=SEED)
    def somebody_answers(self, seed: int) -> None:
        """About an intent as it stands, mostly."""
        dice = self.dice(seed)
        intent = self.state.intents[dice.of(sorted(self.state.intents))]
        kind = dice.of(list(answers.RULES))
        seen = {"intent": intent.intent, "version": intent.version, "content": intent.content}
        owner = owner_of(intent)
        who = dice.of([owner, *(who for who in CAST if who.role in RULES[kind].roles)])
        self.attempt(who, dice.command(kind, {name: seen[name] for name in seen if name in kind.__struct_fields__}))

    @rule(seed=SEED)
    def the_room_asks(self, seed: int) -> None:
        self.somebody(seed, [AskQuestion, AskQuestion, ApproveQuestion, *questions.RULES])

    @rule(seed=SEED)
    def the_evening_goes_on(self, seed: int) -> None:
        self.somebody(seed, [*onair.RULES, *stage.RULES, PauseRoadshow])

    @rule(seed=SEED)
    def the_programme_changes(self, seed: int) -> None:
        self.somebody(seed, [*programme.RULES, *prompts.RULES, ReviseRoadshow])

    @rule(seed=SEED)
    def people_arrange_to_meet(self, seed: int) -> None:
        self.somebody(seed, [*requests.RULES, *requests.RULES, *meetings.RULES])

    @precondition(lambda self: self.state.intents)
    @rule(seed=SEED)
    def a_timetable_is_made(self, seed: int) -> None:
        self.somebody(seed, [SetRanking, SetRanking, *rankings.RULES, *timetable.RULES])

    @precondition(lambda self: self.state.status in GOING)
    @rule()
    def the_roadshow_goes_live(self) -> None:
        self.attempt(HOST, GOING[self.state.status])

    @rule(seed=SEED)
    def the_organizer_decides_about_people(self, seed: int) -> None:
        self.somebody(seed, list(people.RULES))

    @rule(seed=SEED)
    def anybody_tries_anything(self, seed: int) -> None:
        dice = self.dice(seed)
        self.attempt(dice.of(CAST), dice.command(dice.of(list(RULES))))

    @rule(seconds=st.sampled_from([0.001, 1.0, 4.0, 5.0, 6.0, 600.0, 200_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.story.later(seconds)

    def dice(self, seed: int) -> Dice:
        return Dice(seed, self.state, self.marks)

    def somebody(self, seed: int, kinds: Sequence[Any]) -> None:
        """Somebody in a role that may gives a command of one of these types."""
        dice = self.dice(seed)
        kind = dice.of(kinds)
        who = dice.of([who for who in CAST if who.role in RULES[kind].roles])
        self.attempt(who, dice.command(kind))

    def attempt(self, who: Actor, wanted: Command, id: str = "") -> None:
        """Nothing but Rejected may come out of it."""
        note(f"{who.person}: {wanted}")
        try:
            self.story.act(who, wanted, id)
        except Rejected as refusal:
            note(f"    {refusal.code}")
            self.refusals.append(refusal.code)


def run(machine: type[Evening], *, examples: int = 60, steps: int = 60) -> Any:
    """The test case of a machine, bounded so that the suite stays fast."""
    case = machine.TestCase
    case.settings = settings(max_examples=examples, stateful_step_count=steps)
    return case
