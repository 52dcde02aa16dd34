"""Settings of Telegram: whose bot it is, where it is reached, who is answered."""

from pathlib import Path

import pytest

from bot.chat_wiring import rules_of
from bot.settings import Operator, Secret, SettingsError, explain_settings, load_settings
from store.readers import Way
from tests.bot.written_settings import from_environment, from_toml

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"  # noqa: S105 - nobody's


def test_one_value_is_all_that_a_bot_needs(tmp_path: Path) -> None:
    settings = from_environment(tmp_path, telegram_token=TOKEN)
    assert settings.bot_number == 123456789
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert (settings.telegram_allowed, settings.telegram_webhook) == ((), False)
    assert from_environment(tmp_path).bot_number is None


def test_the_token_is_never_shown_and_kept_out_of_logs(tmp_path: Path) -> None:
    told = {"PAPERROUND_TELEGRAM_TOKEN": TOKEN}
    settings = load_settings(told, None, tmp_path)
    assert TOKEN in settings.secrets()
    shown = f"{settings} {[each.value for each in explain_settings(told, None, tmp_path)]}"
    assert TOKEN not in shown
    (tmp_path / "paperround.toml").write_text(f'telegram_token = "{TOKEN}"', encoding="utf-8")
    (tmp_path / "paperround.toml").chmod(0o644)
    with pytest.raises(SettingsError, match="everyone"):
        load_settings({}, None, tmp_path)


@pytest.mark.parametrize("wrong", ["hush", "123456789", f"bot{TOKEN}", "12:short"])
def test_what_is_no_token_is_refused_without_being_repeated(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="@BotFather") as refused:
        from_environment(tmp_path, telegram_token=wrong)
    assert wrong not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("http://telegram:8081", "http://telegram:8081"),
        ("http://10.1.2.3:8081/api", "http://10.1.2.3:8081/api"),
        ("https://bots.example.org/", "https://bots.example.org"),
    ],
)
def test_the_bot_api_may_be_a_server_of_ones_own(tmp_path: Path, said: str, meant: str) -> None:
    assert from_environment(tmp_path, telegram_api_url=said).telegram_api_url == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("http://bots.example.org", "https://"),
        ("http://8.8.8.8:8081", "https://"),
        ("ftp://127.0.0.1", "must be an address like"),
        ("https://me:word@example.org", "without name and password"),
        ("bots.example.org", "must be an address like"),
        ("http://[::1", "must be an address like"),
        ("https://example.org/?a=b", "must be an address like"),
    ],
)
def test_a_token_is_sent_nowhere_in_the_clear(tmp_path: Path, said: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        from_environment(tmp_path, telegram_api_url=said)


def test_who_is_answered_are_numbers_and_names_in_a_list_or_a_text(tmp_path: Path) -> None:
    meant = ("123456", "-1001234567890", "@ada_lovelace")
    assert from_environment(tmp_path, telegram_allowed="123456, -1001234567890 @Ada_Lovelace").telegram_allowed == meant
    assert from_toml(tmp_path, 'telegram_allowed = [123456, -1001234567890, "@ada_lovelace"]').telegram_allowed == meant
    assert from_toml(tmp_path, "telegram_allowed = 123456").telegram_allowed == ("123456",)


@pytest.mark.parametrize("wrong", ["ada", "@a", "12 x", "1.5"])
def test_who_is_neither_a_number_nor_a_name_is_named(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="numbers of persons or chats"):
        from_environment(tmp_path, telegram_allowed=wrong)


@pytest.mark.parametrize("name", ["telegram_profiles", "telegram_commands"])
def test_limits_are_whole_numbers_within_bounds(tmp_path: Path, name: str) -> None:
    assert getattr(from_environment(tmp_path, **{name: "5"}), name) == 5
    for wrong in ("0", "1.5", "5000", "many"):
        with pytest.raises(SettingsError, match=name):
            from_environment(tmp_path, **{name: wrong})


def test_telegram_comes_by_itself_only_to_pages_that_it_can_find(tmp_path: Path) -> None:
    told = {"telegram_webhook": "yes", "secret_key": "0123456789abcdef" * 2}
    with pytest.raises(SettingsError, match="public_url"):
        from_environment(tmp_path, telegram_webhook="yes")
    with pytest.raises(SettingsError, match="https://"):
        from_environment(tmp_path, **told, public_url="http://localhost:8000")
    with pytest.raises(SettingsError, match="secret_key"):
        from_environment(tmp_path, telegram_webhook="yes", public_url="https://p.example.org")
    own = {"public_url": "http://localhost:8000", "telegram_api_url": "http://localhost:8081"}
    assert from_environment(tmp_path, **told, **own).telegram_webhook
    assert from_environment(tmp_path, **told, public_url="https://p.example.org").telegram_webhook


def test_alerts_may_go_to_a_person_at_telegram(tmp_path: Path) -> None:
    settings = from_environment(tmp_path, operator="telegram:123456")
    assert settings.operator == Operator(Way.CHAT, Secret("123456"))
    assert str(settings.operator) == "telegram:123456"
    for wrong in ("telegram:", "telegram:ada", "telegram:-5", "telegram:007"):
        with pytest.raises(SettingsError, match="/privacy"):
            from_environment(tmp_path, operator=wrong)


def test_the_operators_commands_are_one_persons_by_number(tmp_path: Path) -> None:
    assert from_environment(tmp_path, telegram_operator="123456").telegram_operator == 123456
    assert from_toml(tmp_path, "telegram_operator = 123456").telegram_operator == 123456
    for wrong in ("0", "-5", "@ada", "9" * 20):
        with pytest.raises(SettingsError, match="/privacy"):
            from_environment(tmp_path, telegram_operator=wrong)


@pytest.mark.parametrize(
    ("told", "operator"),
    [
        ({}, None),
        ({"operator": "ada@example.org"}, None),
        ({"operator": "telegram:7"}, 7),
        ({"operator": "ada@example.org", "telegram_operator": "8"}, 8),
        ({"operator": "telegram:7", "telegram_operator": "8"}, 8),
    ],
)
def test_who_is_told_of_trouble_in_telegram_has_them_unless_somebody_else_is_named(
    tmp_path: Path, told: dict[str, str], operator: int | None
) -> None:
    assert rules_of(from_environment(tmp_path, **told)).operator == operator
