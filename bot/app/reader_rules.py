"""What may be kept of a reader: their name, language and time zone, and the targets of their addresses. Decides, and
does nothing; only a folder's name is made whole by asking the machine where it is.
"""

import logging
import re
import warnings
from enum import Enum
from importlib.util import find_spec
from pathlib import Path

from bot.channels.addresses import LOCAL_SCHEMES, BadAddress, mail_address
from bot.core.matching.syntax import quoted
from bot.core.rising import MAX_RISING
from bot.core.said import said, sentence_of
from bot.core.timing import BadTiming, zone
from store.readers import Way

MAX_NAME = 254
"""Characters of a reader's name: those who signed up are called by their mail address."""

MAX_TARGET = 2_000
"""Characters of a notification URL or a folder."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}")
_CHAT = re.compile(r"-?[1-9][0-9]{0,17}(?:/[1-9][0-9]{0,9})?")
_URL = re.compile(r"([a-z][a-z0-9+.-]*)://\S+", re.IGNORECASE)
_SCRIPT_LENGTH, _REGION_LENGTH = 4, 2
# A sign that belongs to the password may look like one that ends it: then nothing is shown.
_SERVER = re.compile(r"(?:[^@/?#]*@)?([a-z0-9.-]+(?::[0-9]{1,5})?)(?:[/?#][^@]*)?", re.IGNORECASE)
# Here the part before the first slash is a server's name; with most others it is a key.
_SERVERS = frozenset({"form", "forms", "gotify", "gotifys", "json", "jsons", "mailto", "mailtos", "xml", "xmls"})


class ReaderRefused(ValueError):
    """What was asked for a reader cannot be done. The message says why and what would do."""


class AddressTaken(ReaderRefused):
    """The address is another reader's. The message does not say whose.

    :ivar reader: their number, for the operator alone.
    """

    def __init__(self, reader: int, hint: str = "") -> None:
        """:param reader: whose it is, by number. :param hint: what would do."""
        what = said("This address is in use already. Every address belongs to one reader.")
        super().__init__(said("%(what)s %(hint)s", what=what, hint=hint) if hint else what)
        self.reader = reader


class Unchanged(Enum):
    """What stands for a value that is to stay as it is, where ``None`` is a value."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


def checked_name(name: str) -> str:
    """A reader's name, white space put in order.

    :raises ReaderRefused: it is empty, too long, or has signs that cannot be seen.
    """
    clean = " ".join(name.split())
    if not clean:
        raise ReaderRefused(said("A reader needs a name. Any words will do."))
    if len(clean) > MAX_NAME:
        raise ReaderRefused(
            said(
                "A reader's name has at most %(most)s characters; this one has %(count)s.",
                most=MAX_NAME,
                count=len(clean),
            )
        )
    if not clean.isprintable():
        raise ReaderRefused(
            said("%(written)s has a character that cannot be printed. Leave it out of the name.", written=quoted(clean))
        )
    return clean


def checked_language(tag: str) -> str:
    """A language tag (BCP 47) with its parts in the usual case: ``de``, ``pt-BR``, ``zh-Hant``.

    :raises ReaderRefused: it is none.
    """
    first, *rest = tag.strip().replace("_", "-").lower().split("-")
    if not _LANGUAGE.fullmatch("-".join((first, *rest))):
        raise ReaderRefused(
            said("%(written)s is no language tag. Write one like en, de or pt-BR.", written=quoted(tag))
        )
    return "-".join((first, *(_subtag(part) for part in rest)))


def _subtag(part: str) -> str:
    if len(part) == _SCRIPT_LENGTH and part.isalpha():
        return part.title()
    return part.upper() if len(part) == _REGION_LENGTH else part


def checked_zone(name: str) -> str:
    """The name of a time zone as IANA writes it.

    :raises ReaderRefused: there is none of that name.
    """
    try:
        return zone(name).key
    except BadTiming as error:
        raise ReaderRefused(sentence_of(error)) from error


def checked_trending(count: int) -> int:
    """How many trending papers may end a digest.

    :raises ReaderRefused: it is none, or more than a message has room for.
    """
    if not 0 <= count <= MAX_RISING:
        raise ReaderRefused(
            said(
                "A digest can end with 0 to %(most)s trending papers, not with %(count)s.", most=MAX_RISING, count=count
            )
        )
    return count


def checked_target(way: Way, target: str) -> str:
    """An address's target in the form in which it is kept.

    :raises ReaderRefused: nothing can be sent there.
    """
    if way is Way.CONSOLE:
        return ""
    if way is Way.MAIL:
        try:
            return mail_address(target)
        except BadAddress as error:
            raise ReaderRefused(sentence_of(error)) from error
    clean = target.strip()
    if len(clean) > MAX_TARGET:
        raise ReaderRefused(
            said(
                "An address has at most %(most)s characters; this one has %(count)s.", most=MAX_TARGET, count=len(clean)
            )
        )
    return {Way.CHAT: _chat, Way.APPRISE: _notification, Way.FILE: _folder}[way](clean)


def shown_target(way: Way, target: str) -> str:
    """A target fit to be shown: a notification URL without anything that could be a password or key.

    :return: not cleaned of what a terminal or page would take for its own.
    """
    if way is Way.CONSOLE:
        return "the console"
    if way is not Way.APPRISE:
        return target
    scheme, _, rest = target.partition("://")
    server = _SERVER.fullmatch(rest) if scheme.lower() in _SERVERS else None
    return f"{scheme}://{server[1] if server else '***'}"


def _chat(target: str) -> str:
    if _CHAT.fullmatch(target):
        return target
    raise ReaderRefused(
        said(
            "%(written)s is no chat. Give its number, as -1001234567890, or -1001234567890/5 for topic 5 of a group; "
            "the number of a channel is found by its name: paperround test-telegram @name",
            written=quoted(target),
        )
    )


def _notification(target: str) -> str:
    found = _URL.fullmatch(target)
    if not found or not target.isprintable():
        raise ReaderRefused(said("This is no notification URL. Write one like ntfy://topic or json://host/path."))
    if found[1].lower() in LOCAL_SCHEMES:
        raise ReaderRefused(
            said(
                "%(scheme)s:// does something on the machine that sends, instead of telling someone.",
                scheme=found[1].lower(),
            )
        )
    if find_spec("apprise") and not _apprise_knows(target):
        what = said("Apprise does not understand this %(scheme)s:// URL.", scheme=found[1].lower())
        raise ReaderRefused(said("%(what)s How each is written: https://github.com/caronc/apprise/wiki", what=what))
    return target


def _apprise_knows(url: str) -> bool:
    from apprise import Apprise  # noqa: PLC0415 - an extra that takes a while to load

    def unheard(_record: logging.LogRecord) -> bool:
        return False

    # What it says of a URL that it does not understand holds the URL, and so its password.
    log = logging.getLogger("apprise")
    log.addFilter(unheard)
    try:
        with warnings.catch_warnings():  # its plugins are loaded now, and some need what Python is to lose
            warnings.simplefilter("ignore", DeprecationWarning)
            return Apprise.instantiate(url, suppress_exceptions=True) is not None
    finally:
        log.removeFilter(unheard)


def _folder(target: str) -> str:
    if not target or not target.isprintable():
        raise ReaderRefused(said("There is no folder of that name. Write the path of one."))
    try:
        return str(Path(target).expanduser().resolve())
    except (OSError, RuntimeError) as error:
        raise ReaderRefused(
            said("%(written)s is no folder that can be reached: %(error)s.", written=quoted(target), error=error)
        ) from error
