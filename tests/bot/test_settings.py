"""Settings: file, then environment, then options; nonsense is refused by name."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings


def write(folder: Path, text: str, name: str = "paperround.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_configuration_in_the_working_folder_is_found_and_its_paths_are_meant_from_there(tmp_path: Path) -> None:
    write(tmp_path, 'database_url = "sqlite:///papers.db"\nprofiles = "mine.toml"\n')
    settings = load_settings({}, None, tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/papers.db"
    assert settings.profiles == tmp_path / "mine.toml"


def test_without_a_word_the_database_stands_beside_the_configuration(tmp_path: Path) -> None:
    config = write(tmp_path, "", "other.toml")
    assert load_settings({}, config, Path("/")).database_url == f"sqlite:///{tmp_path}/paperround.db"


def test_without_a_configuration_the_database_is_in_the_users_data_folder(tmp_path: Path) -> None:
    assert load_settings({}, None, tmp_path).database_url.endswith("/paperround/paperround.db")


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'database_url = "sqlite:////a.db"')
    told = {"PAPERROUND_DATABASE_URL": "postgresql://db/papers"}
    assert load_settings(told, None, tmp_path).database_url == "postgresql://db/papers"


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = write(tmp_path, "postgresql://me:word@db/papers\n", "secret")
    secret.chmod(0o600)
    told = {"PAPERROUND_DATABASE_URL_FILE": str(secret)}
    assert load_settings(told, None, tmp_path).database_url == "postgresql://me:word@db/papers"


def test_the_configuration_may_be_named_in_the_environment(tmp_path: Path) -> None:
    config = write(tmp_path, 'profiles = "p.toml"', "named.toml")
    assert load_settings({"PAPERROUND_CONFIG": str(config)}, None, tmp_path).config == config.resolve()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('databse_url = "x"', "Did you mean 'database_url'"),
        ("database_url = 5", "must be a text in quotes"),
        ('profiles = " "', "must be a text in quotes"),
        ("= nonsense", "not a TOML file"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    config = write(tmp_path, text)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings({}, None, tmp_path)
    assert str(config) in str(caught.value)


def test_a_slip_in_a_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Did you mean 'PAPERROUND_DATABASE_URL'"):
        load_settings({"PAPERROUND_DATABSE_URL": "x"}, None, tmp_path)


def test_a_variable_of_a_later_version_does_no_harm(tmp_path: Path) -> None:
    load_settings({"PAPERROUND_ZOTERO_LIBRARY": "x"}, None, tmp_path)


def test_a_value_and_a_file_for_it_at_once_are_refused(tmp_path: Path) -> None:
    told = {"PAPERROUND_DATABASE_URL": "a", "PAPERROUND_DATABASE_URL_FILE": "b"}
    with pytest.raises(SettingsError, match="both set"):
        load_settings(told, None, tmp_path)


@pytest.mark.parametrize("content", [None, ""])
def test_a_secret_file_that_is_missing_or_empty_is_named_and_its_content_never_shown(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SettingsError, match="PAPERROUND_DATABASE_URL_FILE"):
        load_settings({"PAPERROUND_DATABASE_URL_FILE": str(path)}, None, tmp_path)


def test_a_configuration_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such configuration file"):
        load_settings({}, Path("nowhere.toml"), tmp_path)
