"""Mail: the steps of a real one, but for the mail itself."""

from collections.abc import Sequence
from datetime import datetime

from bot.channels.smtp_check import MailCheck
from bot.channels.steps import Step
from bot.channels.types import Letter
from bot.doctor.types import Finding, Patient, State
from bot.mail_setup import mail_setup
from bot.settings import Settings, SettingsError
from store.outbox import DeliveryKind
from store.readers import Way

_NAME = "mail"
_RECIPIENT = "recipient"


async def mail(patient: Patient) -> Sequence[Finding]:
    """Name, connection, encryption, login, sender, recipient; then the server is asked to forget it."""
    chosen = patient.settings
    if chosen.smtp_url is None and chosen.mail_from is None:
        return [Finding(_NAME, State.SKIPPED, "It is not set up.", "To send mail, set smtp_url and mail_from.")]
    try:
        server, sender = mail_setup(chosen)
    except SettingsError as error:
        return [Finding(_NAME, State.FAILED, str(error))]
    if patient.offline:
        return [Finding(_NAME, State.SKIPPED, f"{server} was not asked: --offline.")]
    check = MailCheck(server, sender, clock=patient.seconds, context=patient.trusted)
    steps = await check.run(_target(chosen, sender.address), _letter(sender.host, patient.clock()), send=False)
    return list(map(_finding, steps))


def _target(chosen: Settings, sender: str) -> str:
    """Whoever runs this takes mail; whether the sender's own address does, nobody knows."""
    operator = chosen.operator
    return operator.target.reveal() if operator and operator.way is Way.MAIL else sender


def _finding(step: Step) -> Finding:
    if step.ok is not False:
        return Finding(_NAME, State.OK, f"{step.name}: {step.said}.")
    cure = step.hint or "Walk the whole way with: paperround test-mail YOUR-ADDRESS"
    if step.name == _RECIPIENT:  # of one address; others may do
        return Finding(_NAME, State.WARNING, f"{step.name}: {step.said}", cure)
    return Finding(_NAME, State.FAILED, f"{step.name}: {step.said}", cure)


def _letter(host: str, now: datetime) -> Letter:
    """What would be sent."""
    return Letter(
        kind=DeliveryKind.QUIET,
        message_id=f"<doctor-{now:%Y%m%d%H%M%S%f}@{host}>",
        date=now,
        subject="A mail of Paperround that is not sent",
        text="Nobody should read this.\n",
    )
