"""What the evening in the pictures is about: invented people and technology, with names as long as real ones are."""

from typing import Any, Final

TITLE: Final = {
    "zh": "第十一届全国先进制造与新材料产业技术成果路演暨长三角国际技术转移对接会（春季专场）",
    "en": "The Eleventh National Roadshow for Advanced Manufacturing and New Materials, with the Yangtze River Delta "
    "International Technology Transfer Session (Spring)",
}
HOST: Final = {
    "zh": "全国技术转移联合促进会先进制造专业委员会",
    "en": "Joint Association for Technology Transfer, Committee for Advanced Manufacturing",
}
SUMMARY: Final = {
    "zh": "八个项目，从海上发电到手术机器人。每个项目先路演，再由投资人和听众提问；投资人可随时表达合作意向。",
    "en": "Eight projects, from power at sea to surgical robots. Each is presented, then answers the questions of "
    "investors and audience; investors may state at any time what they would do.",
}

_PITCHES: Final = (
    ("潮生：近岸波浪能发电", "Moontide: near-shore wave power", "潮生团队", "Moontide", "新能源", "New energy"),
    (
        "面向先进封装的玻璃基板激光诱导微孔加工成套工艺与装备",
        "Laser-induced micro-vias in glass substrates for advanced packaging: process and equipment",
        "青穹光电与江海大学精密加工联合实验室",
        "Qingqiong Photonics with the Joint Laboratory for Precision Machining of Jianghai University",
        "高端装备",
        "Advanced equipment",
    ),
    (
        "手术机器人力反馈手柄",
        "Force-feedback handle for surgical robots",
        "听骨科技",
        "Ossicle",
        "医疗器械",
        "Medical devices",
    ),
    (
        "钠离子储能电池的低成本硬碳负极",
        "Low-cost hard carbon anodes for sodium-ion storage",
        "硬核碳素",
        "Hardcore Carbon",
        "新材料",
        "New materials",
    ),
    ("秸秆制可降解地膜", "Degradable mulch film made of straw", "禾衣", "Heyi", "农业技术", "Agriculture"),
    ("桥梁缆索无损检测机器人", "Robot for testing bridge cables", "攀缘智能", "Climbing", "智能制造", "Robotics"),
    (
        "超低温泵用聚醚醚酮复合材料密封",
        "PEEK composite seals for cryogenic pumps",
        "冷泉密封",
        "Cold Spring Seals",
        "新材料",
        "New materials",
    ),
    (
        "聚乙烯基吡咯烷酮Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "长名称团队",
        "A team with a long name",
        "新材料",
        "New materials",
    ),
)

DOCUMENTS: Final = (
    (
        "听骨科技 力反馈手柄 商业计划书（2026 年春季，第三方检测报告附后，供投资人参阅）.pdf",
        b"%PDF-1.7" + b" " * 3_400_000,
    ),
    ("Force-feedback handle, measurements.pdf", b"%PDF-1.7" + b" " * 48_000),
    ("handle.png", b"\x89PNG\r\n\x1a\n" + b" " * 900_000),
)


def pitches() -> list[dict[str, Any]]:
    """The programme."""
    return [
        {
            "title": {"zh": zh, "en": en},
            "team": {"zh": team_zh, "en": team_en},
            "field": {"zh": field_zh, "en": field_en},
            "summary": {
                "zh": "样机已连续运行九个月，经第三方检测；寻求产线合作与许可。",
                "en": "A prototype has run for nine months, measured by a third party; seeks partners and licensees.",
            },
            "minutes": 20,
            "question_minutes": 10,
        }
        for zh, en, team_zh, team_en, field_zh, field_en in _PITCHES
    ]


INVESTORS: Final = (
    ("林知远", "江川创投", "lin@fund.invalid"),
    ("Maximiliana Brandt-Oyelaran", "Northlight Ventures Industrial Growth Fund III", "maya@fund.invalid"),
    ("周以宁", "恒岳先进制造产业投资基金管理有限公司（有限合伙）", "138 0000 0000"),
    ("Tomás Rey", "Rey Industrial", "tomas@fund.invalid"),
    ("欧阳若水", "海湾资本", "ouyang@fund.invalid"),
    ("Ingrid Sæther", "Fjord Holding", "ingrid@fund.invalid"),
)

PRESENTERS: Final = (
    ("陈力行", "听骨科技", "chen@team.invalid"),
    ("Aleksandra Wiśniewska", "Hardcore Carbon", "ola@team.invalid"),
    ("何禾", "禾衣", "he@team.invalid"),
)

AUDIENCE: Final = tuple((name, "江海大学", "") for name in ("张弛", "Lea", "王老师", "Dr. Karunaratne", "小满"))

QUESTIONS: Final = (
    "中试线的良率目前是多少？有第三方检测吗？",
    "Which step would you scale first with the new money?",
    "核心专利的权属是否清晰？有没有共有人？",
    "How does the cost compare with the incumbent at 10,000 units a year, once tooling, sterilisation, certification "
    "and the service network in three countries are counted in, and who would carry the risk of a later recall?",
    "有没有可以参观的示范点？",
    "What would make you choose a licence over an investment?",
    "团队里谁全职投入？",
    "Which certification is still missing, and by when?",
    "供应链里哪一环最难替代？",
    "What did your first pilot customer complain about?",
    "力反馈的延迟在多台设备同时工作时还能保持五毫秒以内吗？",
    "Who else is allowed to use the training data?",
)
ANSWER: Final = "良率 92.4 %，由第三方检测，报告编号可在会后提供。 Yield is 92.4 %, measured by a third party."
PROMPT: Final = "还有两分钟，请进入商业模式部分。 Two minutes left: please move on to the business model."
