"""The menu of commands, as Telegram is told it: for each language and each kind of chat (setMyCommands)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.types import Command
from bot.render.language import Language, language, languages


class Scope(StrEnum):
    """Who is shown a menu (https://core.telegram.org/bots/api#botcommandscope)."""

    PRIVATE = "all_private_chats"
    GROUPS = "all_group_chats"
    ADMINISTRATORS = "all_chat_administrators"
    CHAT = "chat"
    """One chat: the operator's."""


@dataclass(frozen=True, slots=True)
class Menu:
    """What is shown.

    :ivar language: a two-letter tag; empty for all who have no menu in their own.
    :ivar commands: name and what it does, in order. :ivar chat: whose, of the scope ``CHAT``.
    """

    scope: Scope
    language: str
    commands: tuple[tuple[str, str], ...]
    chat: int | None = None


def menus(commands: Mapping[str, Command], operator: int | None) -> Iterator[Menu]:
    """All menus there are. The English ones are for all other languages too.

    :param operator: the person who runs this; ``None`` for nobody.
    """
    for tag in languages():
        words = language(tag)
        code = "" if tag == "en" else tag
        usual = [each for each in commands.values() if each.listed and not each.operator]
        yield Menu(Scope.PRIVATE, code, _told(words, usual))
        together = [each for each in usual if each.in_groups]
        yield Menu(Scope.GROUPS, code, _told(words, [each for each in together if not each.changes]))
        yield Menu(Scope.ADMINISTRATORS, code, _told(words, together))
        if operator is not None:
            theirs = [each for each in commands.values() if each.listed]
            yield Menu(Scope.CHAT, code, _told(words, theirs), operator)


def _told(words: Language, commands: list[Command]) -> tuple[tuple[str, str], ...]:
    return tuple((each.name, words.gettext(each.about)) for each in commands)
