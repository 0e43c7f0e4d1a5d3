"""Every setting there is, in one frozen type; the command line is made from it and from nothing else."""

import re
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_type_hints
from urllib.parse import urlsplit, urlunsplit

from msgspec import Meta, Struct

from server.app.turn import Turn
from server.domain.addresses import Network, networks
from server.domain.letters import MailServer
from server.domain.mailboxes import address_of
from server.logs import LEVELS

SMTP_PORTS: Final = {"smtp": 587, "smtps": 465}
DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}
TURN_URI: Final = re.compile(r"turns?:([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(\?transport=(udp|tcp))?", re.ASCII)
"""RFC 7065 section 3.1, without what browsers do not know either."""
NODE_SECRET: Final = 32
"""Characters that the nodes' secret has at least: who guesses it can say from which address a request comes."""


class BadSetting(Exception):
    """A setting, or two together, that cannot work; the message is one line for who typed it."""


class Settings(Struct, frozen=True, kw_only=True):
    """What an operator may choose; the descriptions are what `roadshow serve --help` says."""

    data: Annotated[Path, Meta(description="folder of the database and the signing keys")] = Path("var")
    database: Annotated[
        str, Meta(description="PostgreSQL such as postgresql://roadshow@db/roadshow; without it SQLite in --data")
    ] = ""
    database_password: Annotated[str, Meta(description="file of the password of --database")] = ""
    redis: Annotated[str, Meta(description="Redis such as redis://redis:6379/0, where several processes serve")] = ""
    redis_password: Annotated[str, Meta(description="file of the password of --redis")] = ""
    node_url: Annotated[
        str, Meta(description="where the other processes reach this one, such as http://10.0.0.2:8000")
    ] = ""
    node_secret: Annotated[str, Meta(description="file of the secret that all processes of the house know")] = ""
    host: Annotated[str, Meta(description="address the web server listens on")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="port the web server listens on")] = 8000
    public_url: Annotated[str, Meta(description="address people type, such as https://roadshow.example.org")] = ""
    tls_cert: Annotated[str, Meta(description="file of the certificate chain (PEM)")] = ""
    tls_key: Annotated[str, Meta(description="file of the certificate's key (PEM)")] = ""
    trusted_proxies: Annotated[str, Meta(description="proxies whose X-Forwarded headers count, by commas")] = ""
    sockets: Annotated[
        int, Meta(ge=1, le=1_000_000, description="live pages at most; fewer where fewer files may be open")
    ] = 20_000
    sockets_per_address: Annotated[
        int, Meta(ge=0, le=1_000_000, description="live pages from one address at most; 0: a quarter of all")
    ] = 0
    media_host: Annotated[str, Meta(description="address the media port is bound to; default: as --host")] = ""
    media_address: Annotated[str, Meta(description="addresses browsers send media to, by commas")] = ""
    media_port: Annotated[
        int, Meta(ge=0, le=65535, description="UDP and TCP port of all media; 0 takes a free one")
    ] = 8001
    media_workers: Annotated[
        int, Meta(ge=0, le=8, description="processes that forward media, on ports from --media-port; 0: by the cores")
    ] = 0
    turn_url: Annotated[str, Meta(description="TURN servers such as turn:turn.example.org, by commas")] = ""
    turn_secret: Annotated[str, Meta(description="file of the secret the TURN servers know (static-auth-secret)")] = ""
    turn_ttl: Annotated[int, Meta(ge=60, le=86400, description="seconds a TURN credential may be begun with")] = 600
    staff_hours: Annotated[
        int, Meta(ge=1, le=720, description="hours after which organizers and auditors have to come in anew")
    ] = 168
    presets: Annotated[str, Meta(description="folder of presets that override or add to those that come along")] = ""

    webhook_allow_private: Annotated[
        str, Meta(description="networks that webhooks may go to although not everybody reaches them, by commas")
    ] = ""
    smtp_url: Annotated[str, Meta(description="server that takes mail, such as smtp://mail.example.org:587")] = ""
    smtp_credentials: Annotated[str, Meta(description="file of what the mail server asks for: user:password")] = ""
    mail_from: Annotated[str, Meta(description="whom mail is from, such as Roadshow <roadshow@example.org>")] = ""
    metrics_token: Annotated[str, Meta(description="file of the token with which a monitor may read /metrics")] = ""
    log_level: Annotated[str, Meta(description="what is logged: debug, info or warning")] = "info"

    @property
    def url(self) -> str:
        """Where the pages are, without a slash at the end."""
        if self.public_url:
            return self.origin
        scheme = "https" if self.tls_cert else "http"
        return f"{scheme}://{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """The public address as browsers write it in Origin: small letters, no default port (RFC 6454 section 6.2)."""
        url = urlsplit(self.public_url.lower())
        return urlunsplit((url.scheme, url.netloc.removesuffix(DEFAULT_PORTS.get(url.scheme, "")), "", "", ""))

    @property
    def secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        return self.url.startswith("https://")

    @property
    def announced(self) -> tuple[str, ...]:
        """The addresses for media that were given."""
        return _listed(self.media_address)

    @property
    def turn_urls(self) -> tuple[str, ...]:
        """The TURN servers that were given."""
        return _listed(self.turn_url)

    @property
    def private_networks(self) -> tuple[Network, ...]:
        """The networks that were given for webhooks; BadSetting where one is none."""
        try:
            return tuple(networks(self.webhook_allow_private))
        except ValueError as error:
            raise BadSetting(f"--webhook-allow-private takes networks such as 10.0.0.0/8: {error}") from error

    def checked(self) -> "Settings":
        """The same settings; BadSetting where they cannot work."""
        if bool(self.tls_cert) != bool(self.tls_key):
            raise BadSetting("--tls-cert and --tls-key go together")
        _refuse_no_origin(self.public_url)
        _refuse_half_a_node(self)
        _refuse_no_turn(self.turn_urls, self.turn_secret)
        bound = self.media_host or self.host
        if not self.announced and _is_wildcard(bound):
            raise BadSetting(f"--media-address is needed, since browsers cannot send media to {bound}")
        for address in self.announced:
            _parsed(address, "--media-address")
        if self.log_level not in LEVELS:
            raise BadSetting(f"--log-level is one of {', '.join(LEVELS)}, not {self.log_level}")
        _ = self.private_networks
        mail_server_of(self)
        node_secret_of(self)
        return self

    def warnings(self) -> list[str]:
        """What will not work with these settings, or not be safe, a line each."""
        return [words for words in (self._insecure(), self._nameless(), self._believing()) if words]

    def _insecure(self) -> str:
        host = urlsplit(self.url).hostname or ""
        if self.secure or host == "localhost" or (_is_address(host) and ip_address(host).is_loopback):
            return ""
        return (
            f"{self.url} is not HTTPS: browsers will refuse camera and microphone; "
            "use --tls-cert and --tls-key, or --public-url https://… behind a proxy"
        )

    def _nameless(self) -> str:
        if self.public_url or not (self.trusted_proxies or self.smtp_url):
            return ""
        return (
            "without --public-url links on pages carry whatever name the page was asked for by, "
            f"and those in letters {self.url}"
        )

    def _believing(self) -> str:
        if "*" not in _listed(self.trusted_proxies):
            return ""
        return "--trusted-proxies * lets whoever reaches the port say from which address they come; name the proxies"


def turn_of(settings: Settings) -> Turn:
    """The TURN servers with their secret, which is read now; BadSetting where it cannot be."""
    secret = secret_in(settings.turn_secret, "--turn-secret")
    return Turn(urls=settings.turn_urls, secret=secret, ttl=settings.turn_ttl)


def mail_server_of(settings: Settings) -> MailServer | None:
    """Where mail is handed over, its secret read now; None where no mail is sent, BadSetting where it cannot be."""
    if bool(settings.smtp_url) != bool(settings.mail_from) or (settings.smtp_credentials and not settings.smtp_url):
        raise BadSetting("--smtp-url and --mail-from go together, and --smtp-credentials with them")
    if not settings.smtp_url:
        return None
    url = urlsplit(settings.smtp_url)
    if url.scheme not in SMTP_PORTS or not url.hostname or "@" in url.netloc or url.path.strip("/"):
        raise BadSetting(f"--smtp-url is smtp:// or smtps://, a host and maybe a port, not {settings.smtp_url}")
    user, colon, password = secret_in(settings.smtp_credentials, "--smtp-credentials").partition(":")
    if bool(settings.smtp_credentials) != bool(user and colon and password):
        raise BadSetting("the file of --smtp-credentials holds one line, user:password")
    return MailServer(
        host=url.hostname,
        port=url.port or SMTP_PORTS[url.scheme],
        encrypted=url.scheme == "smtps",
        sender=_sender(settings.mail_from),
        user=user,
        password=password,
    )


def node_secret_of(settings: Settings) -> str:
    """What nodes know one another by, read now, empty without nodes; BadSetting where it may be guessed."""
    secret = secret_in(settings.node_secret, "--node-secret")
    if settings.node_secret and len(secret) < NODE_SECRET:
        raise BadSetting(
            f"the file of --node-secret holds {len(secret)} characters, of which it takes {NODE_SECRET}: "
            "openssl rand -base64 32"
        )
    return secret


def _sender(text: str) -> Address:
    name, address = parseaddr(text)
    if address_of(address) is None or not text.isprintable():
        raise BadSetting(f"--mail-from is a mail address, maybe behind a name, not {text!r}")
    return Address(display_name=name, addr_spec=address)


def secret_in(file: str, option: str) -> str:
    """What a file holds that an option names, empty without one; BadSetting where it cannot be read."""
    try:
        return Path(file).read_text().strip() if file else ""
    except OSError as error:
        raise BadSetting(f"{option} {file} cannot be read: {error.strerror}") from error


def _refuse_no_origin(public_url: str) -> None:
    url = urlsplit(public_url)
    if public_url and url.scheme not in DEFAULT_PORTS:
        raise BadSetting(f"--public-url must begin with http:// or https://, not {public_url}")
    if "@" in url.netloc or url.path not in ("", "/") or url.query or url.fragment:
        raise BadSetting(f"--public-url is a scheme, a host and maybe a port, without more, not {public_url}")


def _refuse_half_a_node(settings: Settings) -> None:
    node = (settings.redis, settings.node_url, settings.node_secret)
    if any((*node, settings.redis_password)) and not all((*node, settings.database, settings.public_url)):
        raise BadSetting("--redis, --node-url and --node-secret go together, with --database and --public-url")
    if settings.redis and urlsplit(settings.redis).scheme not in ("redis", "rediss", "unix"):
        raise BadSetting(f"--redis is redis://, rediss:// or unix://, not {settings.redis}")
    if urlsplit(settings.redis).password:
        raise BadSetting("a password in --redis would be seen by everybody on the machine; use --redis-password")
    url = urlsplit(settings.node_url)
    if settings.node_url and (url.scheme not in DEFAULT_PORTS or url.path.strip("/") or url.query or not url.hostname):
        raise BadSetting(f"--node-url is http:// or https://, a host and maybe a port, not {settings.node_url}")


def _refuse_no_turn(urls: tuple[str, ...], secret: str) -> None:
    if bool(urls) != bool(secret):
        raise BadSetting("--turn-url and --turn-secret go together")
    for url in urls:
        if not TURN_URI.fullmatch(url):
            raise BadSetting(f"--turn-url takes addresses such as turn:turn.example.org:3478?transport=udp, not {url}")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _is_wildcard(address: str) -> bool:
    return _is_address(address) and ip_address(address).is_unspecified


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _parsed(address: str, name: str) -> None:
    if not _is_address(address):
        raise BadSetting(f"{name} takes literal IP addresses, not {address}")


class Option(Struct, frozen=True):
    """A setting as the command line shows it."""

    flag: str
    field: str
    type: type
    default: Any
    sentence: str


def _option(field: str, hint: Any, default: Any) -> Option:
    kind, meta = get_args(hint)
    return Option("--" + field.replace("_", "-"), field, kind, default, str(meta.description))


OPTIONS: Final = tuple(
    _option(field, hint, getattr(Settings(), field))
    for field, hint in get_type_hints(Settings, include_extras=True).items()
)
