"""What a mail server's answers mean for a delivery (RFC 5321, RFC 3463). Pure.

The one thing that must be right: what certainly was not delivered is tried again, what certainly will never be is not,
and only when the server fell silent after it had everything, nobody knows.
"""

import re
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from bot.channels.types import DeliveryError, Later, Refused, Uncertain, Unusable
from store.readers import BounceKind

SOON = 300.0
"""Seconds after which a server that could not be used is tried again."""

_MAX_TEXT = 300
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_UNKNOWN_USER = re.compile(
    r"\bunknown (user|recipient|mailbox|address|local|account)|"
    r"\b(user|recipient|mailbox|address|account|alias)( is| was)? ?(unknown|invalid|disabled|inactive|not found)|"
    r"\bno (such|mailbox)\b|\b(does not|doesn['’]t) (exist|have)|\bnot? (a )?(known|valid) (user|recipient|mailbox)|"
    r"\binvalid (user|recipient|mailbox|address)|\bmailbox (unavailable|not available)|\bunrouteable address|"
    r"\bno longer (available|valid|in use|with)|\brecipient (not found|address rejected: access denied)|"
    r"\buser not (local|found)",
    re.IGNORECASE,
)
_GREYLISTED = re.compile(r"gr[ea]y.?list|try again (later )?in \d", re.IGNORECASE)
_OVER_QUOTA = re.compile(r"\b(daily|hourly|sending) .{0,40}\b(limit|quota)", re.IGNORECASE)


class Phase(StrEnum):
    """Where in the dialogue; the value says what we were about."""

    CONNECT = "connecting"
    HELLO = "greeting the mail server"
    TLS = "beginning encryption"
    LOGIN = "logging in"
    SENDER = "naming the sender"
    RECIPIENT = "naming the recipient"
    DATA = "announcing the mail"
    BODY = "handing over the mail"
    END = "waiting for the receipt"
    """Everything was handed over: only here can a mail have been taken without our knowing."""


class Cause(Enum):
    """What went wrong."""

    ANSWER = auto()
    """It answered no."""
    TIMEOUT = auto()
    DROPPED = auto()
    """It cut the connection."""
    GARBLED = auto()
    """It said what is no SMTP."""
    NO_HOST = auto()
    """Its name has no address."""
    NO_CONNECTION = auto()
    """Nobody there, or no way there."""
    CERTIFICATE = auto()
    """It could not show who it is."""
    BAD_TLS = auto()
    """Encryption could not begin."""
    NOT_OFFERED = auto()
    """It does not offer what we demand: TLS, a login we know, international addresses."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal. :ivar code: three digits. :ivar status: the enhanced code, ``5.1.1``; empty if there is none.
    :ivar text: its words, one line, bounded.
    """

    code: int
    status: str
    text: str

    def __str__(self) -> str:
        return " ".join(each for each in (str(self.code), self.status, self.text) if each)


class SmtpTrouble(Exception):
    """The dialogue failed. The message says where and how, in words.

    :ivar answer: what the server said, if that was the cause.
    """

    def __init__(self, phase: Phase, cause: Cause, said: str, answer: Answer | None = None) -> None:
        """:param said: what happened, without where."""
        super().__init__(f"While {phase}: {said}")
        self.phase = phase
        self.cause = cause
        self.answer = answer


def read_answer(code: int, text: str) -> Answer:
    """An answer as it came, made fit to be shown. Several lines become one; their status is said once."""
    shown = "".join(each if each.isprintable() else " " for each in text)
    status = _STATUS.match(shown)
    if status:
        shown = shown.replace(status[1], " ")
    shown = " ".join(shown.split())
    return Answer(code, status[1] if status else "", shown[:_MAX_TEXT])


def delivery_error(trouble: SmtpTrouble, hint: str = "") -> DeliveryError:
    """What it means for the delivery. :param hint: what to do, for people."""
    said = str(trouble)
    if hint:
        said = f"{said.rstrip('.')}. {hint}"
    match trouble.phase:
        case Phase.CONNECT | Phase.HELLO | Phase.TLS | Phase.LOGIN:
            return Unusable(said, retry_after=SOON if _may_pass(trouble) else None)
        case Phase.END if trouble.answer is None:
            return Uncertain(said)
    answer = trouble.answer
    if answer is None:
        return Refused(said) if trouble.cause is Cause.NOT_OFFERED else Later(said)
    if answer.code < 500:  # noqa: PLR2004 - 4yz is transient, 5yz permanent
        return Later(said, bounce=_soft(answer, trouble.phase))
    return _permanent(trouble.phase, answer, said)


def _may_pass(trouble: SmtpTrouble) -> bool:
    if trouble.answer:
        return trouble.answer.code < 500  # noqa: PLR2004 - as above
    return trouble.cause in {Cause.TIMEOUT, Cause.DROPPED, Cause.GARBLED, Cause.NO_HOST, Cause.NO_CONNECTION}


def _soft(answer: Answer, phase: Phase) -> BounceKind | None:
    """Whether the recipient's side is at fault, and not the server that we hand mail to."""
    if phase is Phase.SENDER or _GREYLISTED.search(answer.text):
        return None
    full = answer.code == 452 and not answer.status  # noqa: PLR2004 - insufficient storage
    return BounceKind.SOFT if full or answer.status.startswith(("4.1.", "4.2.")) else None


def _permanent(phase: Phase, answer: Answer, said: str) -> DeliveryError:
    status = answer.status
    if status == "5.4.4":  # no route to the recipient's domain: mostly its DNS is away for a while
        return Later(said, bounce=BounceKind.SOFT)
    if status in {"5.4.5", "5.1.90"} or _OVER_QUOTA.search(answer.text):  # so large providers say: enough for today
        return Later(said)
    if answer.code in {530, 538} or (phase is Phase.SENDER and not _of_this_mail(answer)):
        # Nobody's delivery is at fault if the server wants a login or will not have the sender.
        return Unusable(said)
    if status == "5.2.2":
        return Refused(said, bounce=BounceKind.SOFT)
    return Refused(said, bounce=BounceKind.HARD if _no_mailbox(phase, answer) else None)


def _of_this_mail(answer: Answer) -> bool:
    """Whether a sender was refused for what was said with it: the mail's size, international addresses."""
    return answer.code in {552, 555} or answer.status in {"5.2.3", "5.3.4", "5.6.7"}


def _no_mailbox(phase: Phase, answer: Answer) -> bool:
    if phase is Phase.SENDER or answer.status.startswith("5.7."):
        return False
    if answer.status.startswith("5.1.") and answer.status not in {"5.1.7", "5.1.8"}:  # those two are the sender's
        return True
    if answer.status == "5.2.1" or (answer.code in {551, 556} and not answer.status):
        return True
    return phase is Phase.RECIPIENT and answer.code in {550, 553, 554} and bool(_UNKNOWN_USER.search(answer.text))
