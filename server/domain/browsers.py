"""Which browser on which system somebody came with, as far as it says so itself: for people to know their own again."""

from typing import Final

from msgspec import Struct

# What is first found decides: most name several others beside themselves, for old servers' sake.
BROWSERS: Final = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark", "Lark"),
    ("MQQBrowser", "QQ Browser"),
    ("QQ/", "QQ"),
    ("UCBrowser", "UC Browser"),
    ("Quark", "Quark"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("VivoBrowser", "vivo Browser"),
    ("HeyTapBrowser", "OPPO Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)

SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


class Device(Struct, frozen=True, kw_only=True):
    """Names of a browser and a system; empty where they are not known."""

    browser: str = ""
    system: str = ""


NO_DEVICE: Final = Device()


def device_of(user_agent: str) -> Device:
    """What a User-Agent header tells (RFC 9110 section 10.1.5); nothing of it is kept but these two names."""
    return Device(browser=_first(BROWSERS, user_agent), system=_first(SYSTEMS, user_agent))


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in names if mark in text), "")
