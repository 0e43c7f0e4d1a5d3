"""The two languages: which one a reader gets, what words and dates look like in it.

The catalogues are gettext's, read once at start from `web/locales`; the English text is the key. Without a choice of
theirs in the cookie, readers get what their browser asks for, and Chinese where it asks for neither.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale
from babel.core import parse_locale
from babel.dates import format_datetime, get_timezone_location
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from server.domain.messages import Bilingual
from server.errors import SENTENCES

LOCALES: Final = Path(__file__).parents[2] / "web" / "locales"
COOKIE: Final = "language"
CODES: Final = {"zh": "zh_CN", "en": "en"}
TAGS: Final = {"zh": "zh-CN", "en": "en"}
DEFAULT: Final = "zh"

# Patterns of Unicode TR 35; times are on the 24-hour clock, as programmes have them.
FORMS: Final = {
    "day": {"zh": "y年M月d日 EEEE", "en": "EEEE, d MMMM y"},
    "short": {"zh": "M月d日 HH:mm", "en": "d MMM, HH:mm"},
    "month": {"zh": "M月", "en": "MMM"},
    "number": {"zh": "d", "en": "d"},
    "time": {"zh": "HH:mm", "en": "HH:mm"},
}

# Where texts come from that browser code shows, the page frame's included: it changes language without a reload.
BROWSER: Final = ("web/static/js/", "web/templates/_header", "web/templates/_menu", "web/templates/_footer")

Words = dict[str, str | list[str]]


class Language:
    """One language as pages use it."""

    def __init__(self, code: str, catalog: Catalog) -> None:
        """Take `zh` or `en` and its catalogue."""
        self.code = code
        self.locale = Locale.parse(CODES[code])
        self._texts = _texts(catalog)
        self.words = msgspec.json.encode(_words(catalog), order="deterministic")
        self.version = sha256(self.words).hexdigest()[:12]

    @property
    def tag(self) -> str:
        """The language as HTML names it (BCP 47)."""
        return TAGS[self.code]

    def gettext(self, text: str) -> str:
        """The text in this language."""
        return self._texts.get(text, (text,))[0]

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The same where the wording depends on a number."""
        forms = self._texts.get(one, (one, many))
        return forms[0] if len(forms) == 1 or count == 1 else forms[1]

    def sentence(self, code: str) -> str:
        """What a refusal says."""
        return self.gettext(SENTENCES[code])

    def pick(self, text: Bilingual) -> str:
        """The reader's side of a text, or the other one."""
        return (text.zh or text.en) if self.code == "zh" else (text.en or text.zh)

    def tag_of(self, text: Bilingual) -> str:
        """The language that `pick` gave, for the lang attribute."""
        ours = text.zh if self.code == "zh" else text.en
        return self.tag if ours or not text else next(tag for code, tag in TAGS.items() if code != self.code)

    def joined(self, *sentences: str) -> str:
        """Sentences one after the other, as the language sets them."""
        return ("" if self.code == "zh" else " ").join(filter(None, sentences))

    def when(self, at: datetime, timezone: str, form: str = "day") -> str:
        """A point in time in one of FORMS, as the clocks of that zone show it."""
        return format_datetime(on_clocks(at, timezone), FORMS[form][self.code], locale=self.locale)

    def zone(self, at: datetime, timezone: str) -> str:
        """A time zone by its place and its distance from Greenwich at that time."""
        local = on_clocks(at, timezone)
        place = get_timezone_location(local, locale=self.locale, return_city=True)
        return f"{place} {format_datetime(local, 'OOOO', locale=self.locale)}"


class Languages:
    """All languages there are."""

    def __init__(self, folder: Path = LOCALES) -> None:
        """Read the catalogues."""
        self._known = {code: Language(code, _read(folder, name)) for code, name in CODES.items()}

    def __getitem__(self, code: str) -> Language:
        return self._known[code]

    def __contains__(self, code: str) -> bool:
        return code in self._known

    def negotiate(self, cookie: str | None, accepted: str) -> Language:
        """The language for a reader, from their cookie and their Accept-Language header (RFC 9110 section 12.5.4)."""
        wished = [cookie] if cookie else _ranked(accepted)
        return self[next((code for code in wished if code in self), DEFAULT)]


def on_clocks(at: datetime, timezone: str) -> datetime:
    """A point in time as the clocks of that zone show it.

    UTC where the tz database of this machine has no such zone or the calendar no such time: what a log says stays said.
    """
    try:
        return at.astimezone(ZoneInfo(timezone))
    except (LookupError, ValueError, OSError, OverflowError):
        return at.astimezone(ZoneInfo("UTC"))


def _ranked(accepted: str) -> Sequence[str]:
    ranges = [part.partition(";") for part in accepted[:1000].split(",")]
    weighed = [(_weight(rest), tag.strip()) for tag, _, rest in ranges if tag.strip() not in ("", "*")]
    return [_base(tag) for weight, tag in sorted(weighed, key=lambda one: -one[0]) if weight > 0]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _base(tag: str) -> str:
    try:
        return parse_locale(tag, sep="-")[0]
    except ValueError:
        return ""


def _read(folder: Path, name: str) -> Catalog:
    with (folder / name / "LC_MESSAGES" / "roadshow.po").open("rb") as file:
        return read_po(file, locale=name)


def _texts(catalog: Catalog) -> Mapping[str, Sequence[str]]:
    """Every key with its translations, those without left out."""
    texts = {}
    for message in catalog:
        forms = _forms(message.string)
        if message.id and all(forms):
            texts[_forms(message.id)[0]] = forms
    return texts


def _words(catalog: Catalog) -> Words:
    words: Words = {}
    for message in catalog:
        forms = _forms(message.string)
        if message.id and all(forms) and any(place.startswith(BROWSER) for place, _ in message.locations):
            words[_forms(message.id)[0]] = list(forms) if message.pluralizable else forms[0]
    return words


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)
