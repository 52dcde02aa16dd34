"""The commands as Telegram's menu shows them, and the registry they come from."""

import re

from bot.chat.menu import Scope, menus
from bot.chat.registry import ANSWERS, CHANGING, COMMANDS, TAPS
from bot.render.language import languages

EVERYONES = frozenset(
    (
        "start",
        "help",
        "profiles",
        "add",
        "edit",
        "remove",
        "threshold",
        "digest",
        "latest",
        "trending",
        "search",
        "why",
        "saved",
        "follow",
        "mute",
        "feedback",
        "settings",
        "schedule",
        "quiet",
        "snooze",
        "pause",
        "resume",
        "email",
        "sources",
        "export",
        "import",
        "share",
        "forget_me",
        "privacy",
        "lang",
        "version",
    )
)
OPERATORS = ("stats", "readers", "broadcast", "ban", "limit", "health")


def test_every_command_is_there():
    assert {each.name for each in COMMANDS.values() if not each.operator} >= EVERYONES
    assert set(OPERATORS) <= {each.name for each in COMMANDS.values() if each.operator}


def test_what_changes_something_is_something_there_is():
    assert set(TAPS) | set(ANSWERS) >= CHANGING


def test_names_and_descriptions_are_such_as_telegram_takes():
    for menu in menus(COMMANDS, 11):
        assert 0 < len(menu.commands) <= 100
        for name, about in menu.commands:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 3 <= len(about) <= 256


def test_each_language_has_its_menu_and_english_is_for_all_others():
    told = {(menu.scope, menu.language) for menu in menus(COMMANDS, 11)}
    tags = [""] + [tag for tag in languages() if tag != "en"]
    assert told == {(scope, tag) for scope in Scope for tag in tags}


def test_members_are_not_shown_what_they_may_not_do_nor_anyone_what_is_the_operators():
    shown = {menu.scope: {name for name, _ in menu.commands} for menu in menus(COMMANDS, 11)}
    assert "add" not in shown[Scope.GROUPS]
    assert "add" in shown[Scope.ADMINISTRATORS]
    assert "channel" in shown[Scope.PRIVATE] - shown[Scope.ADMINISTRATORS]
    assert "ban" in shown[Scope.CHAT] - shown[Scope.PRIVATE]


def test_without_an_operator_there_is_no_menu_of_theirs():
    assert Scope.CHAT not in {menu.scope for menu in menus(COMMANDS, None)}
