from email import message_from_bytes
from email.headerregistry import Address
from email.policy import SMTP

import pytest
from msgspec.structs import replace

from server.delivery.mime import message
from server.domain.letters import Attachment, Calendar, Letter
from tests.server.domain.test_endpoints import AT

SENDER = Address(display_name="路演 Roadshow", addr_spec="roadshow@show.example.org")

LETTER = Letter(
    to="ann@fund.cn",
    name="安 Ann",
    subject="您的意向回执 · 路演日",
    text="您好\n" + "很长的一行" * 300 + "\n.\n",
    html="<p>您好</p>",
)


def sent(letter: Letter) -> bytes:
    return message(letter, SENDER, "msg_1.abc", AT).as_bytes(policy=SMTP)


def test_a_letter_says_who_what_when_and_that_nobody_need_answer() -> None:
    read = message_from_bytes(sent(LETTER), policy=SMTP)

    assert str(read["From"]) == "路演 Roadshow <roadshow@show.example.org>"
    assert str(read["To"]) == "安 Ann <ann@fund.cn>"
    assert read["Subject"] == LETTER.subject
    assert read["Date"].datetime == AT
    assert read["Message-ID"] == "<msg_1.abc@show.example.org>"
    assert read["Auto-Submitted"] == "auto-generated"


def test_text_and_html_are_alternatives_and_come_through_whole() -> None:
    read = message_from_bytes(sent(LETTER), policy=SMTP)

    assert read.get_content_type() == "multipart/alternative"
    text, html = read.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_what_is_sent_is_ascii_in_short_lines() -> None:
    lines = sent(LETTER).split(b"\r\n")

    assert max(map(len, lines)) <= 78
    assert all(line.isascii() for line in lines)
    assert b"\n" not in b"".join(lines)


def test_a_file_is_attached() -> None:
    file = Attachment(name="回执 int_1.json", content_type="application/json", content=b'{"seq":1}')

    read = message_from_bytes(sent(replace(LETTER, attachments=(file,))), policy=SMTP)

    (attached,) = read.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type(), attached.get_content()) == (
        file.name,
        "application/json",
        b'{"seq":1}',
    )


def test_a_calendar_object_is_an_alternative_with_its_method_and_a_file_too() -> None:
    calendar = Calendar(method="REQUEST", content="BEGIN:VCALENDAR\r\nSUMMARY:会谈\r\nEND:VCALENDAR\r\n")

    read = message_from_bytes(sent(replace(LETTER, calendar=calendar)), policy=SMTP)

    (part,) = (each for each in read.walk() if each.get_content_type() == "text/calendar")
    (file,) = read.iter_attachments()
    assert (part.get_param("method"), part.get_content_charset()) == ("REQUEST", "utf-8")
    assert part.get_payload(decode=True) == file.get_content() == calendar.content.encode()
    assert file.get_filename() == "invite.ics"


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, subject="Hello\r\nBcc: eve@evil.cn"),
        replace(LETTER, subject="Hello\nBcc: eve@evil.cn"),
        replace(LETTER, name="Ann\r\nBcc: eve@evil.cn"),
        replace(LETTER, to="ann@fund.cn\r\nBcc: eve@evil.cn"),
        replace(LETTER, to="ann@fund.cn, eve@evil.cn"),
    ],
)
def test_no_header_can_be_brought_in(letter: Letter) -> None:
    with pytest.raises(ValueError, match=r"."):
        sent(letter)


@pytest.mark.parametrize("name", ['Ann "A" <eve@evil.cn>', "Ann, eve@evil.cn", "Ann\tB", "=?utf-8?q?x?="])
def test_a_name_is_never_an_address(name: str) -> None:
    read = message_from_bytes(sent(replace(LETTER, name=name)), policy=SMTP)

    assert [each.addr_spec for each in read["To"].addresses] == ["ann@fund.cn"]
