"""``paperround test-mail``: whether mail can be sent, and if not, what to do."""

import asyncio
import secrets
import sys
import time
from datetime import UTC, datetime

import click

from bot.channels.addresses import BadAddress, mail_address
from bot.channels.mime import MailSender
from bot.channels.smtp_check import MailCheck
from bot.channels.steps import Step
from bot.channels.types import Letter
from bot.cli.common import Failure, Misuse, examples, json_option, print_json, settings
from bot.mail_setup import mail_setup
from bot.render.steps import check_report, step_lines
from bot.settings import Settings
from store.outbox import DeliveryKind

_TEXT = """This is a test mail of Paperround.

It was sent by the command "paperround test-mail" with the settings that the
digests are sent with. If you see it, mail works. If you found it among the
unwanted, look in its source for what SPF, DKIM and DMARC came to.
"""


@click.command(
    "test-mail",
    short_help="Can mail be sent? If not, what to do.",
    epilog=examples("paperround test-mail ada@example.org", "paperround test-mail ada@example.org --no-send"),
)
@click.argument("address")
@click.option("--no-send", is_flag=True, help="Stop before the mail itself.")
@json_option
@click.pass_context
def test_mail_command(ctx: click.Context, *, address: str, no_send: bool, as_json: bool) -> None:
    """Walk the way of a mail to ADDRESS: name, connection, encryption, login, sender, recipient; then send one.

    For each step that fails it says what to do. Nothing is kept, and no reader needs to have the address. The exit
    code is 1 if mail cannot be sent.
    """
    try:
        target = mail_address(address)
    except BadAddress as error:
        raise Misuse(str(error)) from error
    chosen = settings(ctx)
    server, sender = mail_setup(chosen)

    def show(step: Step) -> None:
        if not as_json:
            click.echo("\n".join(step_lines(step)))

    check = MailCheck(server, sender, clock=time.monotonic, on_step=show)
    steps = asyncio.run(check.run(target, _letter(sender), send=not no_send))
    advice = _advice(chosen)
    if as_json:
        print_json(check_report(steps, advice))
    elif advice:
        click.echo("\n".join(["", "Could be better:", *(f"- {each}" for each in advice)]))
    if any(step.ok is False for step in steps):
        sys.exit(Failure.exit_code)


def _letter(sender: MailSender) -> Letter:
    return Letter(
        kind=DeliveryKind.QUIET,
        message_id=f"<test-{secrets.token_hex(12)}@{sender.host}>",
        date=datetime.now(UTC),
        subject="A test mail of Paperround",
        text=_TEXT,
    )


def _advice(chosen: Settings) -> list[str]:
    missing = [
        name for name, value in (("public_url", chosen.public_url), ("secret_key", chosen.secret_key)) if value is None
    ]
    advice = []
    if missing:
        advice.append(
            f"Without {' and '.join(missing)} mails have no pages behind them and no one-click unsubscribing, which "
            "large providers demand: set them and run: paperround web"
        )
    if chosen.dkim_key is None:
        advice.append(
            "Mail is not signed with DKIM here. If your mail server does not sign either, set dkim_key and "
            "dkim_selector: large providers refuse or hide unsigned mail."
        )
    return advice
