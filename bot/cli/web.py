"""``paperround web``: the pages behind the mail."""

import click

from bot.chat_wiring import Bell, webhook
from bot.cli.common import Misuse, database_option, database_url, examples, opened, settings
from bot.cli.logs import keep_log
from bot.cli.pages import Place, address_of, lacking_for_pages, page_options, page_server, taken


@click.command(
    "web",
    short_help="Serve the pages behind the mail: sign-up, settings, unsubscribe, feeds.",
    epilog=examples(
        "paperround web",
        "paperround web --host 0.0.0.0 --port 8080 --no-sign-up",
        "paperround web --behind-proxy 10.0.0.0/8",
    ),
)
@page_options
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
    chosen, place = settings(ctx), Place(host, port, sign_up, behind_proxy)
    lacking = lacking_for_pages(chosen)
    if lacking:
        raise Misuse(lacking)
    keep_log(ctx)
    with opened(ctx, database) as store:
        # A process that answers what is kept here finds it within a second.
        server = page_server(chosen, store, database_url(ctx, database), place, webhook(chosen, Bell()))
        listening = taken(place)
        click.echo(f"Pages at {address_of(listening)} for {chosen.public_url}/ – Ctrl+C ends it.")
        server.run(sockets=[listening])
