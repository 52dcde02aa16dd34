"""The way in: what this is, signing up, confirming, and asking for one's links again."""

from functools import cache
from zoneinfo import available_timezones

from starlette.responses import Response

from bot.app.joining import join
from bot.app.reader_rules import ReaderRefused
from bot.app.signup import SignUpRefused, confirm, request_links, sign_up
from bot.core.matching.syntax import ProfileSyntaxError
from bot.core.timing import print_time
from bot.links import BadLink, confirmed_address
from bot.render.wishes import wishes
from bot.web.forms import BadField
from bot.web.mistakes import NO_MISTAKES, Mistake, Mistakes
from bot.web.moments import moment
from bot.web.site import LinkVoid, Site, Visit
from bot.web.timing_form import read_plan
from store.errors import NotFound
from store.readers import DAILY, Address, Reader

_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_FIRST = {
    "mail": "",
    "keywords": "",
    "plan": "daily",
    "time": print_time(DAILY.minute or 0),
    "timezone": "UTC",
}


@cache
def zones() -> tuple[str, ...]:
    """The time zones to choose from, by name: places, without the abbreviations of old."""
    known = (name for name in available_timezones() if name.partition("/")[0] in _AREAS and "/" in name)
    return ("UTC", *sorted(known))


def home(site: Site, visit: Visit) -> Response:
    """What this is, and the form to sign up; sent, it brings a mail."""
    if not visit.post:
        return _home(site, visit, _FIRST)
    if not site.sign_up:
        return _home(site, visit, _FIRST, status=403)
    site.allow(visit)
    typed = {name: visit.form.shown(name) for name in _FIRST}
    try:
        sign_up(
            site.store,
            mail=typed["mail"],
            keywords_text=typed["keywords"],
            timing=read_plan(visit.form),
            timezone=typed["timezone"] or "UTC",
            language=visit.language,
            now=visit.now,
        )
    except SignUpRefused as error:
        cause = error.__cause__ if isinstance(error.__cause__, ProfileSyntaxError) else error
        return _home(site, visit, typed, {error.field: Mistake.of(cause, site.language(visit.language))}, 400)
    except BadField as error:
        return _home(site, visit, typed, {error.field: Mistake.of(error, site.language(visit.language))}, 400)
    return site.page("sent", visit.language, signed_up=True)


def links_again(site: Site, visit: Visit) -> Response:
    """Ask for the links to one's settings: the answer is the same whether the address is known or not."""
    if not visit.post:
        return site.page("links", visit.language, typed="", mistakes=NO_MISTAKES)
    site.allow(visit)
    mail = visit.form.line("mail")
    try:
        request_links(site.store, mail, visit.now)
    except SignUpRefused as error:
        mistakes = {"mail": Mistake.of(error, site.language(visit.language))}
        return site.page("links", visit.language, status=400, typed=mail, mistakes=mistakes)
    return site.page("sent", visit.language, signed_up=False)


def confirmation(site: Site, visit: Visit) -> Response:
    """Is this address yours? Looking at the question answers nothing: mail scanners look at everything."""
    try:
        number, joins = confirmed_address(site.links.signer, visit.token, visit.now)
    except BadLink:
        number, joins = 0, 0  # the same work as for a link to nobody
    address, _ = site.address_numbered(number)
    if not visit.post:
        return _question(site, address, joins)
    try:
        reader = join(site.store, number, joins, visit.now) if joins else confirm(site.store, number, visit.now)
    except ReaderRefused as error:
        return _question(site, address, joins, error)
    except NotFound as error:
        raise LinkVoid from error
    return _confirmed(site, reader, number)


def _question(site: Site, address: Address, joins: int, refused: ReaderRefused | None = None) -> Response:
    with site.store.reading() as catalog:
        try:
            reader = catalog.reader(joins or address.reader)
        except NotFound as error:
            raise LinkVoid from error
        profiles = catalog.profiles_of(reader.number)
    return site.page(
        "confirm",
        reader.language,
        status=409 if refused else 200,
        address=address,
        joins=reader.number != address.reader,
        wishes=list(wishes(profiles, reader.timezone, site.language(reader.language))),
        refused=site.language(reader.language).translated(refused) if refused else "",
    )


def _confirmed(site: Site, reader: Reader, number: int) -> Response:
    address, _ = site.address_numbered(number)
    told = address.is_open and not reader.paused
    at = reader.next_digest_at if told else None
    following = at and moment(at, reader.timezone, site.language(reader.language))
    return site.page(
        "confirmed",
        reader.language,
        address=address,
        reader=reader,
        following=following,
        settings=site.links.settings(reader),
    )


def _home(
    site: Site, visit: Visit, typed: dict[str, str], mistakes: Mistakes = NO_MISTAKES, status: int = 200
) -> Response:
    return site.page("home", visit.language, status=status, typed=typed, mistakes=mistakes, zones=zones())
