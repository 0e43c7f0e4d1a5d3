"""Fetch the browser modules and icons that `web/static/vendor/vendor.json` pins, and record what arrived.

To add or upgrade one, edit its pin there (a new file's `sha256` may be empty) and run `make vendor`: the diff
then shows the new file, its licence and its hash. The files are the packages' own, byte for byte; only the
sprite is assembled here.
"""

import hashlib
import re
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from tools.sources import ROOT

STATIC = ROOT / "web" / "static"
MANIFEST = STATIC / "vendor" / "vendor.json"


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """One file taken from one npm package."""

    package: str
    version: str
    licence: str
    file: str
    sha256: str


class Module(Pin, frozen=True, kw_only=True):
    """An ES module: `specifier` is its name in the import map, `source` its path inside the package."""

    specifier: str
    source: str


class Icons(Pin, frozen=True, kw_only=True):
    """A sprite with one `<symbol>` for each name: `<svg><use href="icons.svg#mic"/></svg>`."""

    names: list[str]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that the pages load and we did not write; paths are relative to `web/static`."""

    modules: list[Module]
    icons: Icons


def read_manifest() -> Manifest:
    """Return what vendor.json says."""
    return msgspec.json.decode(MANIFEST.read_bytes(), type=Manifest)


def digest(content: bytes) -> str:
    """Return the hash as vendor.json writes it."""
    return hashlib.sha256(content).hexdigest()


def licence_file(pin: Pin) -> str:
    """Return where the licence text of a pin's package is kept, one for all files of a package."""
    return f"vendor/LICENSE.{pin.package.removeprefix('@').replace('/', '-')}"


def sprite(drawings: dict[str, str]) -> str:
    """Combine SVG documents into one, each a symbol that takes the colour of the text around it."""
    symbols = [_symbol(name, drawing) for name, drawing in drawings.items()]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def _symbol(name: str, drawing: str) -> str:
    if not (shapes := re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)):
        raise ValueError(f"{name} is not an SVG drawing")
    look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    inside = re.sub(r"\s*\n\s*", "", shapes[1])
    return f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{inside}</symbol>'


class Fetched:
    """Packages unpacked below one folder, each fetched once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def package(self, pin: Pin) -> Path:
        """Return the folder of a pin's package, its LICENSE copied to its place."""
        into = self._folder / pin.package / pin.version
        if not into.exists():
            into.mkdir(parents=True)
            command = [
                "npm",
                "pack",
                "--silent",
                f"{pin.package}@{pin.version}",
                "--pack-destination",
                str(into),
            ]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            (archive,) = into.glob("*.tgz")
            with tarfile.open(archive) as tar:
                tar.extractall(into, filter="data")
            _write(licence_file(pin), (into / "package" / "LICENSE").read_bytes())
        return into / "package"

    def module(self, pin: Module) -> Module:
        """Write a module's file and return its pin with the hash of what arrived."""
        content = (self.package(pin) / pin.source).read_bytes()
        _write(pin.file, content)
        return msgspec.structs.replace(pin, sha256=digest(content))

    def icons(self, pin: Icons) -> Icons:
        """Write the sprite and return its pin with the hash of what was made."""
        drawings = self.package(pin) / "icons"
        content = sprite({name: (drawings / f"{name}.svg").read_text(encoding="utf-8") for name in pin.names})
        _write(pin.file, content.encode())
        return msgspec.structs.replace(pin, sha256=digest(content.encode()))


def _write(file: str, content: bytes) -> None:
    path = STATIC / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"{path.relative_to(ROOT)}: {len(content)} bytes")


def main() -> None:
    """Fetch everything anew, so that what is committed can always be made again."""
    pinned = read_manifest()
    with TemporaryDirectory() as folder:
        fetched = Fetched(Path(folder))
        arrived = Manifest(
            modules=[fetched.module(pin) for pin in pinned.modules],
            icons=fetched.icons(pinned.icons),
        )
    MANIFEST.write_bytes(msgspec.json.format(msgspec.json.encode(arrived), indent=2) + b"\n")


if __name__ == "__main__":
    main()
