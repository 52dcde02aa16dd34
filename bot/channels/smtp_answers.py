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
    r"\b(user|recipient|mailbox|address|account|alias)( [^\s.]{1,64})?( is| was| has been)? ?"
    r"(unknown|invalid|disabled|inactive|not found)|"
    r"\bno (such|mailbox)\b|\b(does not|doesn['’]t) (exist|have an? )|"
    r"\bnot? (a )?(known|valid) (user|recipient|mailbox)|"
    r"\binvalid (user|recipient|mailbox|address)|\bmailbox (unavailable|not available)|\bunrouteable address|"
    r"\bno longer (available|valid|in use|with)|\brecipient (not found|address rejected: access denied)|"
    r"\buser not (local|found)|\bnot listed in (public|domino)",
    re.IGNORECASE,
)
# Then it is said of us or of the mail, whatever else is said.
_ABOUT_US = re.compile(
    r"\b(sender|mail from|spf|dkim|dmarc|spam\w*|junk|virus|unsolicited|black ?list\w*|block(ed|ing|s| ?list\w*)|"
    r"reputation|ptr|r?dns|resource record|helo|ehlo|client host|your (host|ip|server|network)|"
    r"relay(ing)? (access )?(denied|not)|polic(y|ies))\b",
    re.IGNORECASE,
)
# Or of how full the mailbox is.
_ABOUT_ROOM = re.compile(r"\b(quota|full|size|too (large|big|many|quickly|fast)|at a rate)\b", re.IGNORECASE)
# What stands in addresses of mail or of pages says nothing: <spam@far.example>, https://far.example/policy.
_ADDRESSES = re.compile(r"\S+@\S+|\bhttps?://\S+", re.IGNORECASE)
_NO_SUCH_MAILBOX = re.compile(r"5\.(1\.([0-46]|10)|2\.1)")
_SAYS_NOTHING = re.compile(r"5\.([0-6]\.0|1\.\d{2,3}|4\.1)")
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
    hard = phase is not Phase.SENDER and no_mailbox(answer, in_words=phase is Phase.RECIPIENT)
    return Refused(said, bounce=BounceKind.HARD if hard else None)


def _of_this_mail(answer: Answer) -> bool:
    """Whether a sender was refused for what was said with it: the mail's size, international addresses."""
    return answer.code in {552, 555} or answer.status in {"5.2.3", "5.3.4", "5.6.7"}


def no_mailbox(answer: Answer, *, in_words: bool = True) -> bool:
    """Whether a refusal says that there is no such mailbox, for good; the one rule for the dialogue and for reports.

    A refusal for good alone does not: most of them are about spam, size or policy. The enhanced code decides (RFC 3463,
    RFC 7505); where it is missing or says nothing, as 5.0.0, the words do.

    :param answer: its code is 0 where none was said.
    :param in_words: whether the words are about a recipient, and not about a mail's content.
    """
    if not (answer.code == 0 or answer.code >= 500) or answer.status[:1] in {"2", "4"}:  # noqa: PLR2004 - as above
        return False
    words = _words(answer)
    if _ABOUT_US.search(words) or _ABOUT_ROOM.search(words):
        return False
    status = "" if answer.status.endswith(".0.0") else answer.status
    if _NO_SUCH_MAILBOX.fullmatch(status) or (answer.code in {551, 556} and not status):
        return True
    if status and not _SAYS_NOTHING.fullmatch(status):
        return False
    return in_words and answer.code in {0, 550, 553, 554} and bool(_UNKNOWN_USER.search(words))


def is_about_us(answer: Answer) -> bool:
    """Whether a refusal is about who sends, or about what is sent: then it says nothing of the mailbox."""
    return answer.status.startswith("5.7.") or bool(_ABOUT_US.search(_words(answer)))


def _words(answer: Answer) -> str:
    return " ".join(_ADDRESSES.sub(" ", answer.text).split())


def says_no_mailbox(words: str) -> bool:
    """Whether a line speaks of a mailbox that does not exist; what it means :func:`no_mailbox` decides."""
    return bool(_UNKNOWN_USER.search(words))
