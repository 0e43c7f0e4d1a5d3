import json
import re

import pytest

from tools.sources import ROOT
from tools.vendor import STATIC, Pin, digest, licence_file, read_manifest, sprite

MANIFEST = read_manifest()
PINS: list[Pin] = [*MANIFEST.modules, MANIFEST.icons]


@pytest.mark.parametrize("pin", PINS, ids=lambda pin: pin.file)
def test_a_vendored_file_is_the_one_that_was_pinned_and_its_licence_is_there(pin: Pin) -> None:
    assert digest((STATIC / pin.file).read_bytes()) == pin.sha256
    assert (STATIC / licence_file(pin)).is_file()


def test_nothing_is_vendored_that_the_manifest_does_not_name() -> None:
    there = {f"vendor/{path.name}" for path in (STATIC / "vendor").iterdir()}

    named = {pin.file for pin in MANIFEST.modules} | {licence_file(pin) for pin in PINS} | {"vendor/vendor.json"}

    assert there == named


def test_vendored_modules_import_nothing_outside_the_import_map() -> None:
    specifiers = {pin.specifier for pin in MANIFEST.modules}

    imported = {
        name
        for pin in MANIFEST.modules
        for name in re.findall(r'(?:from|import) ?"([^"]+)"', (STATIC / pin.file).read_text(encoding="utf-8"))
    }

    assert imported == {"preact", "preact/hooks", "@preact/signals-core"}
    assert imported <= specifiers


def test_the_type_checker_sees_the_versions_that_are_shipped() -> None:
    development = json.loads((ROOT / "package.json").read_text())["devDependencies"]

    assert {pin.package: pin.version for pin in MANIFEST.modules}.items() <= development.items()


def test_the_sprite_has_a_symbol_for_each_name() -> None:
    symbols = re.findall(r'<symbol id="([^"]+)"', (STATIC / MANIFEST.icons.file).read_text(encoding="utf-8"))

    assert symbols == MANIFEST.icons.names


def test_a_symbol_keeps_the_shapes_and_drops_the_frame() -> None:
    combined = sprite({"dot": '<!-- a licence -->\n<svg\n  width="24"\n>\n  <path d="M1 1" />\n</svg>\n'})

    assert combined.splitlines()[1].endswith('stroke-linejoin="round"><path d="M1 1" /></symbol>')


def test_a_drawing_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="dot is not an SVG"):
        sprite({"dot": "<html>"})
