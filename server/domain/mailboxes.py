"""Mail addresses, as far as a contact is one."""

import re
from typing import Final

ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)
"""What HTML calls a valid e-mail address, with a full stop in its domain. It holds no space and no line break."""


def address_of(contact: str) -> str | None:
    """The mail address that a contact is; None where it is something else, such as a telephone number."""
    contact = contact.strip()
    return contact if len(contact) <= 254 and ADDRESS.fullmatch(contact) else None
