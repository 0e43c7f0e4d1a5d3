import shutil
from pathlib import Path

import pytest

from demo.art.draw import HERE, draw


@pytest.mark.browser
def test_the_sheet_holds_exactly_the_sprites_that_are_kept(tmp_path: Path) -> None:
    draw(tmp_path, shutil.which("chromium"))

    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in HERE.glob("*.png")}
