"""A person as address books and CRMs want them: names apart, and whether a contact is a mail address or a number."""

import re
from typing import Final

from msgspec import Struct

# Surnames of two characters (复姓) that are met today.
COMPOUND: Final = frozenset(
    re.findall(
        r"\w+",
        "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠"
        " 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 令狐 歐陽 司馬 東方 獨孤 諸葛 尉遲 長孫 鍾離",
    )
)
PARTICLES: Final = frozenset(
    {"af", "al", "bin", "da", "de", "del", "den", "der", "di", "du", "la", "le", "ten", "van", "von"}
)

_CHINESE: Final = re.compile(r"[\u3400-\u9fff\s]+")
_DOT: Final = re.compile(r"\s*[·・•]\s*")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"\+?[\d\s().\-/]{5,30}")


class Names(Struct, frozen=True):
    """The parts of a name; one that cannot be parted is all family name, which no CRM does without."""

    given: str
    family: str


class Reach(Struct, frozen=True):
    """A contact by its kind; what is neither is in neither."""

    mail: str = ""
    phone: str = ""


def names(name: str) -> Names:
    """A name in its parts: 欧阳娜娜 by its surname, 约翰·史密斯 at the dot, Ludwig van Beethoven with his particle."""
    name = " ".join(name.split())
    if "," in name:
        family, given = name.split(",", 1)
        return Names(given.strip(), family.strip())
    if _CHINESE.fullmatch(name):
        return _eastern(name)
    *given_parts, family = _DOT.split(name)
    return Names("·".join(given_parts), family) if given_parts else _western(name.split(" "))


def _eastern(name: str) -> Names:
    if " " in name:
        family, given = name.split(" ", 1)
        return Names(given.replace(" ", ""), family)
    length = 2 if len(name) > 2 and name[:2] in COMPOUND else 1
    return Names(name[length:], name[:length])


def _western(words: list[str]) -> Names:
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return Names(" ".join(words[:start]), " ".join(words[start:]))


def reach(contact: str | None) -> Reach:
    """Which kind of contact it is."""
    contact = (contact or "").strip()
    if _MAIL.fullmatch(contact):
        return Reach(mail=contact)
    return Reach(phone=contact) if _PHONE.fullmatch(contact) else Reach()
