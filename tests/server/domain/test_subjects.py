from server.domain.consents import ConsentGiven
from server.domain.imported import LeadImported
from server.domain.slips import IntentEntered
from server.domain.subjects import subject
from tests.server.domain import evening


def test_what_others_wrote_about_somebody_is_theirs_and_all_else_is_of_who_acted() -> None:
    entries = evening.whole().entries
    about = [entry for entry in entries if isinstance(entry.event, IntentEntered | LeadImported)]
    acted = [entry for entry in entries if isinstance(entry.event, ConsentGiven)]

    assert about
    assert all(subject(entry) == entry.event.person != entry.by for entry in about)  # type: ignore[attr-defined]
    assert acted
    assert all(subject(entry) == entry.by for entry in acted)
