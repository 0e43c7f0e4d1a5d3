import pytest

from server.cli import main


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    said = capsys.readouterr().out
    assert all(command in said for command in ("serve", "demo", "migrate", "media"))


@pytest.mark.parametrize("arguments", [["serve", "--port", "many"], ["serve", "--tls-key", "k.pem"]])
def test_a_bad_setting_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2

    said = capsys.readouterr().err
    assert said.startswith("roadshow: ")
    assert said.count("\n") == 1
