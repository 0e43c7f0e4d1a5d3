import pytest

from server.domain.mailboxes import address_of


@pytest.mark.parametrize("contact", ["ann@fund.cn", " ann.o'neil+x@mail.fund.example.org ", "1@q-q.cn"])
def test_a_mail_address_is_one(contact: str) -> None:
    assert address_of(contact) == contact.strip()


@pytest.mark.parametrize(
    "contact",
    [
        *("+86 138 0000 0000", "", "ann", "ann@", "@fund.cn", "ann@localhost", "ann@fund..cn", "ann@-fund.cn"),
        *("ann@fund.cn, eve@evil.cn", "ann@fund.cn\r\nBcc: eve@evil.cn", "ann@fund.cn\nx", "Ann <ann@fund.cn>"),
        *("ann fund@fund.cn", "安@fund.cn", "ann@基金.cn", f"{'a' * 65}@fund.cn", f"a@{'b.' * 130}cn", "a@[127.0.0.1]"),
    ],
)
def test_anything_else_is_none(contact: str) -> None:
    assert address_of(contact) is None
