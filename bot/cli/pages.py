"""What the commands that serve the pages share: their options, what is lacking, the server and its place."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from bot.cli.common import Failure, Misuse
from bot.disk import free_bytes
from bot.settings import Settings
from bot.wiring import background, links
from store.api import Store

if TYPE_CHECKING:
    import socket

    from bot.web.serving import PageServer
    from bot.web.telegram_page import Webhook

_Command = TypeVar("_Command", bound=Callable[..., Any])

_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"


class Place(NamedTuple):
    """Where pages are served, and to whom. :ivar behind_proxy: which proxies are believed; ``None``: none."""

    host: str
    port: int
    sign_up: bool
    behind_proxy: str | None


def page_options(command: _Command) -> _Command:
    """``--host``, ``--port``, ``--sign-up/--no-sign-up`` and ``--behind-proxy``."""
    options = (
        click.option(
            "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Listen at this address."
        ),
        click.option(
            "--port",
            type=click.IntRange(0, 65535),
            default=8000,
            show_default=True,
            help="Listen at this port; 0 for any.",
        ),
        click.option("--sign-up/--no-sign-up", default=True, help="Whether strangers may sign up. Default: they may."),
        click.option(
            "--behind-proxy",
            is_flag=False,
            flag_value="127.0.0.1",
            metavar="[ADDRESSES]",
            help="Believe these proxies (addresses or networks, separated by commas; without any: this machine) who a "
            "visitor is: X-Forwarded-For. Without it, all who come through a proxy count as one visitor.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def page_server(
    settings: Settings, store: Store, url: str, place: Place, webhook: "Webhook | None" = None
) -> "PageServer":
    """A server of the pages; it takes no place yet.

    :param url: the database, whose disk must have room. :param webhook: how Telegram tells what happens, if it does.
    :raises Misuse: settings are lacking, or a proxy is none.
    """
    from bot.web.app import make_app  # noqa: PLC0415 - a fifth of a second that other commands need not pay
    from bot.web.serving import page_server as serving  # noqa: PLC0415 - likewise

    pages = links(settings)
    if pages is None:
        raise Misuse(lacking_for_pages(settings))
    app = make_app(
        store,
        pages,
        background(),
        lambda: datetime.now(UTC),
        sign_up=place.sign_up,
        sources=settings.sources,
        metrics_token=settings.metrics_token.reveal() if settings.metrics_token else None,
        room=partial(free_bytes, url),
        webhook=webhook,
    )
    try:
        return serving(app, place.behind_proxy)
    except ValueError as error:
        hint = "Name addresses or networks, as 10.0.0.1 or 10.0.0.0/8, separated by commas."
        raise Misuse(f"--behind-proxy: {error}. {hint}") from error


def taken(place: Place) -> "socket.socket":
    """A socket that listens there.

    :raises Failure: it cannot be had.
    """
    from bot.web.serving import listening  # noqa: PLC0415 - see above

    try:
        return listening(place.host, place.port)
    except OSError as error:
        is_name = (error.errno or 0) < 0  # getaddrinfo's own numbers, which no error of a system call has
        hint = "Name an address of this machine." if is_name else "Is it running already? Choose another with --port."
        raise Failure(f"Cannot listen at {place.host}, port {place.port}: {error.strerror}. {hint}") from error


def address_of(listening: "socket.socket") -> str:
    """``http://127.0.0.1:8000/``."""
    name, number = listening.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{number}/"


def lacking_for_pages(settings: Settings) -> str:
    """What to set for there to be pages; empty if there are."""
    if settings.public_url is None:
        return (
            "The pages need to know their address for readers: set PAPERROUND_PUBLIC_URL, or public_url in "
            "paperround.toml, as https://papers.example.org (to try it here: http://localhost:8000)."
        )
    if settings.signing_keys():
        return ""
    return (
        "The links in messages must be signed: set PAPERROUND_SECRET_KEY (better: PAPERROUND_SECRET_KEY_FILE). "
        f"A good key comes from: {_KEY}"
    )
