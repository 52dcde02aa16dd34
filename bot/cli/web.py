"""``paperround web``: the pages behind the mail."""

from datetime import UTC, datetime

import click

from bot.cli.common import Failure, Misuse, database_option, examples, opened, settings
from bot.settings import Settings
from bot.wiring import background, links

_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"


@click.command(
    "web",
    short_help="Serve the pages behind the mail: sign-up, settings, unsubscribe, feeds.",
    epilog=examples(
        "paperround web",
        "paperround web --host 0.0.0.0 --port 8080 --no-sign-up",
        "paperround web --behind-proxy 10.0.0.0/8",
    ),
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Listen at this address.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Listen at this port; 0 for any."
)
@click.option("--sign-up/--no-sign-up", default=True, help="Whether strangers may sign up. Default: they may.")
@click.option(
    "--behind-proxy",
    is_flag=False,
    flag_value="127.0.0.1",
    metavar="[ADDRESSES]",
    help="Believe these proxies (addresses or networks, separated by commas; without any: this machine) who a visitor "
    "is: X-Forwarded-For. Without it, all who come through a proxy count as one visitor.",
)
@database_option
@click.pass_context
def web_command(
    ctx: click.Context, *, host: str, port: int, sign_up: bool, behind_proxy: str | None, database: str | None
) -> None:
    """Serve the pages that the links in messages lead to, until it is stopped (Ctrl+C, or SIGTERM).

    Readers confirm their address there, change their settings, unsubscribe, give feedback and read their feeds, all
    without an account: by signed links. It needs the settings public_url and secret_key, the same as for sending.
    Encryption (https) is the work of a proxy before it.
    """
    from bot.web.app import make_app  # noqa: PLC0415 - a fifth of a second that other commands need not pay
    from bot.web.serving import listening, page_server  # noqa: PLC0415

    chosen = settings(ctx)
    pages = links(chosen)
    if pages is None:
        raise Misuse(_lacking(chosen))
    with opened(ctx, database) as store:
        app = make_app(store, pages, background(), lambda: datetime.now(UTC), sign_up=sign_up)
        try:
            server = page_server(app, behind_proxy)
        except ValueError as error:
            hint = "Name addresses or networks, as 10.0.0.1 or 10.0.0.0/8, separated by commas."
            raise Misuse(f"--behind-proxy: {error}. {hint}") from error
        try:
            taken = listening(host, port)
        except OSError as error:
            hint = "Is it running already? Choose another with --port or --host."
            raise Failure(f"Cannot listen at {host}, port {port}: {error.strerror}. {hint}") from error
        name, number = taken.getsockname()[:2]
        shown = f"[{name}]" if ":" in name else name
        click.echo(f"Pages at http://{shown}:{number}/ for {pages.public_url}/ – Ctrl+C ends it.")
        server.run(sockets=[taken])


def _lacking(chosen: Settings) -> str:
    if chosen.public_url is None:
        return (
            "The pages need to know their address for readers: set PAPERROUND_PUBLIC_URL, or public_url in "
            "paperround.toml, as https://papers.example.org (to try it here: http://localhost:8000)."
        )
    return (
        "The links in messages must be signed: set PAPERROUND_SECRET_KEY (better: PAPERROUND_SECRET_KEY_FILE). "
        f"A good key comes from: {_KEY}"
    )
