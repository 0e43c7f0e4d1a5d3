"""The contact sheet: all pictures on one page, by scene."""

from collections import defaultdict
from html import escape
from pathlib import Path
from typing import Final

HEAD: Final = """<!doctype html><meta charset="utf-8"><title>Roadshow: every page</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; background: #f6f7f9; }
h2 { font-size: 1rem; margin: 2rem 0 0.5rem; }
div { display: flex; gap: 0.75rem; overflow-x: auto; align-items: start; }
img { height: 320px; border: 1px solid #d8dbe0; background: #fff; }
</style>
"""


def write(folder: Path) -> int:
    """Write index.html over the pictures in the folder; how many there are."""
    scenes = defaultdict(list)
    for path in sorted(folder.glob("*.png")):
        scenes[path.stem.rsplit("-", 3)[0]].append(path.name)
    parts = [_part(scene, names) for scene, names in scenes.items()]
    (folder / "index.html").write_text(HEAD + "\n".join(parts), encoding="utf-8")
    return sum(map(len, scenes.values()))


def _part(scene: str, names: list[str]) -> str:
    images = "".join(f'<a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>' for name in names)
    return f"<h2>{escape(scene)}</h2><div>{images}</div>"
