"""Pages from templates: what every page needs, and the one inline script that the Content-Security-Policy allows."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse

from server.domain.messages import Bilingual, Role, SeatId
from server.http.language import COOKIE, Language, Languages

WEB: Final = Path(__file__).parents[2] / "web"
THEMES: Final = ("light", "dark")


class SeatLink(Struct, frozen=True, kw_only=True):
    """A seat of the reader's own, as a link to its page."""

    href: str
    title: Bilingual
    role: Role
    name: str
    here: bool


class Viewer(Struct, frozen=True, kw_only=True):
    """Who looks at a page, for its menu; `seat` is the one the page belongs to.

    `leaving` says that this browser is signed out soon.
    """

    name: str
    organisation: str
    seats: Sequence[SeatLink]
    seat: SeatId | None = None
    leaving: bool = False

    @property
    def initial(self) -> str:
        """What stands for the name where there is little room."""
        return self.name[:1].upper() or "·"


class Renderer:
    """Makes pages; one for the process, thread-safe."""

    def __init__(self, languages: Languages, web: Path = WEB) -> None:
        """Read what is the same for every page."""
        self.languages = languages
        self.import_map = _import_map(web / "static" / "vendor" / "vendor.json")
        self._environment = Environment(
            loader=FileSystemLoader(web / "templates"),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def script_hash(self) -> str:
        """The import map as script-src allows it (CSP level 3, section 6.7.2.2)."""
        return f"'sha256-{b64encode(sha256(self.import_map.encode()).digest()).decode()}'"

    def language(self, request: Request) -> Language:
        """The reader's language."""
        return self.languages.negotiate(request.cookies.get(COOKIE), request.headers.get("accept-language", ""))

    def letter(self, language: Language, template: str, context: Mapping[str, Any]) -> str:
        """A letter as HTML; it stands alone, since no mail program fetches a style sheet."""
        return self._environment.get_template(template).render({"language": language, **context})

    def page(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any],
        *,
        viewer: Viewer | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """A page in the reader's language and appearance."""
        language = self.language(request)
        theme = request.cookies.get("theme")
        text = self._environment.get_template(template).render(
            {
                "language": language,
                "_": _translation(language),
                "theme": theme if theme in THEMES else None,
                "here": _here(request),
                "import_map": Markup(self.import_map),  # noqa: S704 our own file, hashed as it stands
                "viewer": viewer,
                "problem": None,
                **context,
            }
        )
        headers = {"Content-Language": language.tag, "Vary": "Cookie, Accept-Language", "Cache-Control": "no-store"}
        return HTMLResponse(text, status, headers)


def _translation(language: Language) -> Any:
    """What `_` is in a template; what is filled in is escaped, the text itself is ours."""

    def translate(text: str, **values: Any) -> Markup:
        return Markup(language.gettext(text)) % values if values else Markup(language.gettext(text))  # noqa: S704

    return translate


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _import_map(vendor: Path) -> str:
    modules = msgspec.json.decode(vendor.read_bytes())["modules"]
    imports = {module["specifier"]: f"/static/{module['file']}" for module in modules}
    return msgspec.json.encode({"imports": imports}).decode()
