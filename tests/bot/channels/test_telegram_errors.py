"""What each answer of Telegram's means."""

import httpx
import pytest
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram.errors import (
    AnotherAsks,
    BadToken,
    NoTopic,
    TapTooOld,
    Unreachable,
    Unread,
    is_refusal,
    meaning,
)
from bot.channels.telegram.requests import Answered, Garbled
from bot.channels.telegram.types import NoSuchMessage, NotModified
from bot.channels.types import DeliveryError, Gone, Later, Moved, NotNow, Uncertain


def answered(code: int, said: str = "", *, retry_after: float | None = None, moved_to: int | None = None) -> Exception:
    return meaning(Answered(code, said, retry_after, moved_to))


GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked from the group chat",
    "bot was kicked from the supergroup chat",
    "bot was kicked from the channel chat",
)


@pytest.mark.parametrize("said", GONE)
def test_a_chat_that_does_not_want_us_is_gone(said: str) -> None:
    error = answered(403, said)
    assert type(error) is Gone
    assert str(error) != said


def test_a_chat_that_is_not_found_is_gone() -> None:
    assert type(answered(400, "chat not found")) is Gone


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (403, "bot can't initiate conversation with a user"),
        (403, "something new"),
        (403, ""),
        (400, "something new"),
        (400, "not enough rights to send text messages to the chat"),
        (400, "message is too long"),
        (413, "Request Entity Too Large"),
    ],
)
def test_a_refusal_in_words_that_are_not_known_is_tried_three_times(code: int, said: str) -> None:
    error = answered(code, said)
    assert type(error) is Later
    assert error.most == 3


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("can't parse entities: Can't find end tag", Unread),
        ("message thread not found", NoTopic),
        ("TOPIC_CLOSED", NoTopic),
        ("TOPIC_DELETED", NoTopic),
        ("message is not modified: specified new message content", NotModified),
        ("message to edit not found", NoSuchMessage),
        ("message can't be edited", NoSuchMessage),
        ("message to delete not found", NoSuchMessage),
        ("message can't be deleted for everyone", NoSuchMessage),
        ("query is too old and response timeout expired or query ID is invalid", TapTooOld),
    ],
)
def test_what_the_client_deals_with_itself_is_known(said: str, kind: type[Exception]) -> None:
    assert type(answered(400, said)) is kind


def test_a_group_that_has_moved_says_where() -> None:
    error = answered(400, "group chat was upgraded to a supergroup chat", moved_to=-100123)
    assert isinstance(error, Moved)
    assert error.moved_to == "-100123"


@pytest.mark.parametrize(("named", "wait"), [(10_072, 10_072), (None, 5)], ids=["named", "unnamed"])
def test_a_flood_says_how_long(named: float | None, wait: float) -> None:
    error = answered(429, "Too Many Requests", retry_after=named)
    assert isinstance(error, NotNow)
    assert error.wait == wait


@pytest.mark.parametrize("code", [401, 404])
def test_an_unknown_token_makes_the_way_out_unusable(code: int) -> None:
    assert type(answered(code, "Not Found")) is BadToken


def test_two_that_ask_for_updates_are_told_apart() -> None:
    assert type(answered(409, "Conflict: terminated by other getUpdates request")) is AnotherAsks


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_a_server_in_trouble_may_have_taken_it(code: int) -> None:
    assert type(answered(code)) is Uncertain


@pytest.mark.parametrize("code", [302, 408])
def test_somebody_in_between_has_not_handed_it_on(code: int) -> None:
    error = answered(code)
    assert type(error) is Later
    assert error.most is None


REQUEST = httpx.Request("POST", "https://example.org/")
BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
AFTER = (httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.WriteTimeout, httpx.RemoteProtocolError)


def network(cause: type[httpx.TransportError]) -> Exception:
    library = TimedOut() if issubclass(cause, httpx.TimeoutException) else NetworkError("httpx: at https://secret/")
    library.__cause__ = cause("at https://secret/", request=REQUEST)
    return meaning(library)


@pytest.mark.parametrize("cause", BEFORE)
def test_what_fails_while_connecting_was_not_sent(cause: type[httpx.TransportError]) -> None:
    assert type(network(cause)) is Unreachable


@pytest.mark.parametrize("cause", AFTER)
def test_what_fails_after_that_may_have_been(cause: type[httpx.TransportError]) -> None:
    assert type(network(cause)) is Uncertain


def test_an_answer_that_cannot_be_read_leaves_it_open() -> None:
    assert type(meaning(Garbled("no JSON"))) is Uncertain
    assert type(meaning(NetworkError("unknown"))) is Uncertain


def test_no_address_is_in_the_words() -> None:
    assert not any("secret" in str(network(cause)) for cause in (*BEFORE, *AFTER))


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (Gone("w"), True),
        (Later("w", most=3), True),
        (Later("w"), False),
        (NotNow("w", 1), False),
        (Uncertain("w"), False),
    ],
    ids=["gone", "refused", "later", "flood", "uncertain"],
)
def test_a_refusal_is_an_answer_and_silence_is_none(error: DeliveryError, refused: bool) -> None:
    assert is_refusal(error) is refused
