"""Settings of what goes out beside mail: who asks, whom it may ask, who is told of trouble, what is logged."""

from pathlib import Path

import pytest

from bot.redaction import Redaction
from bot.settings import Operator, Secret, SettingsError, explain_settings, load_settings
from store.readers import Way
from tests.bot.written_settings import from_environment, from_toml

HUSH = "hf_0123456789abcdefghijklm"


@pytest.mark.parametrize(
    ("told", "contact"),
    [
        ({}, ""),
        ({"public_url": "https://papers.example.org"}, "https://papers.example.org"),
        ({"public_url": "https://p.example.org", "mail_from": "Papers <p@example.org>"}, "p@example.org"),
        ({"mail_from": "p@example.org", "contact": "Ada@Example.org"}, "Ada@example.org"),
        ({"contact": "https://example.org/~ada"}, "https://example.org/~ada"),
    ],
)
def test_hosts_are_told_who_asks_by_whatever_address_is_known(
    tmp_path: Path, told: dict[str, str], contact: str
) -> None:
    assert from_environment(tmp_path, **told).contact == contact


def test_private_hosts_that_may_be_asked_are_a_list_or_a_text_with_commas(tmp_path: Path) -> None:
    meant = ("mirror.lan", "localhost:8080", "127.0.0.1", "10.0.0.0/8", "[::1]:80", "fd00::1")
    said = "Mirror.LAN, localhost:8080,127.0.0.1 10.0.0.0/8, [::1]:80, FD00::1, mirror.lan,"
    assert from_environment(tmp_path, fetch_allow=said).fetch_allow == meant
    assert from_toml(tmp_path, f"fetch_allow = {list(meant)}").fetch_allow == meant
    assert from_toml(tmp_path, f'fetch_allow = "{said}"').fetch_allow == meant


def test_alerts_go_to_a_mail_address_or_to_a_service_whose_address_is_secret(tmp_path: Path) -> None:
    by_mail = from_environment(tmp_path, operator="ada@example.org")
    assert by_mail.operator == Operator(Way.MAIL, Secret("ada@example.org"))
    assert by_mail.secrets() == ()
    assert str(by_mail.operator) == "ada@example.org"
    by_service = from_environment(tmp_path, operator="ntfy://hush-hush@ntfy.example.org/topic")
    assert by_service.operator == Operator(Way.APPRISE, Secret("ntfy://hush-hush@ntfy.example.org/topic"))
    assert "hush" not in f"{by_service} {by_service.operator} {by_service.operator!r}"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("contact", "Ada Lovelace", "one mail address"),
        ("contact", "ftp://example.org", "a mail address or an address like"),
        ("contact", "https://example.org/(me)", "a mail address or an address like"),
        ("contact", "https://me:word@example.org/", "a mail address or an address like"),
        ("contact", "ada@example.org\r\nX: y", "one line"),
        ("fetch_allow", "http://localhost", "neither a host .* nor a network"),
        ("fetch_allow", "10.0.0.1/8", "neither a host .* nor a network"),
        ("fetch_allow", "localhost:99999", "neither a host .* nor a network"),
        ("fetch_allow", "localhost:0", "neither a host .* nor a network"),
        ("fetch_allow", "me@localhost", "neither a host .* nor a network"),
        ("operator", "ada", "one mail address"),
        ("operator", "file:///tmp/alerts", "reaches someone"),
        ("ping_url", "http://ping.example.org/1", "an address like https://"),
        ("ping_url", "ping.example.org/1", "an address like https://"),
        ("huggingface_token", "two words", "one word"),
        ("metrics_token", "0123456789abcde", "at least 16 characters"),
        ("log_format", "xml", "console or json"),
        ("log_level", "verbose", "debug or info or warning or error"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_what_would_do(tmp_path, name, value, said):
    with pytest.raises(SettingsError, match=said) as caught:
        from_environment(tmp_path, **{name: value})
    message = str(caught.value)
    assert message.startswith(f"PAPERROUND_{name.upper()}: '{name}'")
    if name in ("ping_url", "huggingface_token", "metrics_token"):
        assert value not in message


@pytest.mark.parametrize("text", ["fetch_allow = [1]", "fetch_allow = 1", "log_level = 3", 'fetch_allow = [""]'])
def test_in_the_file_wrong_types_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=f"{tmp_path}/paperround.toml: '"):
        from_toml(tmp_path, text)


SECRETS = {
    "operator": "ntfy://hush-hush@ntfy.example.org/topic",
    "ping_url": "https://ping.example.org/hush-hush",
    "huggingface_token": HUSH,
    "metrics_token": "hush-hush-hush-hush",
}


@pytest.mark.parametrize(("name", "value"), SECRETS.items())
def test_what_is_secret_is_never_shown_nor_taken_from_a_file_that_everyone_may_read(tmp_path, name, value):
    settings = from_environment(tmp_path, **{name: value})
    assert value in settings.secrets()
    assert value not in repr(settings)
    assert value not in Redaction(settings.secrets()).redact(f"asked {value} for it")
    (shown,) = [
        each for each in explain_settings({f"PAPERROUND_{name.upper()}": value}, None, tmp_path) if each.name == name
    ]
    assert "***" in str(shown.value)
    assert "hush" not in str(shown.value)
    assert HUSH not in str(shown.value)
    config = tmp_path / "paperround.toml"
    config.write_text(f'{name} = "{value}"')
    config.chmod(0o644)
    with pytest.raises(SettingsError, match=f"chmod 600 {config}"):
        load_settings({}, None, tmp_path)


def test_a_dead_mans_switch_on_this_machine_needs_no_encryption(tmp_path: Path) -> None:
    settings = from_environment(tmp_path, ping_url="http://127.0.0.1:8000/ping")
    assert settings.ping_url is not None
    assert settings.ping_url.reveal() == "http://127.0.0.1:8000/ping"


def test_the_log_is_told_to_people_unless_programs_are_meant(tmp_path: Path) -> None:
    usual = from_environment(tmp_path)
    assert (usual.log_format, usual.log_level) == ("console", "info")
    chosen = from_environment(tmp_path, log_format="JSON", log_level="debug")
    assert (chosen.log_format, chosen.log_level) == ("json", "debug")


@pytest.mark.parametrize("variable", ["PAPERROUND_ZOTERO_LIBRARY", "PAPERROUND_ZOTERO_LIBRARY_FILE"])
def test_a_variable_of_a_later_version_is_not_taken_for_a_slip(tmp_path: Path, variable: str) -> None:
    load_settings({variable: "x"}, None, tmp_path)
