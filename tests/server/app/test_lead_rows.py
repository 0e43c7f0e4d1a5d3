from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from server.app.lead_rows import PAGE, LeadRow, Roll, Sources
from server.domain.intents import StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.messages import IntentId, LeadId, PersonId, ProjectId, Role
from server.domain.questions import AskQuestion
from server.domain.state import Roadshow
from server.domain.visibility import Audience
from server.domain.watching import Watched
from server.domain.workspace import Fit, LeadStage, Work
from tests.server.domain.story import IRIS, IVAN, PROJECT_A, Story, on_air

HOST = Audience(role=Role.organizer)
PRESENTER = Audience(role=Role.presenter, project=PROJECT_A)
L, M = LeadId("lea_1"), LeadId("lea_2")
TALK = StateIntent(project=PROJECT_A, kind=IntentKind.talk)


def work_of(state: Roadshow, lead: LeadId, at: datetime) -> Work:
    known = state.leads[lead]
    return Work(lead=lead, person=known.person, project=known.project, opened_at=at)


def sources(story: Story, audience: Audience = HOST, **changed: Any) -> Sources:
    works = {lead: work_of(story.state, lead, story.at) for lead in sorted(story.state.leads)}
    made = Sources(state=story.state, audience=audience, works=works, contacts={}, watched={}, at=story.at)
    return replace(made, **changed)


def watched(seconds: int, story: Story) -> Watched:
    return Watched(seconds=seconds, first_at=story.at, last_at=story.at)


def talked() -> Story:
    return on_air(moderated=False).given(IRIS, TALK, id="1").given(IVAN, TALK, id="2")


def refreshed(roll: Roll, made: Sources) -> list[LeadRow]:
    before = roll.revision
    roll.refresh(made)
    return roll.since(before)[0]


def test_a_row_is_made_again_only_where_something_of_it_changed() -> None:
    roll, story = Roll("e"), talked()
    first = refreshed(roll, sources(story))
    again = refreshed(roll, sources(story))

    story.given(IRIS, WithdrawIntent(intent=IntentId("int_1")))
    (changed,) = refreshed(roll, sources(story))

    assert ([row.lead for row in first], again) == ([L, M], [])
    assert (changed.lead, changed.intents) == (L, ())
    assert [row.lead for row in roll.rows()] == [M, L]


def test_work_and_watching_change_a_row_too() -> None:
    roll, story = Roll("e"), talked()
    made = sources(story)
    refreshed(roll, made)

    (moved,) = refreshed(roll, replace(made, works={**made.works, M: replace(made.works[M], stage=LeadStage.meeting)}))
    (seen,) = refreshed(roll, replace(made, works=made.works, watched={(IVAN.person, PROJECT_A): watched(90, story)}))

    assert (moved.lead, moved.stage) == (M, LeadStage.meeting)
    assert (seen.watched, seen.score.total - moved.score.total) == (90, 1)


def test_a_score_ages_without_anything_happening() -> None:
    roll, story = Roll("e"), talked()
    young = refreshed(roll, sources(story))

    old = refreshed(roll, sources(story, at=story.at + timedelta(days=60)))

    assert all(one.score.total < other.score.total for one, other in zip(old, young, strict=True))


def test_the_judged_fit_counts() -> None:
    story = talked()
    made, roll = sources(story), Roll("e")
    roll.refresh(replace(made, works={**made.works, L: replace(made.works[L], fit=(Fit.ticket, Fit.field))}))
    fitting, other = roll.row(L), roll.row(M)

    assert fitting is not None
    assert other is not None
    assert fitting.score.total - other.score.total == 10


def withdrawn(story: Story) -> Story:
    """Both have taken back what they stated."""
    story.given(IRIS, WithdrawIntent(intent=IntentId("int_1")))
    return story.given(IVAN, WithdrawIntent(intent=IntentId("int_2")))


def test_a_lead_waits_until_its_intent_is_answered() -> None:
    assert [row.waiting for row in refreshed(Roll("e"), sources(talked()))] == [True, True]
    assert [row.waiting for row in refreshed(Roll("e"), sources(withdrawn(talked())))] == [False, False]


def test_a_lead_waits_while_a_question_is_open_and_an_anonymous_one_tells_nothing() -> None:
    roll, story = Roll("e"), withdrawn(talked())
    story.given(IRIS, AskQuestion(text="How?"), id="3").given(IVAN, AskQuestion(text="Why?", anonymous=True), id="4")

    rows = {row.lead: row.waiting for row in refreshed(roll, sources(story))}

    assert rows == {L: True, M: False}


def test_for_a_presenter_a_number_has_its_intents_and_nothing_that_tells_who_it_is() -> None:
    story = talked()
    told = {"contacts": {IRIS.person: "iris@fund.cn"}, "watched": {(IRIS.person, PROJECT_A): watched(90, story)}}
    (row, _) = refreshed(Roll("e"), sources(story, PRESENTER, **told))
    withdrawn(story).given(IRIS, AskQuestion(text="How?"), id="3")

    (later, _) = refreshed(Roll("e"), sources(story, PRESENTER, **told))

    assert [intent.kind for intent in row.intents] == [IntentKind.talk]
    for one in (row, later):
        assert (one.view.person, one.contact, one.watched, one.view.questions) == (None, None, 0, 0)
    assert later.waiting is False


def test_merged_leads_are_one_row_and_two_again() -> None:
    roll, story = Roll("e"), talked()
    made = sources(story)
    roll.refresh(made)
    before = roll.revision
    merged = replace(made, works={**made.works, M: replace(made.works[M], merged_into=L)})

    roll.refresh(merged)
    rows, gone, revision = roll.since(before)
    roll.refresh(made)

    assert ([row.merged for row in rows], gone) == ([(M,)], [M])
    assert len(rows[0].intents) == 2
    assert {row.lead: row.merged for row in roll.since(revision)[0]} == {L: (), M: ()}
    assert roll.since(revision)[1] == []


def test_a_long_list_comes_in_pages() -> None:
    story, roll = on_air(), Roll("e")
    story.given(IRIS, TALK, id="1")
    state, works = story.state, {}
    for number in range(PAGE + 3):
        known = replace(state.leads[L], lead=LeadId(f"lea_{number:04d}"))
        state = replace(state, leads=state.leads.set(known.lead, known))
        works[known.lead] = work_of(state, known.lead, story.at)
    roll.refresh(sources(story, state=state, works=works))

    first, _, revision = roll.since(0)
    rest, _, last = roll.since(revision)

    assert (len(first), len(rest), last) == (PAGE, 3, roll.revision)


def test_a_lead_of_which_the_log_knows_nothing_is_no_row() -> None:
    story, roll = on_air(), Roll("e")
    stray = Work(lead=L, person=PersonId("per_x"), project=ProjectId("prj_x"), opened_at=story.at)

    roll.refresh(sources(story, works={L: stray}))

    assert (roll.rows(), roll.row(L), roll.revision) == ([], None, 0)
