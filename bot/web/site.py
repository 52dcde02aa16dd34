"""What every page is given, who is meant by a link, and the page for a link that does not work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot import __version__
from bot.app.statistics import StoredStatistics
from bot.core.matching.background import Background
from bot.links import BadLink, Links
from bot.render.language import Language, environment, language_of, languages, translations
from bot.web.attempts import Attempts
from bot.web.forms import Form
from store.api import Store
from store.errors import NotFound
from store.readers import Address, Reader

TEMPLATES = Path(__file__).parent.parent / "templates" / "web"


class LinkVoid(Exception):
    """A link that leads nowhere: damaged, made void, or whom it was for is no more. Nobody is told which."""


class TooMany(Exception):
    """Somebody tries too often. :ivar seconds: after so many they may again."""

    def __init__(self, seconds: float) -> None:
        """:param seconds: until the next attempt."""
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page.

    :ivar post: whether it wants something done; else it only looks.
    :ivar token: of the link, empty if the page has none.
    :ivar host: where it comes from, an IP address.
    :ivar now: aware, UTC.
    :ivar language: what the visitor would rather read, where we do not know them; one of those there are.
    :ivar said: what the page before did, as a word.
    :ivar skip: so many entries of the page's longest list came on the pages before.
    :ivar known: the validator of what the visitor has (``If-None-Match``).
    """

    post: bool
    token: str
    host: str
    now: datetime
    language: str
    form: Form = field(default_factory=Form)
    said: str = ""
    skip: int = 0
    known: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Whose link it is. :ivar values: what it says besides the reader's number and generation."""

    reader: Reader
    values: tuple[int | str, ...]


class Site:
    """The pages' surroundings."""

    def __init__(
        self,
        store: Store,
        links: Links,
        background: Background,
        clock: Callable[[], datetime],
        *,
        sign_up: bool,
        attempts: Attempts,
        words: Callable[[str], NullTranslations] = translations,
    ) -> None:
        """:param clock: gives now, aware, UTC. :param sign_up: whether strangers may sign up.

        :param words: gives the sentences of a language, the same object for the same language.
        """
        self.store = store
        self.links = links
        self.background = background
        self.statistics = StoredStatistics(background)
        self.clock = clock
        self.sign_up = sign_up
        self.attempts = attempts
        self._words = words
        self.base = urlsplit(links.public_url).path.rstrip("/")

    def page(
        self,
        name: str,
        language: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **facts: object,
    ) -> Response:
        """A page from its template. :param language: a BCP 47 tag. :param facts: what the template names."""
        return HTMLResponse(self.render(f"{name}.html", language, **facts), status, dict(headers or {}))

    def render(self, template: str, language: str, **facts: object) -> str:
        """A filled template."""
        known = {"base": self.base, "language": language_of(language), "version": __version__}
        found = _templates(self.language(language).words).get_template(template)
        return found.render(**known, can_sign_up=self.sign_up, **facts)

    def language(self, tag: str) -> Language:
        """The language for a BCP 47 tag."""
        known = language_of(tag)
        return Language(known, self._words(known))

    def there(self, address: str, said: str = "", place: str = "") -> Response:
        """Look there next (RFC 9110, section 15.4.4).

        :param address: one of :class:`bot.links.Links`. :param said: what was done, as a word. :param place: which part
            of that page to look at.
        """
        query, part = f"?said={said}" if said else "", f"#{place}" if place else ""
        return RedirectResponse(f"{self.path(address)}{query}{part}", 303)

    @staticmethod
    def path(address: str) -> str:
        """The path of one of our own addresses."""
        return urlsplit(address).path

    def void(self, language: str) -> Response:
        """The one page for every link that does not work."""
        return self.page("void", language, status=404)

    def reader_of(self, visit: Visit, purpose: str, values: int = 0) -> Known:
        """Whose link it is. A forged one costs the same work as one that was made void.

        :param values: how many values there are besides the reader's number and generation.
        :raises LinkVoid: nobody's.
        """
        number, generation, *rest = self._values(visit, purpose, 2 + values)
        with self.store.reading() as catalog:
            try:
                reader = catalog.reader(number if isinstance(number, int) else 0)
            except NotFound as error:
                raise LinkVoid from error
        if reader.generation != generation:
            raise LinkVoid
        return Known(reader, tuple(rest))

    def address_of(self, visit: Visit, purpose: str) -> tuple[Address, Reader, bool]:
        """Which address the link is for, whose it is, and whether the link is one of their latest.

        :raises LinkVoid: none.
        """
        number, generation = self._values(visit, purpose, 2)
        address, reader = self.address_numbered(number if isinstance(number, int) else 0)
        return address, reader, reader.generation == generation

    def address_numbered(self, number: int) -> tuple[Address, Reader]:
        """An address and whose it is.

        :raises LinkVoid: it is none.
        """
        with self.store.reading() as catalog:
            try:
                address = catalog.address(number)
                return address, catalog.reader(address.reader)
            except NotFound as error:
                raise LinkVoid from error

    def _values(self, visit: Visit, purpose: str, count: int) -> list[int | str]:
        try:
            values = self.links.signer.read(purpose, visit.token)
        except BadLink:
            values = []
        return values if len(values) == count else [0] * count  # nobody has the number 0

    def allow(self, visit: Visit) -> None:
        """Count an attempt at what sends mail.

        :raises TooMany: there were too many.
        """
        wait = self.attempts.attempt(visit.host, visit.now)
        if wait is not None:
            raise TooMany(wait.total_seconds())


@cache
def _templates(words: NullTranslations) -> Environment:
    return environment(TEMPLATES, words)


def preferred_language(header: str) -> str:
    """The first language of an ``Accept-Language`` header that there is, else English."""
    for part in header[:500].split(","):
        tag = part.partition(";")[0].strip()
        chosen = language_of(tag)
        if tag and chosen.split("-")[0].lower() == tag.split("-")[0].lower():
            return chosen
    return languages()[0] if len(languages()) == 1 else "en"
