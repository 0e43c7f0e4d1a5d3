"""What the demo roadshow is about: invented technology, by nobody, in both languages."""

from datetime import UTC, datetime
from typing import Any

# Strangers name amounts here: after a notice, and with a consent for each presenter who learns their name.
PRESET = "eu_generic"
TITLE = {"zh": "新材料与智能制造技术路演（演示）", "en": "New materials and smart manufacturing (demo)"}
HOST = {"zh": "路演演示主办方", "en": "The demo's organizer"}
SUMMARY = {
    "zh": "三个虚构的技术项目，由程序扮演的路演人和投资人；所有内容均为演示。",
    "en": "Three invented technologies, with presenters and investors played by a program. Everything here is a demo.",
}

PITCHES: tuple[dict[str, Any], ...] = (
    {
        "title": {"zh": "潮生：近岸波浪能发电", "en": "Moontide: near-shore wave power"},
        "summary": {
            "zh": "为海岛和渔港供电的近岸波浪能装置；样机已在海上连续运行九个月。",
            "en": "Near-shore wave converters for islands and harbours; a prototype has run at sea for nine months.",
        },
        "team": {"zh": "潮生团队", "en": "Moontide team"},
        "field": {"zh": "新能源", "en": "New energy"},
        "minutes": 20,
        "question_minutes": 10,
    },
    {
        "title": {"zh": "玻璃基板激光微孔加工", "en": "Laser micro-vias in glass substrates"},
        "summary": {
            "zh": "面向先进封装的玻璃通孔工艺，孔径十微米，良率经第三方检测。",
            "en": "Through-glass vias for advanced packaging, ten micrometres wide, yield measured by a third party.",
        },
        "team": {"zh": "青穹光电团队", "en": "Qingqiong Photonics team"},
        "field": {"zh": "高端装备", "en": "Advanced equipment"},
        "minutes": 20,
        "question_minutes": 10,
    },
    {
        "title": {"zh": "手术机器人力反馈手柄", "en": "Force-feedback handle for surgical robots"},
        "summary": {
            "zh": "把组织的反作用力传回术者手中，延迟低于五毫秒；寻求临床合作与许可。",
            "en": "Returns the tissue's force to the surgeon's hand within five milliseconds; seeks clinical partners.",
        },
        "team": {"zh": "由您来路演", "en": "Presented by you"},
        "field": {"zh": "医疗器械", "en": "Medical devices"},
        "minutes": 20,
        "question_minutes": 10,
    },
)


def plan() -> dict[str, Any]:
    """The body that plans the demo, starting now."""
    return {
        "preset": PRESET,
        "title": TITLE,
        "host": HOST,
        "summary": SUMMARY,
        "starts_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "timezone": "Asia/Shanghai",
        "currencies": ["CNY", "USD"],
        "moderated": False,
        "pitches": list(PITCHES),
    }
