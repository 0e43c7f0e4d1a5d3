"""Says a report in the reader's language, with times of day on the roadshow's clocks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

from server.domain.course import LIVE
from server.domain.handouts import Handout
from server.domain.report import Attention, Band, Report, by_band, by_kind, by_state, waits
from server.domain.state import Plan
from server.domain.views import IntentView, QuestionView
from server.http.language import Language
from server.http.money import digits, short, span
from server.http.report.plot import SORTS, STEPS, clock
from server.http.report.statement import basis, details
from server.http.report.told import Asked, Bar, Fact, Group, Handed, Stated, Stretch, Told, Words
from server.http.report.words import KINDS, LEVELS, STATES

ROWS: Final = 30

Key = TypeVar("Key")


def told(report: Report, plan: Plan, language: Language) -> Told:
    """Everything there is to show."""
    say, pitch = language.gettext, report.pitch
    times = Times(report, plan.timezone, language)
    return Told(
        title=language.pick(pitch.title),
        team=language.pick(pitch.team),
        roadshow=language.pick(plan.title),
        when=times.whole(),
        length=clock(report.attention.seconds),
        as_of=say("As of {time}").format(time=language.when(report.at, plan.timezone, "short")),
        facts=list(_facts(report, language)),
        questions=[_asked(question, times, language) for question in report.questions],
        unanswered=report.unanswered,
        intents=[_stated(intent, report.owed.get(intent.intent), times, language) for intent in report.intents],
        documents=[_handed(one, language) for one in report.handouts],
        groups=_groups(report, language),
        sorts=dict(zip(SORTS, (say("Questions"), say("Votes"), say("Intents")), strict=True)),
        summary=_summary(report.attention, language),
        stretches=_stretches(report.attention),
        standing=say("Intents are expressions of interest. They bind nobody, no money is taken, nothing is auctioned."),
        counting=say(
            "Who watched is counted from open connections to the picture and, without one, from open pages; "
            "organizers and presenters are not counted."
        ),
        words=_words(language),
    )


def _words(language: Language) -> Words:
    say = language.gettext
    return Words(
        report=say("Report"),
        attention=say("Who watched, and when interest showed"),
        watching=say("Watching"),
        turn=say("Question time"),
        questions=say("Questions"),
        no_questions=say("Nobody asked a question."),
        unanswered=say("Unanswered"),
        answered=say("Answered"),
        intents=say("Intents"),
        no_intents=say("Nobody has stated an intent."),
        documents=say("Documents"),
        minute=say("From"),
    )


class Times:
    """Says when something was: by the second of the pitch where it was on, else by the time of day."""

    def __init__(self, report: Report, timezone: str, language: Language) -> None:
        """Take the pitch."""
        self._pitch = report.pitch
        self._at = report.at
        self._timezone = timezone
        self._language = language

    def whole(self) -> str:
        """The day and the hours of the pitch."""
        start, end = self._pitch.started_at, self._pitch.ended_at
        if start is None or end is None:
            return ""
        day, begin, over = (self._said(start, "day"), self._said(start, "time"), self._said(end, "time"))
        return f"{day} {begin} – {over}"

    def of(self, at: datetime) -> str:
        """When it was."""
        start, end = self._pitch.started_at, self._pitch.ended_at
        if start is not None and end is not None and start <= at <= end:
            return clock(int((at - start).total_seconds()))
        return self._said(at, "short")

    def until(self, due: datetime) -> str:
        """Until when something is owed, and how long that is."""
        left = format_timedelta(due - self._at, threshold=1.5, locale=self._language.locale)
        said = self._language.gettext("Response owed by {time}, {left} left")
        return said.format(time=self._said(due, "short"), left=left)

    def _said(self, at: datetime, form: str) -> str:
        return self._language.when(at, self._timezone, form)


def _facts(report: Report, language: Language) -> Iterable[Fact]:
    say, attention, board = language.gettext, report.attention, report.board
    most = say("at most {most} at once, {mean} on average")
    waiting = say("{count} unanswered").format(count=report.unanswered)
    crowd = most.format(most=attention.most, mean=_mean(attention, language)) if attention.most else ""
    yield Fact(str(attention.people), say("People who watched"), crowd)
    yield Fact(str(len(report.questions)), say("Questions"), waiting if report.questions else "")
    yield Fact(str(len(report.live)), say("Intents"), _parties(board.parties, language))
    yield Fact(
        str(len(report.owed)), say("Responses owed"), say("neither accepted nor declined") if report.owed else ""
    )
    for total in board.sums:
        low, high = (short(end, total.currency, language) for end in (total.minimum, total.maximum))
        yield Fact(
            low if low == high else f"{low} – {high}", say("Stated, not binding"), _parties(total.parties, language)
        )


def _parties(count: int, language: Language) -> str:
    return language.ngettext("from {count} party", "from {count} parties", count).format(count=count)


def _asked(question: QuestionView, times: Times, language: Language) -> Asked:
    say = language.gettext
    return Asked(
        text=question.text or say("The text was erased."),
        who=_asker(question, language),
        when=times.of(question.at),
        votes=language.ngettext("{count} vote", "{count} votes", question.votes).format(count=question.votes),
        waits=waits(question),
        answer=question.answer or "",
    )


def _asker(question: QuestionView, language: Language) -> str:
    """Those who may know who asked anonymously know that it was; a name that was erased is no anonymity."""
    who, anonymous = _named(question.name, question.organisation), language.gettext("Anonymous")
    if question.anonymous:
        return f"{who} ({anonymous})" if who else anonymous
    return who or language.gettext("Name erased")


def _stated(intent: IntentView, due: datetime | None, times: Times, language: Language) -> Stated:
    say, terms = language.gettext, intent.terms
    number = say("Investor {number}").format(number=intent.number)
    return Stated(
        who=_named(intent.name, intent.organisation) or number,
        what=say(KINDS[terms.kind]),
        level=say(LEVELS[terms.level]),
        amount=span(terms.amount, language) if terms.amount else "",
        when=times.of(intent.stated_at),
        details=details(intent, language),
        comment=intent.comment or "",
        over=intent.state not in LIVE,
        mark=say(STATES[intent.state]),
        due=times.until(due) if due else "",
    )


def _handed(handout: Handout, language: Language) -> Handed:
    had = language.ngettext("Downloaded by {count} person", "Downloaded by {count} people", handout.people)
    count = had.format(count=handout.people) if handout.people else language.gettext("Nobody has downloaded it.")
    who = format_list(handout.names, "unit", language.locale) if handout.names else ""
    return Handed(name=handout.name, count=count, who=who)


def _named(name: str | None, organisation: str | None) -> str:
    return " · ".join(part for part in (name, organisation) if part)


def _groups(report: Report, language: Language) -> Sequence[Group]:
    say = language.gettext
    kinds = Group(say("By kind"), _bars(by_kind(report.live), lambda kind: say(KINDS[kind])))
    bands = [
        Group(
            say("By amount, low end, in {currency}").format(
                currency=" ".join(filter(None, (currency, basis(of, language))))
            ),
            _bars({_band(band, currency, language): band.intents for band in found}, str),
        )
        for (currency, of), found in by_band(report.live, digits).items()
    ]
    states = Group(say("How far they have come"), _bars(by_state(report.live), lambda state: say(STATES[state])))
    return [group for group in (kinds, states, *bands) if group.bars]


def _bars(counts: Mapping[Key, int], label: Callable[[Key], str]) -> Sequence[Bar]:
    most = max(counts.values(), default=1)
    return [Bar(label(key), count, count / most) for key, count in counts.items()]


def _band(band: Band, currency: str, language: Language) -> str:
    low = short(band.floor, currency, language)
    if band.ceiling is None:
        return language.gettext("{amount} and more").format(amount=low)
    return language.gettext("{low} to below {high}").format(low=low, high=short(band.ceiling, currency, language))


def _summary(attention: Attention, language: Language) -> str:
    say, counts = language.gettext, [sum(sign.sort == sort for sign in attention.signs) for sort in SORTS]
    watched = say("At most {most} watched at once, first at {busiest}; {mean} on average over {length}.").format(
        most=attention.most,
        busiest=clock(attention.watching.index(attention.most)) if attention.most else "",
        mean=_mean(attention, language),
        length=clock(attention.seconds),
    )
    meanwhile = say("Interest while it lasted: questions {questions}, votes {votes}, intents {intents}.")
    interest = meanwhile.format(**dict(zip(("questions", "votes", "intents"), counts, strict=True)))
    return language.joined(watched if attention.most else say("Nobody watched."), interest)


def _mean(attention: Attention, language: Language) -> str:
    return format_decimal(attention.mean, "#,##0.#", language.locale)


def _stretches(attention: Attention) -> Sequence[Stretch]:
    """The same as figures, in at most ROWS parts of the pitch."""
    step = next((step for step in STEPS if step >= 30 and step * ROWS >= attention.seconds), STEPS[-1])
    return [_stretch(attention, begin, begin + step) for begin in range(0, attention.seconds, step)]


def _stretch(attention: Attention, begin: int, end: int) -> Stretch:
    signs = [sign.sort for sign in attention.signs if begin <= sign.second < end]
    return Stretch(clock(begin), max(attention.watching[begin:end]), [signs.count(sort) for sort in SORTS])
