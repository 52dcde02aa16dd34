"""Where mail that came back is posted, by whoever takes it in and cannot run ``paperround bounce``."""

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.app.bounces import NotTaken
from bot.app.incoming_mail import take_mail
from bot.mail_parts import MAX_MAIL
from bot.web.site import Site
from store.errors import DatabaseError

BOUNCE = "/bounce"

MAX_MESSAGE = MAX_MAIL
"""Bytes of a message that is posted."""


def bouncing(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """The page that takes a message as it came (RFC 5322) as the body of a POST.

    Anyone may post there: what is believed is the signed token in the message. Whatever it is, the answer is the same,
    so that nobody learns from it which token is good; only without a database they are asked to come again.
    """

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_take, site, await request.body())

    return endpoint


def _take(site: Site, message: bytes) -> Response:
    try:
        take_mail(site.store, site.links.signer, message, site.clock())
    except NotTaken:
        pass
    except DatabaseError:
        return Response(status_code=503, headers={"Retry-After": "60"})
    return Response()
