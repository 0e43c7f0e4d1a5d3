"""Whose the private text of an entry is, so that it can be found and erased with its person."""

from server.domain.imported import LeadImported
from server.domain.messages import Entry, PersonId
from server.domain.slips import IntentEntered


def subject(entry: Entry) -> PersonId:
    """That of who acted, or of whom a host or a file wrote about."""
    return entry.event.person if isinstance(entry.event, IntentEntered | LeadImported) else entry.by
