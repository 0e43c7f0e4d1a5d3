"""Every table there is, for what treats them alike: copies, backups, and the test that migrations lead to them."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Table

from server.storage import (
    catalog_tables,
    lead_tables,
    leases,
    materials,
    outbox_tables,
    rehearsals,
    tables,
    texts,
    trail,
    watching,
)

DECLARED: Final = (
    catalog_tables,
    lead_tables,
    leases,
    materials,
    outbox_tables,
    rehearsals,
    tables,
    texts,
    trail,
    watching,
)


def all_tables() -> Sequence[Table]:
    """A table comes after those that its rows refer to."""
    return tables.metadata.sorted_tables
