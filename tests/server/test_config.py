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
        (Settings(public_url="https://example.org/roadshow"), "without more"),
        (Settings(public_url="https://me@example.org"), "without more"),
        (Settings(host="0.0.0.0"), "--media-address"),
        (Settings(media_address="example.org"), "literal"),
        (Settings(turn_url="turn:turn.example.org"), "go together"),
        (Settings(turn_secret="secret"), "go together"),
        (Settings(turn_url="turn:a.example, stun:b.example", turn_secret="secret"), "stun:b.example"),
        (Settings(turn_url="turn://a.example", turn_secret="secret"), "turn:turn.example.org"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_one_line(settings: Settings, said: str) -> None:
    with pytest.raises(BadSetting, match=said) as refused:
        settings.checked()

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("", ""),
        ("https://Roadshow.Example.org/", "https://roadshow.example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("HTTP://[2001:DB8::1]:80", "http://[2001:db8::1]"),
        ("https://example.org:8443", "https://example.org:8443"),
    ],
)
def test_the_public_address_is_compared_as_browsers_write_it(typed: str, origin: str) -> None:
    """A capital letter in --public-url once had every form and socket refused as another site's."""
    assert Settings(public_url=typed).checked().origin == origin


def test_turn_servers_are_listed_as_browsers_take_them() -> None:
    given = "turn:turn.example.org, turns:[2001:db8::1]:443?transport=tcp"

    assert Settings(turn_url=given, turn_secret="file").checked().turn_urls == (
        "turn:turn.example.org",
        "turns:[2001:db8::1]:443?transport=tcp",
    )


def test_a_public_address_without_https_is_warned_of_and_loopback_is_not() -> None:
    assert Settings().warnings() == []
    assert Settings(public_url="https://roadshow.example").warnings() == []
    assert "camera" in Settings(public_url="http://roadshow.example").warnings()[0]


def test_networks_that_webhooks_may_go_to_are_parsed_and_checked_before_anything_starts() -> None:
    settings = Settings(webhook_allow_private="10.1.0.0/16, ::1").checked()

    assert [str(network) for network in settings.private_networks] == ["10.1.0.0/16", "::1/128"]
    with pytest.raises(BadSetting, match="--webhook-allow-private takes networks such as"):
        Settings(webhook_allow_private="10.1.0.1/16").checked()
