"""Secrets come from the environment, from files of their own or from a folder of them, never from what all can read."""

import os
from pathlib import Path

import pytest

from bot.redaction import Redaction
from bot.settings import SettingsError, default_journal, explain_settings, load_settings

KEY = "0123456789abcdef" * 2
OTHER_KEY = "fedcba9876543210" * 2

needs_modes = pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_each_setting_may_stand_in_a_file_that_a_variable_names(tmp_path: Path) -> None:
    told = {
        "PAPERROUND_SECRET_KEY_FILE": str(write(tmp_path / "key", f"{KEY}\n")),
        "PAPERROUND_MAIL_PER_HOUR_FILE": str(write(tmp_path / "quota", "500\n")),
        "PAPERROUND_REPEAT_UNCERTAIN_FILE": str(write(tmp_path / "repeat", "off")),
    }
    settings = load_settings(told, None, tmp_path)
    assert (settings.signing_keys(), settings.mail_per_hour, settings.repeat_uncertain) == ((KEY,), 500, False)


def test_a_file_is_meant_from_the_working_folder(tmp_path: Path) -> None:
    write(tmp_path / "key", KEY)
    assert load_settings({"PAPERROUND_SECRET_KEY_FILE": "key"}, None, tmp_path).signing_keys() == (KEY,)


def test_a_folder_has_a_file_for_each_secret(tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    write(folder / "secret_key", f"{KEY}\n", 0o400)
    write(folder / "smtp_url", "smtp://me:word@mail.example.org", 0o440)
    write(folder / "tls.pem", "of another program", 0o644)
    (folder / "..data").mkdir()
    settings = load_settings({"PAPERROUND_SECRETS_DIR": str(folder)}, None, tmp_path)
    assert settings.signing_keys() == (KEY,)
    assert settings.smtp_url is not None
    assert settings.smtp_url.reveal() == "smtp://me:word@mail.example.org"


def test_the_environment_goes_before_the_folder_and_the_folder_before_the_file(tmp_path: Path) -> None:
    write(tmp_path / "paperround.toml", f'secret_key = "{"f" * 32}"\nmail_per_hour = 1\nmail_per_second = 1')
    (tmp_path / "secrets").mkdir()
    write(tmp_path / "secrets" / "secret_key", OTHER_KEY)
    write(tmp_path / "secrets" / "mail_per_hour", "2")
    told = {"PAPERROUND_SECRETS_DIR": "secrets", "PAPERROUND_SECRET_KEY": KEY}
    settings = load_settings(told, None, tmp_path)
    assert (settings.signing_keys(), settings.mail_per_hour, settings.mail_per_second) == ((KEY,), 2, 1.0)


def test_a_slip_in_the_name_of_a_secret_is_named(tmp_path: Path) -> None:
    write(tmp_path / "secret-key", KEY)
    with pytest.raises(SettingsError, match=r"secret-key is called like no setting\. Did you mean 'secret_key'"):
        load_settings({"PAPERROUND_SECRETS_DIR": str(tmp_path)}, None, tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"PAPERROUND_SECRETS_DIR: .*nowhere cannot be read as a folder"):
        load_settings({"PAPERROUND_SECRETS_DIR": "nowhere"}, None, tmp_path)


@needs_modes
@pytest.mark.parametrize(
    "line",
    [
        f'secret_key = "{KEY}"',
        'smtp_url = "smtp://me:tell-no-one@mail.example.org"',
        'smtp_url = "smtp://me:tell/no/one@mail.example.org"',
        'database_url = "postgresql://me:tell-no-one@db/papers"',
        'database_url = "postgresql://db/papers?user=me&password=tell-no-one"',
        'database_url = "postgresql://db/papers?sslpassword=tell-no-one"',
        'database_url = "postgresql://db/papers?pass%77ord=tell-no-one"',
    ],
)
def test_a_configuration_with_a_secret_that_everyone_may_read_is_refused_with_the_cure(tmp_path, line):
    config = write(tmp_path / "paperround.toml", line, 0o644)
    with pytest.raises(SettingsError, match="everyone on this machine may read it") as caught:
        load_settings({}, None, tmp_path)
    assert f"chmod 600 {config}" in str(caught.value)
    assert "tell" not in str(caught.value)
    assert KEY not in str(caught.value)
    config.chmod(0o640)  # a group is someone's decision
    load_settings({}, None, tmp_path)


@needs_modes
def test_a_secrets_own_file_that_everyone_may_read_is_refused(tmp_path: Path) -> None:
    secret = write(tmp_path / "key", KEY, 0o604)
    with pytest.raises(SettingsError, match=f"chmod 600 {secret}"):
        load_settings({"PAPERROUND_SECRET_KEY_FILE": str(secret)}, None, tmp_path)


@needs_modes
def test_a_file_of_the_secrets_folder_that_everyone_may_read_is_refused(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret_key", KEY, 0o444)
    with pytest.raises(SettingsError, match=f"chmod 600 {secret}"):
        load_settings({"PAPERROUND_SECRETS_DIR": str(tmp_path)}, None, tmp_path)


@pytest.mark.parametrize("line", ['mail_from = "papers@example.org"', 'smtp_url = "smtp://localhost:25"'])
def test_a_configuration_without_a_secret_may_be_read_by_everyone(tmp_path: Path, line: str) -> None:
    write(tmp_path / "paperround.toml", line, 0o644)
    load_settings({}, None, tmp_path)


def test_a_file_that_is_no_text_is_named_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"\xff\xfe" + KEY.encode())
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="cannot be read as text") as caught:
        load_settings({"PAPERROUND_SECRET_KEY_FILE": str(path)}, None, tmp_path)
    assert KEY not in str(caught.value)


def test_a_huge_file_is_no_secret(tmp_path: Path) -> None:
    path = write(tmp_path / "key", "x" * 1_000_001)
    with pytest.raises(SettingsError, match="larger than 1 MB"):
        load_settings({"PAPERROUND_SECRET_KEY_FILE": str(path)}, None, tmp_path)


DATABASES = (
    "postgresql://db/papers?user=me&password=tell-no-one",
    "postgresql://db/papers?sslmode=require&sslpassword=tell-no-one&user=me",
    "postgresql://db/papers?pass%77ord=tell-no-one",
    "postgresql://me:tell-no-one@db/papers",
    "postgresql://me:tell-no-one/with@slash@db/papers?password=tell-no-one",
)


@pytest.mark.parametrize("url", DATABASES)
def test_the_password_of_a_database_is_a_secret_wherever_it_stands_in_the_address(tmp_path: Path, url: str) -> None:
    told = {"PAPERROUND_DATABASE_URL": url}
    settings = load_settings(told, None, tmp_path)
    assert settings.secrets() == (url,)
    assert "tell" not in Redaction(settings.secrets()).redact(f"no such host: {url}; it said tell-no-one")
    (shown,) = [each.value for each in explain_settings(told, None, tmp_path) if each.name == "database_url"]
    assert "tell" not in str(shown)
    assert str(shown).startswith("postgresql://")
    assert default_journal(url) == default_journal(url.replace("tell-no-one", "another-word"))


@pytest.mark.parametrize(
    "url", ["postgresql://ada@db/papers?sslmode=require&passfile=/run/pgpass", "sqlite:////a@b.db"]
)
def test_an_address_without_a_password_is_shown_as_it_is(tmp_path: Path, url: str) -> None:
    told = {"PAPERROUND_DATABASE_URL": url}
    assert load_settings(told, None, tmp_path).secrets() == ()
    (shown,) = [each.value for each in explain_settings(told, None, tmp_path) if each.name == "database_url"]
    assert shown == url
