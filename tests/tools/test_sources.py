from pathlib import Path

import pytest

from tools.sources import files, finish, settings


def test_files_come_in_a_stable_order_and_only_with_the_suffix(tmp_path: Path) -> None:
    (tmp_path / "server" / "deep").mkdir(parents=True)
    for name in ("b.py", "a.py", "c.txt", "deep/d.py"):
        (tmp_path / "server" / name).touch()

    found = [path.relative_to(tmp_path).as_posix() for path in files(tmp_path, ("server", "absent"), ".py")]

    assert found == ["server/a.py", "server/b.py", "server/deep/d.py"]


def test_a_check_without_a_table_has_no_settings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.roadshow.mirror]\nlist = [1]\n")

    assert settings(tmp_path, "mirror") == {"list": [1]}
    assert settings(tmp_path, "size") == {}


@pytest.mark.parametrize(("complaints", "code"), [([], 0), (["a.py: wrong"], 1)])
def test_complaints_are_printed_and_fail_the_process(
    complaints: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        finish(complaints)

    assert ended.value.code == code
    assert capsys.readouterr().out.splitlines() == complaints
