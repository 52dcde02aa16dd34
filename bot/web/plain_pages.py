"""What needs no reader: the style sheet, a sign of life, and what robots may read."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.safety import CACHE

_TEMPLATES = Path(__file__).parent.parent / "templates"
_LOOKS = ("style.css", "web/pages.css")
_HOUR = "public, max-age=3600"


@cache
def _style() -> str:
    return "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in _LOOKS)


async def style(_request: Request) -> Response:
    """How the pages look."""
    return Response(_style(), media_type="text/css", headers={CACHE: _HOUR})


async def healthz(_request: Request) -> Response:
    """That this process lives and answers. It asks no database."""
    return PlainTextResponse("ok\n")


async def robots(_request: Request) -> Response:
    """Robots may read nothing (RFC 9309)."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n", headers={CACHE: _HOUR})
