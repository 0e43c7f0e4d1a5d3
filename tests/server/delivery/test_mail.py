import asyncio
import ssl
from pathlib import Path

import aiosmtplib
import pytest
from msgspec.structs import replace

from server.delivery import mail
from server.delivery.mail import SmtpMailer, failed
from server.domain.deliveries import Answer, Verdict
from server.domain.letters import Letter, MailServer
from tests.server.delivery.certificates import certified
from tests.server.delivery.postbox import Postbox, opened
from tests.server.delivery.test_mime import LETTER, SENDER
from tests.server.domain.test_endpoints import AT


def server_at(postbox: Postbox, **changed: object) -> MailServer:
    server = MailServer(host="127.0.0.1", port=postbox.port, encrypted=False, sender=SENDER)
    return replace(server, **changed)


async def send(postbox: Postbox, letter: Letter = LETTER, **changed: object) -> Answer:
    return await SmtpMailer(server_at(postbox, **changed)).send(letter, "msg_1.abc", AT)


def server_side(files: dict[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files["ssl_certfile"], files["ssl_keyfile"])
    return context


@pytest.mark.asyncio
async def test_a_real_server_receives_the_letter() -> None:
    async with opened(Postbox()) as postbox:
        answer = await send(postbox)

        (letter,) = postbox.letters
    assert (answer.verdict, answer.status) == (Verdict.delivered, 250)
    assert postbox.recipients == [["ann@fund.cn"]]
    assert letter["Subject"] == LETTER.subject
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.asyncio
async def test_tls_is_used_where_it_is_offered_and_from_the_first_byte_where_that_is_asked(tmp_path: Path) -> None:
    files, trusted = certified(tmp_path, "localhost")
    for at_once in (False, True):
        async with opened(Postbox(), server_side(files), at_once=at_once) as postbox:
            server = server_at(postbox, host="localhost", encrypted=at_once)
            right = await SmtpMailer(server, trusted).send(LETTER, "msg_1.abc", AT)
            wrong = await SmtpMailer(replace(server, host="127.0.0.1"), trusted).send(LETTER, "msg_1.abc", AT)

            assert right.verdict is Verdict.delivered
            assert wrong.verdict is Verdict.slower
            assert postbox.recipients == [["ann@fund.cn"]]
            assert postbox.encrypted == [True]


@pytest.mark.asyncio
async def test_a_user_signs_in_and_one_who_may_not_leaves_the_letters_to_wait() -> None:
    async with opened(Postbox()) as postbox:
        right = await send(postbox, user="roadshow", password="open:sesame")
        wrong = await send(postbox, user="roadshow", password="guess")

    assert (right.verdict, wrong.verdict, wrong.status) == (Verdict.delivered, Verdict.slower, 535)
    assert len(postbox.letters) == 1


@pytest.mark.asyncio
async def test_a_password_is_never_sent_in_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(Postbox()) as postbox:
        server = server_at(postbox, user="roadshow", password="open:sesame")
        monkeypatch.setattr(MailServer, "start_tls", True)
        answer = await SmtpMailer(server).send(LETTER, "msg_1.abc", AT)

    assert answer.verdict is Verdict.slower
    assert postbox.users == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("at_recipient", "at_content", "verdict", "status"),
    [
        ("550 5.1.1 No such user", "250 OK", Verdict.hopeless, 550),
        ("250 OK", "554 5.7.1 Refused as spam", Verdict.hopeless, 554),
        ("450 4.2.0 Greylisted, try again", "250 OK", Verdict.again, 450),
        ("250 OK", "451 4.3.0 Later", Verdict.again, 451),
    ],
)
async def test_a_hard_refusal_ends_a_letter_and_a_soft_one_does_not(
    at_recipient: str, at_content: str, verdict: Verdict, status: int
) -> None:
    async with opened(Postbox(at_recipient, at_content)) as postbox:
        answer = await send(postbox)

    assert (answer.verdict, answer.status) == (verdict, status)
    assert answer.text
    assert postbox.letters == []


@pytest.mark.asyncio
async def test_a_server_that_is_not_there_or_says_nothing_leaves_the_letters_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with opened(Postbox()) as postbox:
        pass
    assert (await send(postbox)).verdict is Verdict.slower

    monkeypatch.setattr(mail, "TIMEOUT", 0.05)
    over = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        over.set()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as silent:
        postbox.port = silent.sockets[0].getsockname()[1]
        answer = await send(postbox)
        await over.wait()

    assert (answer.verdict, answer.status) == (Verdict.slower, None)


@pytest.mark.asyncio
async def test_a_letter_that_would_break_a_header_is_never_sent() -> None:
    async with opened(Postbox()) as postbox:
        answer = await send(postbox, replace(LETTER, subject="Hello\r\nBcc: eve@evil.cn"))

    assert answer.verdict is Verdict.hopeless
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (aiosmtplib.SMTPSenderRefused(550, "no", "x"), Verdict.slower),
        (aiosmtplib.SMTPAuthenticationError(535, "no"), Verdict.slower),
        (aiosmtplib.SMTPConnectResponseError(554, "no"), Verdict.slower),
        (aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(552, "full", "x")]), Verdict.hopeless),
        (aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(452, "full", "x")]), Verdict.again),
        (TimeoutError(), Verdict.slower),
    ],
)
def test_what_the_house_itself_is_refused_for_is_no_letters_end(error: Exception, verdict: Verdict) -> None:
    assert failed(error).verdict is verdict
