"""A letter as a message of RFC 5322: plain text and HTML, a calendar object where there is one, and files.

What breaks a line in a header cannot get here: the library refuses it, and `Letter` holds none.
"""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from server.domain.letters import Calendar, Letter

NAME: Final = "invite.ics"


def message(letter: Letter, sender: Address, identity: str, at: datetime) -> EmailMessage:
    """The message from `sender`; raises ValueError where a header of it would break."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = Address(display_name=letter.name, addr_spec=letter.to)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{identity}@{sender.domain}>"
    # RFC 3834: nobody's machine should answer.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(letter.text, cte="base64")
    made.add_alternative(letter.html, subtype="html", cte="base64")
    if letter.calendar:
        _invite(made, letter.calendar)
    for file in letter.attachments:
        main, _, sub = file.content_type.partition("/")
        made.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return made


def _invite(made: EmailMessage, calendar: Calendar) -> None:
    """As an alternative, which calendars act upon, and as a file, for those that do not."""
    content = calendar.content.encode()
    made.add_alternative(
        content, "text", "calendar", cte="base64", params={"method": calendar.method, "charset": "utf-8"}
    )
    made.add_attachment(content, "application", "ics", filename=NAME)
