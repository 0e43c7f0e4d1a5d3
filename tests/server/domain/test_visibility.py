"""Who sees what, judged without asking the looks: by comparing pictures and by searching what is sent for texts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from random import Random
from typing import Any, Final

import pytest

from server.domain.consents import GiveConsent, WithdrawConsent
from server.domain.course import IntentState
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.ledger import ENCODER
from server.domain.messages import PersonId, ProjectId, QuestionId, Role
from server.domain.programme import RemovePitch
from server.domain.questions import AskQuestion, VoteQuestion
from server.domain.state import Intent, QuestionStatus, Roadshow
from server.domain.suitability import gated
from server.domain.terms import Visibility
from server.domain.visibility import (
    OWN,
    PUBLIC,
    SHARED,
    Audience,
    Changes,
    Picture,
    Shift,
    own_changes,
    own_picture,
    picture,
    shared_changes,
)
from tests.server.domain import evening
from tests.server.domain.machine import Evening, run
from tests.server.domain.story import (
    ANNA,
    CAST,
    GUEST,
    HOST,
    IRIS,
    PITCH_B,
    PROJECT_A,
    PROJECT_B,
    Story,
    on_air,
    planned,
)

ORGANIZERS: Final = Audience(role=Role.organizer)
OF_A, OF_B = (Audience(role=Role.presenter, project=project) for project in (PROJECT_A, PROJECT_B))
OF_NOTHING: Final = Audience(role=Role.presenter, project=ProjectId("prj_nowhere"))
AUDIENCES: Final = (PUBLIC, ORGANIZERS, OF_A, OF_B, OF_NOTHING)

Cuts = list[tuple[int, int]]


def difference(before: Picture, after: Picture) -> Changes:
    """What must be replaced in one picture so that it becomes another."""
    changes: Changes = {}
    for kind in before | after:
        old, new = before.get(kind, {}), after.get(kind, {})
        for key in old | new:
            if old.get(key) != new.get(key):
                changes.setdefault(kind, {})[key] = new.get(key)
    return changes


def cuts(length: int) -> Cuts:
    """Every step, the whole way, and some ranges in between."""
    chance = Random(length)
    some = [sorted(chance.choices(range(length + 1), k=2)) for _ in range(8)]
    return [*pairwise(range(length + 1)), (0, length), *((low, high) for low, high in some)]


def moved(pictures: list[Picture], start: int, end: int) -> set[int]:
    """The seqs in a range at which a picture became another."""
    return {seq for seq in range(start + 1, end + 1) if difference(pictures[seq - 1], pictures[seq])}


def check_changes(story: Story) -> None:
    """For each viewer and range: changes are the exact difference, and headers are of what made one, and no others."""
    ranges = [
        (start, end, Shift(story.states[start], story.states[end], story.entries[start:end]))
        for start, end in cuts(len(story.entries))
    ]
    for audience in AUDIENCES:
        shared = [picture(state, audience) for state in story.states]
        for start, end, shift in ranges:
            changes, known = shared_changes(shift, audience)
            assert changes == difference(shared[start], shared[end])
            assert known == moved(shared, start, end)
    for person in (who.person for who in CAST):
        own = [own_picture(state, person) for state in story.states]
        for start, end, shift in ranges:
            changes, known = own_changes(shift).get(person, ({}, set()))
            assert changes == difference(own[start], own[end])
            assert known == moved(own, start, end)


NAMES: Final = re.compile(r"(?:Name|House) of \w+|\bper_\w+")
TEXTS: Final = re.compile(r"<[^<>]+>")


def named(person: PersonId) -> set[str]:
    """How somebody is called."""
    name = person.removeprefix("per_")
    return {person, f"Name of {name}", f"House of {name}"}


def of_question(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    question = state.questions[key]
    staff = audience == ORGANIZERS
    hidden = {QuestionStatus.withdrawn} if staff else {*QuestionStatus} - {QuestionStatus.open, QuestionStatus.answered}
    if question.status in hidden:
        return None
    author = named(question.author) - (set() if staff else {question.author})
    return {question.text or "", question.answer or "", *(author if staff or not question.anonymous else ())}


def of_intent(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    intent = state.intents[key]
    written = {intent.comment or "", intent.reason or "", *(texts_of(intent) if intent.text else ())}
    if audience == ORGANIZERS:
        return {*written, *names_of(intent), *inside(state, intent, lambda share: True)}
    hidden = (Visibility.host_only, Visibility.consortium)
    if audience.project != intent.project or intent.terms.visibility in hidden:
        return None
    by_name = shown_by_name(state, intent)
    if intent.state is IntentState.voided:
        written.discard(intent.reason or "")
    named_shares = inside(state, intent, lambda share: shown_by_name(state, share))
    return {*written, *(names_of(intent) if by_name else ()), *named_shares}


def shown_by_name(state: Roadshow, intent: Intent) -> bool:
    """Whether the project's presenters may know whose it is."""
    consent = (intent.person, intent.project) in state.consents
    return consent and intent.terms.visibility is Visibility.presenter_named


