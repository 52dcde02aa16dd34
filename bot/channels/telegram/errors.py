"""What Telegram's answers mean for a message and its chat. The words are those of the Bot API, which documents none."""

from collections.abc import Callable
from http import HTTPStatus

import httpx
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.requests import Answered, Garbled
from bot.channels.telegram.types import NoSuchMessage, NotModified
from bot.channels.types import DeliveryError, Gone, Later, Moved, NotNow, Uncertain, Unusable

MAX_TRIES = 3
"""So often it is tried what Telegram refuses in words that are not known."""

SOON = 5.0
"""Seconds to wait where Telegram wants us to, and does not say how long."""

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Unreachable(Later):
    """There was no connection, so that nothing was asked."""


class Unread(Later):
    """Telegram cannot read the markup."""


class NoTopic(Later):
    """The topic is closed or gone."""


class BadToken(Unusable):
    """Telegram does not know the token, or somebody in between says so."""


class AnotherAsks(Unusable):
    """Another process asks for the same bot's updates, or they are told to a web page."""


class TapTooOld(Later):
    """A tap cannot be answered any more."""


_GONE = {
    "bot was blocked by the user": "The chat blocked this bot.",
    "user is deactivated": "The account is no more.",
    "bot was kicked from the group chat": "The bot was removed from the group.",
    "bot was kicked from the supergroup chat": "The bot was removed from the group.",
    "bot was kicked from the channel chat": "The bot was removed from the channel.",
    "chat not found": "There is no such chat, or it does not know this bot.",
}
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message_id_invalid",
)
_TOO_OLD = ("query is too old", "query id is invalid", "query_id_invalid")
_KNOWN: tuple[tuple[tuple[str, ...], Callable[[str], Exception]], ...] = (
    (("can't parse entities",), lambda said: Unread(said, most=MAX_TRIES)),
    (_NO_TOPIC, lambda said: NoTopic(said, most=MAX_TRIES)),
    (("message is not modified",), NotModified),
    (_NO_MESSAGE, NoSuchMessage),
    (_TOO_OLD, lambda said: TapTooOld(said, most=MAX_TRIES)),
)


def meaning(error: TelegramError) -> Exception:
    """What an error of the library means: a :class:`bot.channels.types.DeliveryError`, or one of
    :mod:`bot.channels.telegram.types`. No words of the network's are in it, which may hold the address.
    """
    if isinstance(error, Answered):
        return _answer(error)
    if isinstance(error, InvalidToken):
        return BadToken(f"PAPERROUND_TELEGRAM_TOKEN is no token: {error.message}")
    if isinstance(error, Garbled):
        return Uncertain("Telegram's answer cannot be read.")
    cause = error.__cause__
    if isinstance(error, NetworkError) and isinstance(cause, _NOT_SENT):
        return Unreachable(f"Telegram cannot be reached ({type(cause).__name__}).")
    return Uncertain(f"Telegram did not answer ({type(cause or error).__name__}).")


def _answer(error: Answered) -> Exception:
    code, said = error.code, error.description
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return NotNow("Telegram wants to be left alone for a while.", error.retry_after or SOON)
    if error.moved_to is not None:
        return Moved("The group is a supergroup now.", str(error.moved_to))
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Uncertain(f"Telegram is in trouble (HTTP {code}).")
    if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        return BadToken(f"Telegram does not know PAPERROUND_TELEGRAM_TOKEN (HTTP {code}).")
    if code == HTTPStatus.CONFLICT:
        return AnotherAsks(f"Somebody else asks for this bot's messages: {said or code}")
    return _refusal(code, said)


def _refusal(code: int, said: str) -> Exception:
    words = said.casefold()
    if code == HTTPStatus.FORBIDDEN or words == "chat not found":
        for known, why in _GONE.items():
            if known in words:
                return Gone(why)
    if code == HTTPStatus.BAD_REQUEST:
        for texts, made in _KNOWN:
            if any(text in words for text in texts):
                return made(f"Telegram refused it: {said}")
    if code < HTTPStatus.BAD_REQUEST or code == HTTPStatus.REQUEST_TIMEOUT:
        return Later(f"Something between here and Telegram answered (HTTP {code}).")
    return Later(f"Telegram refused it: {said or f'HTTP {code}'}", most=MAX_TRIES)


def is_refusal(error: DeliveryError) -> bool:
    """Whether Telegram understood what was asked and will not, so that the answer is no and not silence."""
    return isinstance(error, Gone | Moved) or (isinstance(error, Later) and error.most is not None)
