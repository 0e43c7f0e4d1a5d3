"""Every table there is, for what treats them alike: copies, backups, and the test that migrations lead to them."""

from collections.abc import Sequence

from sqlalchemy import Table

from server.storage import catalog_tables as catalog_tables
from server.storage import lead_tables as lead_tables
from server.storage import leases as leases
from server.storage import materials as materials
from server.storage import outbox_tables as outbox_tables
from server.storage import rehearsals as rehearsals
from server.storage import tables as tables
from server.storage import texts as texts
from server.storage import trail as trail
from server.storage import watching as watching


def all_tables() -> Sequence[Table]:
    """A table comes after those that its rows refer to."""
    return tables.metadata.sorted_tables
