from server.domain.erasure import ErasePerson, PersonErased, erases
from server.domain.people import MutePerson, ReadmitPerson
from server.domain.questions import AskQuestion
from tests.server.domain.story import GUEST, HOST, IRIS, live


def test_an_erased_person_is_out_and_does_not_come_back() -> None:
    story = live()

    story.when(HOST, ErasePerson(person=IRIS.person)).then(PersonErased(person=IRIS.person))

    story.when(IRIS, AskQuestion(text="Why?")).refused("removed")
    story.when(HOST, ReadmitPerson(person=IRIS.person)).refused("person_state")
    story.when(HOST, ErasePerson(person=IRIS.person)).refused("person_state")


def test_only_organizers_erase_and_nobody_erases_themselves() -> None:
    story = live()

    story.when(GUEST, ErasePerson(person=IRIS.person)).refused("forbidden")
    story.when(HOST, ErasePerson(person=HOST.person)).refused("forbidden")


def test_only_entries_that_erase_make_what_was_folded_before_too_much() -> None:
    story = live().given(HOST, MutePerson(person=GUEST.person))
    assert not erases(story.entries)

    story.given(HOST, ErasePerson(person=GUEST.person))
    assert erases(story.entries)
