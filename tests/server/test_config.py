import pytest

from server.config import OPTIONS, BadSetting, Settings


def test_every_setting_has_a_flag_a_default_and_a_sentence() -> None:
    assert {option.field for option in OPTIONS} == set(Settings.__struct_fields__)
    assert all(option.sentence for option in OPTIONS)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(tls_cert="a.pem"), "go together"),
        (Settings(public_url="roadshow.example"), "http"),
        (Settings(host="0.0.0.0"), "--media-address"),
        (Settings(media_address="example.org"), "literal"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_one_line(settings: Settings, said: str) -> None:
    with pytest.raises(BadSetting, match=said) as refused:
        settings.checked()

    assert "\n" not in str(refused.value)


def test_a_public_address_without_https_is_warned_of_and_loopback_is_not() -> None:
    assert Settings().warnings() == []
    assert Settings(public_url="https://roadshow.example").warnings() == []
    assert "camera" in Settings(public_url="http://roadshow.example").warnings()[0]