def inside(state: Roadshow, joint: Intent, allowed: Callable[[Intent], bool]) -> set[str]:
    """How those are called whose shares in a joint intent may be seen by name."""
    keys = [key for key, of in state.consortia.within.items() if of == joint.intent]
    members = [
        one for one in state.intents.values() if (one.person, one.project, one.terms.kind, one.terms.round) in keys
    ]
    return {name for one in members if allowed(one) for name in names_of(one) - {one.person}}


def names_of(intent: Intent) -> set[str]:
    """Who an investor is and acts for."""
    return named(intent.person) | ({intent.signature.organisation} if intent.signature else set())


def texts_of(intent: Intent) -> set[str]:
    """What an investor wrote that the other side may read."""
    return {intent.text.condition, intent.text.nda_reference} if intent.text else set()


def of_lead(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    lead = state.leads[key]
    if audience == ORGANIZERS:
        return named(lead.person)
    if audience.project != lead.project:
        return None
    return named(lead.person) if (lead.person, lead.project) in state.consents else set()


def of_prompt(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    return {state.prompts[key].text or ""} if audience == ORGANIZERS or audience.project == key else None


def of_backstage(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    return set() if audience == ORGANIZERS or audience.project == state.pitches[key].project else None


def of_standing(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    return {key} if audience == ORGANIZERS else None


def of_meeting(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    meeting = state.agenda.meetings[key]
    if audience not in (ORGANIZERS, Audience(role=Role.presenter, project=meeting.project)):
        return None
    by_name = audience == ORGANIZERS or (meeting.person, meeting.project) in state.consents
    texts = {meeting.note or "", meeting.answer or "", meeting.place}
    return texts | (named(meeting.person) if by_name else set())


def of_ranking(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    return set() if audience.role is Role.presenter and audience.project == key else None


def of_timetable(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    if audience != ORGANIZERS:
        return None
    places = {one.place for one in state.agenda.timetable.placements.values()}
    return {*(name for who in CAST for name in named(who.person)), *state.agenda.setup.places, *places}


def of_round(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    terms = state.law.rounds[key].terms
    if audience == ORGANIZERS or audience.project == key:
        return {
            terms.proceeds.en,
            terms.valuation.en,
            terms.terms.en,
            terms.proceeds.zh,
            terms.valuation.zh,
            terms.terms.zh,
        }
    return None if audience.role is Role.presenter or gated(state) else set()


def of_staff(state: Roadshow, audience: Audience, key: Any) -> set[str] | None:
    return {key} if audience == ORGANIZERS else None


PRIVATE: Final[Mapping[str, Any]] = {
    "question": of_question,
    "intent": of_intent,
    "lead": of_lead,
    "prompt": of_prompt,
    "backstage": of_backstage,
    "standing": of_standing,
    "meeting": of_meeting,
    "ranking": of_ranking,
    "round": of_round,
    "recipients": of_staff,
    "suitability": of_staff,
    "timetable": of_timetable,
}
OPEN: Final = {"show", "preset", "programme", "stage", "pitch", "board", "meetings"}


def found(view: Any) -> set[str]:
    """The texts, names and persons in an encoded view."""
    encoded = ENCODER.encode(view).decode()
    return {*NAMES.findall(encoded), *TEXTS.findall(encoded)}


def leaks(state: Roadshow, audience: Audience) -> Iterator[tuple[str, str, set[str]]]:
    """Each view of an audience that is not for it, or has a text in it that is not."""
    for kind, views in picture(state, audience).items():
        for key, view in views.items() if kind not in OPEN else ():
            allowed: set[str] | None = PRIVATE[kind](state, audience, key)
            if allowed is None or found(view) - allowed:
                yield kind, key, found(view)


def check_secrets(states: Iterable[Roadshow]) -> None:
    """Nothing that is hidden from an audience is in its picture, whatever its shape."""
    for state in states:
        for audience in AUDIENCES:
            assert list(leaks(state, audience)) == []
        assert not NAMES.search(ENCODER.encode([picture(state, PUBLIC)[kind] for kind in OPEN]).decode())


def check_own(state: Roadshow) -> None:
    """What is a person's own is theirs: no other name, and no text but theirs and the answers to it."""
    for person in (who.person for who in CAST):
        theirs = {question.text for question in state.questions.values() if question.author == person}
        theirs |= {question.answer for question in state.questions.values() if question.author == person}
        meetings = [meeting for meeting in state.agenda.meetings.values() if meeting.person == person]
        theirs |= {text for meeting in meetings for text in (meeting.note, meeting.answer, meeting.place)}
        for intent in (intent for intent in state.intents.values() if intent.person == person):
            theirs |= {intent.comment, intent.reason, *texts_of(intent)}
            theirs |= {intent.signature.organisation} if intent.signature else set()
        opened = {key for (who, key), version in state.law.opened.items() if who == person}
        rounds = [one.terms for key, one in state.law.rounds.items() if key in opened]
        theirs |= {
            side for one in rounds for text in (one.proceeds, one.valuation, one.terms) for side in (text.zh, text.en)
        }
        circles = [one for one in state.consortia.known.values() if not one.ended]
        mine = [one for one in circles if person in one.members or person in one.invited]
        theirs |= {
            name
            for one in mine
            for each in (one.members if person in one.members else [one.lead])
            for name in named(each) - {each}
        }
        given = {to for pair, each in state.consents.items() if pair[0] == person for to in each}
        assert found(own_picture(state, person)) <= theirs | given


class WatchedEvening(Evening):
    """Everybody watches, drops out and comes back."""

    def teardown(self) -> None:
        check_changes(self.story)
        check_secrets(self.story.states[::7])
        check_secrets([self.state])
        check_own(self.state)


TestWatchedEvening = run(WatchedEvening)


def test_changes_are_exact_for_every_event_type() -> None:
    check_changes(evening.whole())


def test_nothing_hidden_is_seen_at_any_time_of_the_whole_evening() -> None:
    story = evening.whole()

    check_secrets(story.states)
    check_own(story.state)


def test_the_search_for_hidden_texts_would_find_one() -> None:
    story = evening.whole()

    texts = set().union(*(found(picture(state, ORGANIZERS)) for state in story.states))

    assert {"<doubts>", "<hopes>", "<because>", "<question 3>", "<two minutes>", "Name of iris"} <= texts


@pytest.mark.parametrize("audience", AUDIENCES)
def test_headers_are_the_same_however_the_way_is_cut(audience: Audience) -> None:
    story = evening.whole()
    whole = Shift(story.states[0], story.state, story.entries)
    halves = [
        Shift(story.states[start], story.states[end], story.entries[start:end])
        for start, end in pairwise([0, 7, 20, 21, 40, len(story.entries)])
    ]

    known = [shared_changes(shift, audience)[1] for shift in halves]

    assert set().union(*known) == shared_changes(whole, audience)[1]


def test_a_hidden_intent_makes_no_sign_to_presenters_and_public() -> None:
    story = on_air().given(IRIS, AskQuestion(text="Why?"))
    start = story.state.seq

    hidden = StateIntent(
        project=PROJECT_A, kind=IntentKind.buy, visibility=Visibility.host_only, aggregate=False, consent=False
    )
    story.given(IRIS, hidden)

    shift = Shift(story.states[start], story.state, story.entries[start:])
    assert [shared_changes(shift, audience) for audience in (PUBLIC, OF_A, OF_B)] == [({}, set())] * 3
    assert shared_changes(shift, ORGANIZERS)[1] == {start + 1, start + 2}


def test_a_withdrawn_consent_takes_the_name_from_every_view_at_once() -> None:
    story = on_air().given(
        IRIS,
        StateIntent(project=PROJECT_A, kind=IntentKind.buy, visibility=Visibility.presenter_named, consent=True),
    )
    assert IRIS.name in found(picture(story.state, OF_A))
    start = story.state.seq

    story.given(IRIS, WithdrawConsent(project=PROJECT_A))

    changes, _ = shared_changes(Shift(story.states[start], story.state, story.entries[start:]), OF_A)
    assert set(changes) == {"intent", "lead"}
    assert not found(picture(story.state, OF_A)) & named(IRIS.person)


def test_a_consent_stays_in_sight_when_its_project_leaves_the_programme() -> None:
    story = planned().given(IRIS, GiveConsent(project=PROJECT_B)).given(HOST, RemovePitch(pitch=PITCH_B))

    assert set(own_picture(story.state, IRIS.person)["consent"]) == {PROJECT_B}
    story.given(IRIS, WithdrawConsent(project=PROJECT_B))
    assert own_picture(story.state, IRIS.person)["consent"] == {}


def test_a_vote_is_ones_own() -> None:
    story = on_air(moderated=False).given(GUEST, AskQuestion(text="Why?"), id="1")

    story.given(IRIS, VoteQuestion(question=QuestionId("que_1")))

    assert set(own_picture(story.state, IRIS.person)["vote"]) == {"que_1"}
    assert own_picture(story.state, GUEST.person)["vote"] == {}


def test_who_has_done_nothing_sees_only_themselves() -> None:
    assert set(own_picture(planned().state, ANNA.person)) == {"me"}


def test_seats_belong_to_three_sorts_of_audiences() -> None:
    assert Audience.of(Role.investor, None) == Audience.of(Role.audience, None) == PUBLIC
    assert Audience.of(Role.organizer, None) == Audience.of(Role.auditor, None) == ORGANIZERS
    assert Audience.of(Role.presenter, PROJECT_A) == OF_A


def test_a_presenter_of_a_removed_project_sees_what_the_public_sees_of_projects() -> None:
    state = on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.buy)).state

    assert picture(state, OF_NOTHING)["board"] == picture(state, PUBLIC)["board"]
    assert picture(state, OF_NOTHING)["intent"] == picture(state, OF_NOTHING)["lead"] == {}


def test_every_kind_is_judged_here() -> None:
    assert {*PRIVATE, *OPEN} == set(SHARED)
    assert not set(SHARED) & set(OWN)
