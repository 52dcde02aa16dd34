"""As :mod:`bot.wiring`, of what watches sources: the web, what a look needs, who is told of trouble.

Imports stand inside the functions: a command pays (some tenths of a second) only for what it uses.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.wiring import LOCAL_HOST, background, lacking
from store.api import Store
from store.readers import Way

if TYPE_CHECKING:
    from bot.app.outlets import Outlet
    from bot.app.watching.alerts import Send
    from bot.app.watching.means import Means
    from scrapers.exchange import Web
    from scrapers.http import WebClient
    from scrapers.types import Listing, Page
    from store.watch import Look

HUGGING_FACE = "huggingface.co"
"""The host that is given the token for it."""


def web_client(
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    on_wait: Callable[[str, datetime], None] = lambda _host, _until: None,
) -> "WebClient":
    """The web, asked politely: with the other processes that share this store, each host is asked by one at a time.

    :param clock: gives now, aware, UTC; by it pages are had, too.
    :param on_wait: hears that a host is waited for, and until when.
    :raises ValueError: what may be private cannot be understood.
    """
    from bot import __version__  # noqa: PLC0415
    from bot.app.watching.pacing import StorePacing  # noqa: PLC0415
    from scrapers.gate import Gate  # noqa: PLC0415
    from scrapers.http import WebClient  # noqa: PLC0415

    token = settings.huggingface_token
    return WebClient(
        contact=settings.contact,
        pacing=StorePacing(store),
        gate=Gate(settings.fetch_allow),
        clock=clock,
        on_wait=on_wait,
        tokens={HUGGING_FACE: token.reveal()} if token else {},
        version=__version__,
    )


def watching(
    store: Store,
    web: "Web",
    parse: "Callable[[Page], Awaitable[Listing]]",
    clock: Callable[[], datetime],
    *,
    tell: bool = True,
    judge: bool = True,
    on_look: "Callable[[Look], None]" = lambda _: None,
) -> "Means":
    """With what sources are looked at.

    :param tell: whether what is new is promised to the stored readers.
    :param judge: whether what is thought of the sources afterwards is kept.
    """
    from bot.app.telling import Teller  # noqa: PLC0415
    from bot.app.watching.means import Means  # noqa: PLC0415
    from bot.watched_folder import files_in  # noqa: PLC0415
    from scrapers.kinds import KINDS  # noqa: PLC0415

    return Means(
        store=store,
        web=web,
        parse=parse,
        clock=clock,
        kinds=KINDS,
        folder=files_in,
        teller=Teller(background()) if tell else None,
        on_look=on_look,
        judge=judge,
    )


def operator_sender(settings: Settings, ways: "Mapping[Way, Outlet]") -> "Send | None":
    """What sends the operator a message; ``None`` if nobody is to be told.

    :param ways: the ways out that can be used here.
    """
    operator = settings.operator
    if operator is None:
        return None
    from hashlib import sha256  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415
    from socket import gethostname  # noqa: PLC0415

    from bot import __version__  # noqa: PLC0415
    from bot.channels.types import Letter, Unusable  # noqa: PLC0415
    from store.outbox import DeliveryKind  # noqa: PLC0415

    # Who runs several of them knows by it which one it is.
    by = f"Paperround {__version__} on {gethostname()}, {settings.public_url or settings.config or Path.cwd()}"
    host = settings.mail_from.host if settings.mail_from else LOCAL_HOST

    async def send(subject: str, text: str) -> None:
        if operator.way not in ways:
            raise Unusable(lacking(settings, operator.way))
        # The same words are the same message: should it be sent twice, whoever keeps mail has it once.
        words = sha256(f"{subject}\n{text}".encode()).hexdigest()[:32]
        letter = Letter(
            kind=DeliveryKind.QUIET,
            message_id=f"<alert-{words}@{host}>",
            date=datetime.now(UTC),
            subject=subject,
            text=f"{text.rstrip()}\n\n{by}\n",
            of_list=False,
        )
        await ways[operator.way].channel.send(operator.target.reveal(), letter)

    return send
