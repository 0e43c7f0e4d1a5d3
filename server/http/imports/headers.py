"""What the columns of a file mean, guessed by their headings: ours, those of CRMs, and what people write themselves."""

import re
from collections.abc import Sequence
from typing import Final

from server.http.exports.presets import PRESETS

# What a column may be taken for; "" leaves it out. An identity in a CRM is external_ with the CRM's name.
FIELDS: Final = (
    *("lead", "name", "organisation", "contact", "mail", "phone", "project"),
    *("owner", "stage", "lost_reason", "next_step", "due", "tags", "note", "do_not_contact"),
    *(f"external_{name}" for name in PRESETS),
)
EXTERNAL: Final = "external_"
# Several columns may say it; any of them counts.
SEVERAL: Final = frozenset({"do_not_contact"})

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "lead": ("lead", "leadid", "线索", "线索编号"),
    "name": ("name", "fullname", "investor", "姓名", "名称", "投资人", "联系人"),
    "organisation": ("organisation", "organization", "company", "accountname", "机构", "单位", "公司"),
    "contact": ("contact", "联系方式"),
    "mail": ("mail", "email", "emailaddress", "邮箱", "电子邮箱", "邮件"),
    "phone": ("phone", "mobile", "telephone", "phonenumber", "mobilephone", "电话", "手机", "手机号"),
    "project": ("project", "projecttitle", "项目", "项目名称"),
    "owner": ("owner", "assignedto", "leadowner", "contactowner", "负责人", "跟进人"),
    "stage": ("stage", "status", "leadstatus", "progress", "阶段", "状态", "进展"),
    "lost_reason": ("lostreason", "reason", "排除原因", "失败原因"),
    "next_step": ("nextstep", "next", "下一步"),
    "due": ("due", "duedate", "nextstepdate", "截止日期", "截止", "到期"),
    "tags": ("tags", "tag", "labels", "标签"),
    "note": ("note", "notes", "comment", "备注", "跟进记录"),
    "do_not_contact": ("donotcontact", "donotcall", "optout", "请勿联系", "勿扰"),
}
# In which column each CRM exports its own identity of a lead.
IDENTITIES: Final = {"hubspot": ("recordid", "contactid"), "salesforce": ("id", "leadid"), "espocrm": ("id",)}
OF_PRESET: Final = {"family_name": "name", "mail": "mail", "phone": "phone", "stage": "stage", "lead": "lead"}
KNOWN_BY: Final = 3


def guess(header: Sequence[str]) -> tuple[str, list[str]]:
    """The CRM that a file is from, if from one, and the field of each column."""
    plain = [_plain(name) for name in header]
    crm = _crm(plain)
    known = _of_crm(crm) if crm else {}
    fields: list[str] = []
    for name, told in zip(plain, header, strict=True):
        field = known.get(name) or _external(told) or OURS.get(name, "")
        fields.append("" if field in fields and field not in SEVERAL else field)
    return crm, fields


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _crm(header: Sequence[str]) -> str:
    """The CRM of which the most columns are there, from KNOWN_BY on and where no other has as many."""
    counts = {crm: len(set(header) & COLUMNS[crm]) for crm in PRESETS}
    best, second = sorted(counts, key=lambda crm: counts[crm], reverse=True)[:2]
    return best if counts[best] >= KNOWN_BY and counts[best] > counts[second] else ""


def _of_crm(crm: str) -> dict[str, str]:
    named = {_plain(column.name): column.field for column in PRESETS[crm].columns}
    known = {name: OF_PRESET.get(field, field) for name, field in named.items()}
    return {
        **{name: field for name, field in known.items() if field in FIELDS},
        **dict.fromkeys(IDENTITIES[crm], EXTERNAL + crm),
    }


def _external(name: str) -> str:
    name = name.casefold()
    return name if re.fullmatch(EXTERNAL + r"\S{1,40}", name) else ""


OURS: Final = {name: field for field, names in WORDS.items() for name in names}
COLUMNS: Final = {crm: {_plain(column.name) for column in preset.columns} for crm, preset in PRESETS.items()}
