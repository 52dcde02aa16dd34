"""What a server's status and headers ask of us: to go elsewhere, to come back later, or to leave it alone. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapers.errors import AskedTooOften, BadAnswer, Blocked, FetchError, Gone, ServerFailed

LONGEST_REST = timedelta(days=7)
"""The longest that a server may send us away for at once; whoever wants more is asked once a week."""

_USUAL_REST = timedelta(seconds=60)
_SECONDS = re.compile(r"[0-9]{1,12}")
_RATE_LIMIT = re.compile(r'(?:"[^"]{0,60}"|[\w*-]{1,60})\s*;\s*r=(?P<left>[0-9]{1,9})\s*;\s*t=(?P<seconds>[0-9]{1,9})')

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CLIENT_ERRORS = range(400, 500)
_SERVER_ERRORS = range(500, 600)
_ACCEPTED, _NOT_MODIFIED, _TIMED_OUT, _TOO_MANY, _UNAVAILABLE = 202, 304, 408, 429, 503
_UNWANTED = frozenset({401, 403, 451})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked what, for judging the answer. :ivar shown: the address as messages may name it.

    :ivar conditional: whether the version we have was named, so that 304 is an answer.
    """

    shown: str
    host: str
    conditional: bool = False


def is_redirect(status: int) -> bool:
    """Whether the answer is to be had elsewhere (RFC 9110, section 15.4)."""
    return status in _REDIRECTS


def rest_wanted(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when the host wants to be left alone after this answer, whatever its status; ``None``: it does not say.

    Read are ``Retry-After`` of 429, 503 and refusals (RFC 9110, section 10.2.3), and the ``RateLimit`` header of
    Hugging Face, also where this answer was the last that was free. Never longer than :data:`LONGEST_REST`.

    :param headers: names in small letters. :param now: aware, UTC.
    """
    rests = []
    if status in {_TOO_MANY, _UNAVAILABLE, *_UNWANTED} and "retry-after" in headers:
        rests.append(_retry_after(headers["retry-after"], now))
    rests.extend(
        timedelta(seconds=int(policy["seconds"]))
        for policy in _RATE_LIMIT.finditer(headers.get("ratelimit", "")[:1_000])
        if int(policy["left"]) == 0
    )
    if not rests and status == _TOO_MANY:
        rests.append(_USUAL_REST)
    # Not at all in the past: then it was not worth saying.
    return now + min(max(rests), LONGEST_REST) if rests and max(rests) > timedelta(0) else None


def _retry_after(text: str, now: datetime) -> timedelta:
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=min(int(text), LONGEST_REST.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return _USUAL_REST
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    try:
        return until - now
    except OverflowError:
        return _USUAL_REST


def refusal(status: int, headers: Mapping[str, str], asked: Asked, rest: datetime | None) -> FetchError | None:
    """What is wrong with an answer by its status; ``None`` for one that may be used.

    :param rest: what :func:`rest_wanted` said of it.
    """
    where = asked.shown
    if headers.get("cf-mitigated", "").lower() == "challenge" or status == _ACCEPTED:
        return Blocked(
            where,
            f"The site wants proof that a person is asking (status {status}).",
            "Use the site's API or feed if it has one, or ask less often; those who run the site can let us in.",
        )
    if status == _TOO_MANY or (status == _UNAVAILABLE and rest):
        return _too_often(status, asked, rest)
    if status == _NOT_MODIFIED:
        return None if asked.conditional else _broken(where, "It says that nothing changed, but was not asked that.")
    if status in _UNWANTED:
        return Blocked(
            where,
            f"The site refuses to answer us (status {status}).",
            "Look whether it needs a token, and whether it was asked too often or without a contact; then wait a day.",
        )
    return _by_class(status, where)


def _by_class(status: int, where: str) -> FetchError | None:
    if status == 200:  # noqa: PLR2004 - its name is OK
        return None
    if status in _SERVER_ERRORS or status == _TIMED_OUT:
        return ServerFailed(where, f"The server failed (status {status}).", "It is asked again by itself.")
    if status in _CLIENT_ERRORS:
        return Gone(where, f"There is no such page (status {status}).", "Look whether the address is still right.")
    return _broken(where, f"It answered with status {status}, which is neither a page nor an error.")


def _too_often(status: int, asked: Asked, rest: datetime | None) -> FetchError:
    if rest is None:  # 429 that wants no rest at all
        return ServerFailed(asked.shown, f"The server had no time (status {status}).", "It is asked again by itself.")
    return AskedTooOften(
        asked.shown,
        f"{asked.host} wants to be left alone until {rest:%Y-%m-%d %H:%M:%S} UTC (status {status}).",
        rest,
        "It is not asked before then.",
    )


def _broken(where: str, what: str) -> BadAnswer:
    return BadAnswer(where, what, "If this goes on, tell those who run the site.")
