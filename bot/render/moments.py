"""Times in words, in a reader's own time zone. Pure."""

from datetime import datetime

from bot.render.language import SPEAKING_ENGLISH


def local_time(at: datetime, timezone: str, now: datetime) -> str:
    """``Mon 2 Nov 08:00`` as terminals show it, in English: see :meth:`bot.render.language.Language.moment`."""
    return SPEAKING_ENGLISH.moment(at, timezone, now)
