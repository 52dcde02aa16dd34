"""The application: which page is where, and what becomes of errors."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from gettext import NullTranslations

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Scope

from bot.core.matching.background import Background
from bot.core.watch.types import Watched
from bot.links import Links
from bot.render.language import translations
from bot.web.attempts import Attempts
from bot.web.bounce_page import BOUNCE, MAX_MESSAGE, bouncing
from bot.web.entry_pages import confirmation, home, links_again
from bot.web.feedback_pages import feedback
from bot.web.forms import MAX_DIGITS, BadField, Form
from bot.web.health_pages import metrics, readyz
from bot.web.plain_pages import healthz, robots, style
from bot.web.reading_pages import feed, view
from bot.web.safety import BODY_WITHIN, Safety
from bot.web.settings_pages import erasing, export, learned, settings
from bot.web.site import LinkVoid, Site, TooMany, Visit, preferred_language
from bot.web.telegram_page import MAX_UPDATE, WEBHOOK, Webhook, telegram
from bot.web.unsubscribe_pages import unsubscribing
from store.api import Store
from store.errors import DatabaseError

MAX_FIELDS = 500
"""Fields of a form."""

Page = Callable[[Site, Visit], Response]
_READ_AND_WRITE = ("GET", "POST")
_PAGES: tuple[tuple[str, Page, tuple[str, ...]], ...] = (
    ("/", home, _READ_AND_WRITE),
    ("/links", links_again, _READ_AND_WRITE),
    ("/confirm/{token}", confirmation, _READ_AND_WRITE),
    ("/unsubscribe/{token}", unsubscribing, _READ_AND_WRITE),
    ("/feedback/{token}", feedback, _READ_AND_WRITE),
    ("/settings/{token}", settings, _READ_AND_WRITE),
    ("/settings/{token}/learned", learned, _READ_AND_WRITE),
    ("/settings/{token}/erase", erasing, _READ_AND_WRITE),
    ("/settings/{token}/export", export, ("GET",)),
    ("/view/{token}", view, ("GET",)),
    ("/feed/{token}.atom", feed, ("GET",)),
)

_WHATEVER_IS_SENT: tuple[Page, ...] = (unsubscribing,)
"""A click in a mail program counts, however the program writes it."""

_TELLING_NOTHING: tuple[Page, ...] = (home, links_again)
"""Their answers must not tell, by how long they take either, whether an address is known."""

EVENLY = 0.1
"""Seconds that these answers take at least when something was posted: well above what any of them needs."""


def make_app(
    store: Store,
    links: Links,
    background: Background,
    clock: Callable[[], datetime],
    *,
    sign_up: bool = True,
    attempts: Attempts | None = None,
    body_within: float = BODY_WITHIN,
    words: Callable[[str], NullTranslations] = translations,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    sources: Sequence[Watched] = (),
    metrics_token: str | None = None,
    room: Callable[[], int | None] = lambda: None,
    webhook: Webhook | None = None,
) -> ASGIApp:
    """The pages as an ASGI application.

    :param background: what is believed of words before any paper was counted.
    :param clock: gives now, aware, UTC.
    :param sign_up: whether strangers may sign up.
    :param attempts: who tried how often; ``None`` for the usual limits.
    :param body_within: seconds in which a request's body must come.
    :param words: gives the sentences of a language, the same object for the same language.
    :param pause: waits so many seconds.
    :param sources: what is watched; ``/readyz`` says whether it is.
    :param metrics_token: what must be said to see ``/metrics``; ``None``: there is no such page.
    :param room: gives the free space where the database is, in bytes; ``None`` if nobody knows.
    :param webhook: how Telegram tells what happens; ``None``: it does not come here.
    """
    site = Site(store, links, background, clock, sign_up=sign_up, attempts=attempts or Attempts(), words=words)
    pages: list[BaseRoute] = [Route(path, _endpoint(site, page, pause), methods=ways) for path, page, ways in _PAGES]
    pages.append(Route(BOUNCE, bouncing(site), methods=("POST",)))
    pages += [Route("/style.css", style), Route("/healthz", healthz), Route("/robots.txt", robots)]
    pages += _for_machines(site, sources, metrics_token, room)
    if webhook is not None:
        pages.append(Route(WEBHOOK, telegram(store, webhook, clock), methods=("POST",)))
    # A proxy may hand on the path of the public address, or leave it out.
    entry = Route(site.base or "/", _endpoint(site, home, pause), methods=_READ_AND_WRITE)
    routes = [entry, _below(site, pages), *pages] if site.base else pages
    app = Starlette(
        routes=routes, exception_handlers={HTTPException: partial(_refused, site), Exception: partial(_broken, site)}
    )
    app.router.redirect_slashes = False
    larger = {BOUNCE: MAX_MESSAGE, WEBHOOK: MAX_UPDATE}
    larger |= {site.base + path: most for path, most in larger.items()}
    return Safety(app, partial(_fault, site), body_within, larger)


def _for_machines(
    site: Site, sources: Sequence[Watched], metrics_token: str | None, room: Callable[[], int | None]
) -> list[BaseRoute]:
    routes: list[BaseRoute] = [Route("/readyz", readyz(site.store, sources, site.clock, room))]
    if metrics_token:
        routes.append(Route("/metrics", metrics(site.store, sources, site.clock, metrics_token)))
    return routes


def _below(site: Site, pages: list[BaseRoute]) -> BaseRoute:
    """The pages below the path of the public address. None leads elsewhere for a slash too many: Starlette would name
    the host that the visitor's request named, and give it the token.
    """
    return Mount(site.base, app=Router(pages, redirect_slashes=False))


def _endpoint(
    site: Site, page: Page, pause: Callable[[float], Awaitable[None]]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        """Read what was sent; then the page, which talks to the store, in a thread."""
        visit = Visit(
            post=request.method == "POST",
            token=str(request.path_params.get("token", "")),
            host=request.client.host if request.client else "",
            now=site.clock(),
            language=preferred_language(request.headers.get("accept-language", "")),
            form=await _form(request, page),
            said=request.query_params.get("said", "")[:20],
            skip=_whole(request.query_params.get("skip", "")),
            known=request.headers.get("if-none-match", "")[:2000],
        )
        answer = run_in_threadpool(_answer, site, page, visit)
        if not visit.post or page not in _TELLING_NOTHING:
            return await answer
        response, _ = await asyncio.gather(answer, pause(EVENLY))
        return response

    return endpoint


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0


async def _form(request: Request, page: Page) -> Form:
    """What was sent to a page.

    :raises HTTPException: it cannot be read, and for this page it matters.
    """
    if request.method != "POST":
        return Form()
    try:
        return Form.of(await request.form(max_files=0, max_fields=MAX_FIELDS))
    except HTTPException:
        if page in _WHATEVER_IS_SENT:
            return Form()
        raise


def _answer(site: Site, page: Page, visit: Visit) -> Response:
    try:
        return page(site, visit)
    except LinkVoid:
        return site.void(visit.language)
    except TooMany as error:
        wait = {"Retry-After": str(int(error.seconds) + 1)}
        return _status_page(site, visit.language, 429, wait)
    except BadField as error:
        return _status_page(site, visit.language, 400, said=site.language(visit.language).translated(error))
    except DatabaseError:
        return _status_page(site, visit.language, 503, {"Retry-After": "60"})


def _status_page(
    site: Site, language: str, status: int, headers: dict[str, str] | None = None, said: str = ""
) -> Response:
    return site.page("fault", language, status=status, headers=headers, code=status, said=said)


async def _refused(site: Site, request: Request, error: Exception) -> Response:
    """Starlette says no: there is no such page, it takes no such method, or the form is none."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    language = preferred_language(request.headers.get("accept-language", ""))
    return _status_page(site, language, error.status_code, dict(error.headers or {}))


async def _broken(site: Site, request: Request, _error: Exception) -> Response:
    """Something unforeseen; :class:`Safety` logs it."""
    return _fault(site, request.scope, 500)


def _fault(site: Site, scope: Scope, status: int) -> Response:
    """A page for what is refused before any page is asked."""
    named = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    return _status_page(site, preferred_language(named), status)
