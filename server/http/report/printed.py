"""A report as a PDF, in Chinese as in English: text stays text, and the plot is drawn as lines."""

from collections.abc import Iterable, Sequence
from typing import Final

from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Spacer, Table, TableStyle

from server.domain.report import Report
from server.domain.state import Plan
from server.http.language import Language
from server.http.report.drawing import Bars, Drawing
from server.http.report.paper import FAINT, HAIR, INK, SOFT, WARN, WIDTH, Strong, document, style, text
from server.http.report.plot import plot
from server.http.report.telling import told
from server.http.report.told import Asked, Fact, Group, Stated, Told

HEIGHT: Final = 235
GUTTER: Final = 62

TITLE: Final = style(20, after=2)
HEAD: Final = style(12.5, before=16, after=6)
LABEL: Final = style(8.5, FAINT)
FIGURE: Final = style(14)
BODY: Final = style(9.5)
NOTE: Final = style(8.5, SOFT)
OPEN: Final = style(8.5, WARN, end=True)
LATE: Final = style(8.5, WARN)
DONE: Final = style(8.5, FAINT, end=True)
REPLY: Final = style(8.5, SOFT, before=3, left=10)

PLAIN: Final = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
    ]
)


def printed(report: Report, plan: Plan, language: Language) -> bytes:
    """The file. It takes some hundred milliseconds of a core, so it belongs in a thread."""
    said = told(report, plan, language)
    foot = f"{said.title} · {said.as_of}"
    parts = [*_head(said), *_attention(report, said, language), *_questions(said), *_intents(said)]
    parts += [*_documents(said), *_close(said)]
    title = f"{said.words.report} – {said.title}"
    return document(parts, title=title, author=language.pick(plan.host), language=language.tag, foot=foot)


def _head(said: Told) -> Iterable[Flowable]:
    yield text(f"{said.words.report} · {said.roadshow}", LABEL)
    yield text(said.title, TITLE, Strong)
    yield text(" · ".join(part for part in (said.team, said.when) if part), NOTE)
    yield Spacer(0, 12)
    for row in range(0, len(said.facts), 3):
        facts = said.facts[row : row + 3]
        yield Table([[_fact(fact) for fact in facts]], colWidths=[WIDTH / 3] * len(facts), style=PLAIN, hAlign="LEFT")


def _fact(fact: Fact) -> Sequence[Flowable]:
    return [text(fact.label, LABEL), text(fact.value, FIGURE, Strong), text(fact.note, NOTE)]


def _attention(report: Report, said: Told, language: Language) -> Iterable[Flowable]:
    drawing = Drawing(plot(report.attention, WIDTH, HEIGHT, GUTTER), said)
    heading = text(said.words.attention, HEAD, Strong)
    yield KeepTogether([heading, drawing, Spacer(0, 6), text(language.joined(said.summary, said.counting), NOTE)])


def _questions(said: Told) -> Iterable[Flowable]:
    rows = [_question(question, said) for question in said.questions]
    yield from _list(said.words.questions, rows or [[text(said.words.no_questions, NOTE)]])


def _question(asked: Asked, said: Told) -> Sequence[Flowable]:
    mark = text(said.words.unanswered, OPEN) if asked.waits else text(said.words.answered, DONE)
    answer = [text(asked.answer, REPLY)] if asked.answer else []
    what = [text(asked.text, BODY), text(f"{asked.who} · {asked.when} · {asked.votes}", NOTE), *answer]
    return [_row(what, mark)]


def _intents(said: Told) -> Iterable[Flowable]:
    rows = [_intent(intent) for intent in said.intents]
    groups = [part for group in said.groups for part in _group(group)]
    first, *rest = rows or [[text(said.words.no_intents, NOTE)]]
    yield from _list(said.words.intents, [[*groups, *first], *rest])


def _group(group: Group) -> Sequence[Flowable]:
    return [text(group.title, LABEL), Bars(group), Spacer(0, 8)]


def _intent(stated: Stated) -> Sequence[Flowable]:
    terms = " · ".join(part for part in (stated.what, stated.level, stated.amount) if part)
    comment = [text(stated.comment, REPLY)] if stated.comment else []
    due = [text(stated.due, LATE)] if stated.due else []
    details = [text(f"{what}: {how}", NOTE) for what, how in stated.details]
    what = [text(stated.who, BODY, Strong), text(terms, BODY), text(stated.when, NOTE), *details, *due, *comment]
    return [_row(what, text(stated.mark, DONE))]


def _documents(said: Told) -> Iterable[Flowable]:
    rows = [
        [text(one.name, BODY), text(" · ".join(filter(None, (one.count, one.who))), NOTE)] for one in said.documents
    ]
    if rows:
        yield from _list(said.words.documents, rows)


def _row(what: Sequence[Flowable], mark: Flowable) -> Flowable:
    return Table([[list(what), mark]], colWidths=[WIDTH - 90, 90], style=PLAIN, splitInRow=1)


def _list(title: str, rows: Sequence[Sequence[Flowable]]) -> Iterable[Flowable]:
    """A heading that stays with its first row, and hairlines between rows."""
    first, *rest = rows
    yield KeepTogether([text(title, HEAD, Strong), *first])
    for row in rest:
        yield KeepTogether([HRFlowable(width="100%", thickness=0.5, color=HAIR, spaceBefore=2, spaceAfter=3), *row])


def _close(said: Told) -> Iterable[Flowable]:
    yield HRFlowable(width="100%", thickness=0.5, color=INK, spaceBefore=18, spaceAfter=6)
    yield text(said.standing, NOTE)
