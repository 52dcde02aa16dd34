"""The way out, which is never void: a page for people, one click for mail programs (RFC 8058).

A look changes nothing. A mail program's click is a POST whose body is ``List-Unsubscribe=One-Click``; it has neither
cookie nor session and is answered with a plain 200.
"""

from starlette.responses import Response

from bot.app.readers import ReaderRefused, change_reader, pause, shown_target, snooze
from bot.app.signup import SignUpRefused, resubscribe, unsubscribe
from bot.core.timing import BadTiming, snooze_until, zone
from bot.render.language import marked
from bot.render.presentation import name_of
from bot.web.moments import snoozed
from bot.web.site import LinkVoid, Site, Visit
from store.errors import NotFound
from store.readers import DAILY, Address, Reader, Timing

MONDAY = (0,)

_LESS = ("weekly", "pause", "snooze")
"""What concerns the whole reader, and not the address alone."""

_OUTDATED = marked("The links you had before were made void. This one still stops these mails, and nothing else.")


def unsubscribing(site: Site, visit: Visit) -> Response:
    """Stop an address, or have less of it; and take that back."""
    address, reader, latest = site.address_of(visit, "unsubscribe")
    if not visit.post:
        return _page(site, visit, address, reader, latest=latest)
    wanted = visit.form.shown("do")
    if wanted in _LESS and not latest:
        refused = site.language(reader.language).gettext(_OUTDATED)
        return _page(site, visit, address, reader, latest=latest, refused=refused)
    try:
        done, refused = _act(site, visit, wanted, address, reader)
    except NotFound as error:  # it went in between
        raise LinkVoid from error
    address, reader = site.address_numbered(address.number)
    return _page(site, visit, address, reader, latest=latest, done=done, refused=refused)


def _act(site: Site, visit: Visit, wanted: str, address: Address, reader: Reader) -> tuple[str, str]:
    """:return: what was done, as a word, and why something was not, in words."""
    try:
        if wanted == "resubscribe":
            resubscribe(site.store, address.number, visit.now)
        elif wanted == "pause":
            pause(site.store, reader.number, visit.now)
        elif wanted == "weekly":
            change_reader(site.store, reader.number, visit.now, timing=_weekly(reader.default_timing))
        elif wanted == "snooze":
            until = snooze_until(visit.form.line("until"), zone(reader.timezone), visit.now)
            snooze(site.store, reader.number, until, visit.now)
        else:  # whatever a mail program sends: it was asked to send nothing else
            unsubscribe(site.store, address.number, visit.now)
            return "unsubscribe", ""
    except (SignUpRefused, ReaderRefused, BadTiming) as error:
        return "", str(error)
    return wanted, ""


def _weekly(usual: Timing) -> Timing:
    return Timing(minute=DAILY.minute if usual.minute is None else usual.minute, weekdays=MONDAY)


def _page(
    site: Site, visit: Visit, address: Address, reader: Reader, *, latest: bool, done: str = "", refused: str = ""
) -> Response:
    """:param latest: whether the link is one of the reader's latest."""
    return site.page(
        "unsubscribe",
        reader.language,
        status=400 if refused else 200,
        address=address,
        target=name_of(shown_target(address.way, address.target)),
        reader=reader,
        latest=latest,
        snoozed=snoozed(reader, visit.now, site.language(reader.language)),
        done=done,
        refused=refused,
    )
