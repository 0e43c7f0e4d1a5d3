"""A rehearsal is a copy of what was planned, marked by its first event, and of no person."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from server.domain.messages import Bilingual, Context, Entry, PersonId, RoadshowId
from server.domain.rehearsals import TOKEN_LASTS, Rehearsal, copied
from server.domain.roadshow import decide, evolve
from server.domain.state import Roadshow
from tests.server.app.house import HOST

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def played(commands: object) -> Roadshow:
    state = Roadshow()
    for number, command in enumerate(commands):  # type: ignore[arg-type, var-annotated]
        for event in decide(state, command, Context(actor=HOST, at=AT, id=f"{number:026d}")):
            state = evolve(state, Entry(seq=state.seq + 1, at=AT, by=HOST.person, event=event))
    return state


def test_a_rehearsal_has_the_programme_and_the_rules_of_what_it_rehearses_and_says_what_it_is() -> None:
    first = played(copied(Roadshow(), AT))
    real = replace(first, rehearsal=False, plan=replace(first.plan, title=Bilingual(zh="路演日"), moderated=True))

    again = played(copied(real, AT + timedelta(days=1)))

    assert again.rehearsal
    assert [again.pitches[each].title for each in again.order] == [real.pitches[each].title for each in real.order]
    assert again.preset == real.preset
    assert again.plan.title == Bilingual(zh="彩排：路演日", en="Rehearsal: 路演日")
    assert (again.plan.moderated, again.plan.starts_at) == (False, AT + timedelta(days=1))
    assert not played(copied(real, AT)[1:1]).rehearsal


def test_an_empty_programme_is_rehearsed_with_two_pitches() -> None:
    assert len(played(copied(Roadshow(), AT)).order) == 2


def test_a_token_lets_in_once_and_not_for_ever() -> None:
    one = Rehearsal(
        roadshow=RoadshowId("rsh_2"),
        of=RoadshowId("rsh_1"),
        by=PersonId("per_1"),
        digest=b"",
        created_at=AT,
        expires_at=AT + TOKEN_LASTS,
    )

    assert one.lets_in(AT)
    assert not one.lets_in(AT + TOKEN_LASTS)
    assert not replace(one, entered_at=AT).lets_in(AT)
    assert not replace(one, deleted_at=AT).lets_in(AT)
