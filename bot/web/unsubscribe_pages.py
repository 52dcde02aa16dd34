"""The way out, which is never void: a page for people, one click for mail programs (RFC 8058).

A look changes nothing. A mail program's click is a POST whose body is ``List-Unsubscribe=One-Click``; it has neither
cookie nor session and is answered with a plain 200.
"""

from dataclasses import replace

from starlette.responses import Response

from bot.app.readers import ReaderRefused, change_reader, pause, shown_target, snooze
from bot.app.signup import SignUpRefused, resubscribe, unsubscribe
from bot.core.timing import BadTiming, snooze_until, zone
from bot.render.presentation import name_of
from bot.web.moments import moment
from bot.web.site import LinkVoid, Site, Visit
from store.errors import NotFound
from store.readers import DAILY, Address, Reader, Timing

MONDAY = (0,)


def unsubscribing(site: Site, visit: Visit) -> Response:
    """Stop an address, or have less of it; and take that back."""
    address, reader = site.address_of(visit, "unsubscribe")
    if not visit.post:
        return _page(site, address, reader)
    try:
        done, refused = _act(site, visit, address, reader)
    except NotFound as error:  # it went in between
        raise LinkVoid from error
    address, reader = site.address_numbered(address.number)
    return _page(site, address, reader, done=done, refused=refused)


def _act(site: Site, visit: Visit, address: Address, reader: Reader) -> tuple[str, str]:
    """:return: what was done, as a word, and why something was not, in words."""
    wanted = visit.form.line("do")
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
    return replace(usual, minute=DAILY.minute if usual.minute is None else usual.minute, weekdays=MONDAY)


def _page(site: Site, address: Address, reader: Reader, *, done: str = "", refused: str = "") -> Response:
    return site.page(
        "unsubscribe",
        reader.language,
        status=400 if refused else 200,
        address=address,
        target=name_of(shown_target(address.way, address.target)),
        reader=reader,
        snoozed=moment(reader.snoozed_until, reader.timezone) if reader.snoozed_until else None,
        done=done,
        refused=refused,
    )
