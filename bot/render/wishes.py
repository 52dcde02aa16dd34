"""What a reader looks for and when they are told, a line each: what the owner of an address is asked to confirm. Pure.

Strangers can type it into a form and have it sent to anybody: so it is short, and nothing in it is taken for a link.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.render.language import SPEAKING_ENGLISH, Language
from bot.render.presentation import name_of
from bot.render.words import shorten
from store.profiles import StoredProfile

MAX_WISHES = 5
MAX_KEYWORDS = 120
"""Characters of the keywords of one profile."""

# Mail programs make links of addresses of every kind, and of names of hosts.
_LIKE_A_LINK = re.compile(r"[/@\\:]\S*[./@]|[^\W\d_]\.[^\W\d_]|//|@")


def wishes(profiles: Sequence[StoredProfile], timezone: str, language: Language = SPEAKING_ENGLISH) -> Iterator[str]:
    """``reward model, -survey (daily at 08:00, Europe/Berlin)``; not cleaned of what a page would take for its own.

    :param timezone: the reader's, an IANA name.
    """
    for profile in islice(profiles, MAX_WISHES):
        shown = (name_of(keyword) for keyword in profile.keywords if not _LIKE_A_LINK.search(keyword))
        keywords = shorten(", ".join(shown), MAX_KEYWORDS)
        yield f"{keywords or '…'} ({language.timing(profile.timing)}, {timezone})"
    if len(profiles) > MAX_WISHES:
        yield "…"
