import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.exports.people import Names, Reach, names, reach


@pytest.mark.parametrize(
    ("name", "given_name", "family"),
    [
        ("王芳", "芳", "王"),
        ("欧阳娜娜", "娜娜", "欧阳"),
        ("欧阳", "阳", "欧"),
        ("山田 太郎", "太郎", "山田"),
        ("约翰·史密斯", "约翰", "史密斯"),
        ("卡尔·冯·诺登", "卡尔·冯", "诺登"),
        ("Ann Lee", "Ann", "Lee"),
        ("Ann Mary Lee", "Ann Mary", "Lee"),
        ("Ludwig van der Beek", "Ludwig", "van der Beek"),
        ("Lee, Ann Mary", "Ann Mary", "Lee"),
        ("  Plato ", "", "Plato"),
        ("", "", ""),
    ],
)
def test_a_name_is_parted_as_its_language_writes_it(name: str, given_name: str, family: str) -> None:
    assert names(name) == Names(given_name, family)


@given(st.text(min_size=1).filter(lambda name: name.replace(",", "").strip()))
def test_no_letter_of_a_name_is_lost(name: str) -> None:
    parts = names(name)

    def letters(text: str) -> list[str]:
        return sorted(letter for letter in text if letter.isalnum())

    assert letters(parts.given + parts.family) == letters(name)


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("ann@fund.cn", Reach(mail="ann@fund.cn")),
        (" +86 138 0013 8000 ", Reach(phone="+86 138 0013 8000")),
        ("(021) 6888-1234", Reach(phone="(021) 6888-1234")),
        ("WeChat ann", Reach()),
        (None, Reach()),
    ],
)
def test_a_contact_is_a_mail_address_or_a_number_or_neither(contact: str | None, found: Reach) -> None:
    assert reach(contact) == found
