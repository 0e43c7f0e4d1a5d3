from base64 import b64encode
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.config import OPTIONS, BadSetting, Settings, mail_server_of, node_secret_of

NODE = Settings(
    database="postgresql://roadshow@db/roadshow",
    public_url="https://roadshow.example.org",
    redis="redis://10.0.0.9:6379/0",
    node_url="http://10.0.0.2:8000",
    # Any file that is long enough.
    node_secret=__file__,
)


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
        (Settings(redis="redis://a"), "go together"),
        (Settings(redis="redis://a", node_url="http://b", node_secret="file"), "--database"),
        (replace(NODE, public_url=""), "--public-url"),
        (replace(NODE, redis="http://a"), "rediss://"),
        (replace(NODE, redis="redis://me:word@a"), "--redis-password"),
        (Settings(redis_password="file"), "go together"),
        (replace(NODE, node_url="10.0.0.2:8000"), "--node-url"),
        (replace(NODE, node_url="http://10.0.0.2/path"), "--node-url"),
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


def test_a_node_is_complete_with_all_that_the_others_need() -> None:
    assert NODE.checked() is NODE


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


def test_a_house_without_a_name_of_its_own_is_warned_of_where_others_may_give_it_one() -> None:
    assert "--public-url" in Settings(trusted_proxies="127.0.0.1").warnings()[0]
    assert "http://127.0.0.1:8000" in Settings(smtp_url="smtp://mail", mail_from="a@b.cn").warnings()[0]
    assert Settings(trusted_proxies="127.0.0.1", public_url="https://roadshow.example").warnings() == []


def test_a_house_that_believes_everybody_where_they_come_from_is_warned_of() -> None:
    assert "say from which address" in Settings(trusted_proxies="*", public_url="https://a.example").warnings()[0]


def test_networks_that_webhooks_may_go_to_are_parsed_and_checked_before_anything_starts() -> None:
    settings = Settings(webhook_allow_private="10.1.0.0/16, ::1").checked()

    assert [str(network) for network in settings.private_networks] == ["10.1.0.0/16", "::1/128"]
    with pytest.raises(BadSetting, match="--webhook-allow-private takes networks such as"):
        Settings(webhook_allow_private="10.1.0.1/16").checked()


def test_without_a_mail_server_there_is_none() -> None:
    assert mail_server_of(Settings()) is None


def test_a_mail_server_is_an_address_a_sender_and_maybe_a_secret_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("roadshow:open:sesame\n")
    settings = Settings(smtp_url="smtp://mail.example.org", mail_from="路演 <r@show.example.org>")

    plain = mail_server_of(settings)
    encrypted = mail_server_of(
        replace(settings, smtp_url="smtps://mail.example.org", smtp_credentials=str(tmp_path / "secret"))
    )

    assert plain is not None
    assert encrypted is not None
    assert (plain.host, plain.port, plain.encrypted, plain.user) == ("mail.example.org", 587, False, "")
    assert (encrypted.port, encrypted.encrypted) == (465, True)
    assert (encrypted.user, encrypted.password) == ("roadshow", "open:sesame")
    assert (plain.sender.display_name, plain.sender.addr_spec) == ("路演", "r@show.example.org")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"mail_from": ""}, "go together"),
        ({"smtp_url": ""}, "go together"),
        ({"smtp_url": "http://mail.example.org"}, "--smtp-url is smtp:// or smtps://"),
        ({"smtp_url": "smtp://user:secret@mail.example.org"}, "--smtp-url is smtp:// or smtps://"),
        ({"smtp_url": "smtp://"}, "--smtp-url is smtp:// or smtps://"),
        ({"mail_from": "Roadshow"}, "--mail-from is a mail address"),
        ({"mail_from": "a@b.cn\r\nBcc: c@d.cn"}, "--mail-from is a mail address"),
        ({"smtp_credentials": "/nowhere"}, "--smtp-credentials /nowhere cannot be read"),
    ],
)
def test_mail_that_cannot_be_sent_is_said_before_anything_starts(changed: dict[str, str], said: str) -> None:
    settings = Settings(smtp_url="smtp://mail.example.org", mail_from="r@show.example.org")

    with pytest.raises(BadSetting, match=said):
        replace(settings, **changed).checked()


def test_credentials_are_one_line_with_a_colon(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("roadshow")
    settings = Settings(smtp_url="smtp://m.example.org", mail_from="r@show.example.org")

    with pytest.raises(BadSetting, match="user:password"):
        replace(settings, smtp_credentials=str(tmp_path / "secret")).checked()


@pytest.mark.parametrize("written", ["", "\n", "roadshow", "0123456789012345678901234567890\n"])
def test_nodes_do_not_start_with_a_secret_that_may_be_guessed(tmp_path: Path, written: str) -> None:
    (tmp_path / "secret").write_text(written)

    with pytest.raises(BadSetting, match="--node-secret"):
        replace(NODE, node_secret=str(tmp_path / "secret")).checked()


def test_nodes_take_a_secret_as_openssl_makes_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(b64encode(bytes(32)).decode() + "\n")

    assert len(node_secret_of(replace(NODE, node_secret=str(tmp_path / "secret")).checked())) == 44


def test_a_level_that_nothing_is_logged_at_is_said() -> None:
    with pytest.raises(BadSetting, match="debug, info, warning"):
        Settings(log_level="loud").checked()
