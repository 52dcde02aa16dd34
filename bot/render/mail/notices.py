"""Letters that tell of no papers: the question whether an address is its owner's, and fresh links for a reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from gettext import NullTranslations

from bot.channels.types import Letter
from bot.links import Links
from bot.render.language import Language
from bot.render.mail.identity import message_id
from bot.render.mail.letters import templates
from bot.render.wishes import wishes
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader

LINKS_SLOT = "links "
"""What the slot of a delivery begins with that brings a reader their links."""


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """A letter about one link, or one code. :ivar address: the link. :ivar before: sentences above it.

    :ivar after: sentences below it. :ivar code: what stands there instead of a link.
    """

    language: str
    subject: str
    preheader: str
    heading: str
    before: Sequence[str]
    label: str
    address: str
    after: Sequence[str]
    code: str = ""


def notice_letter(
    delivery: Delivery, address: Address, notice: NoticeWords, words: NullTranslations, sender_host: str
) -> Letter:
    """A letter about one link, in both forms."""
    found = templates(words)
    return Letter(
        kind=delivery.kind,
        message_id=message_id(delivery, address, sender_host),
        date=delivery.created_at,
        subject=notice.subject,
        text=found.get_template("notice.txt").render(notice=notice),
        html=found.get_template("notice.html").render(notice=notice),
        language=notice.language,
    )


def notice_of(
    delivery: Delivery,
    reader: Reader,
    address: Address,
    links: Links,
    words: NullTranslations,
    language: str,
    profiles: Sequence[StoredProfile] = (),
) -> NoticeWords:
    """What the letter of a delivery says: fresh links if its slot says so, else the question.

    :param reader: whose papers are to be told at the address; it may not be theirs yet.
    """
    if delivery.slot.startswith(LINKS_SLOT):
        return _fresh_links(links.settings(reader), address, words, language)
    joins = reader.number if reader.number != address.reader else 0
    link = links.confirm(address.number, delivery.created_at, joins)
    return replace(_question(link, words, language), before=_what(reader, address, profiles, Language(language, words)))


def code_notice(code: str, words: NullTranslations, language: str) -> NoticeWords:
    """What the letter says that brings a code."""
    _ = words.gettext
    return NoticeWords(
        language=language,
        subject=_("%(code)s is your code for Paperround") % {"code": code},
        preheader=_("Send it to the chat in which you were asked for it."),
        heading=_("Your code"),
        before=(
            _("Someone, probably you, wants to read here what Paperround tells them in Telegram."),
            _("If it was you, send this code to the chat:"),
        ),
        label="",
        address="",
        after=(
            _("It works for 30 minutes after it was asked for."),
            _("If it was not you, leave this mail alone: then nothing comes of it. Tell the code to nobody."),
        ),
        code=code,
    )


def _what(reader: Reader, address: Address, profiles: Sequence[StoredProfile], language: Language) -> tuple[str, ...]:
    """What is asked, and for what: so that nobody confirms what someone else wanted."""
    _ = language.gettext
    wished = tuple(wishes(profiles, reader.timezone, language))
    if reader.number != address.reader:
        return (
            _("A reader of Paperround, probably you, asked for their papers to be sent to this address too."),
            *wished,
            _("If you confirm it, it is one of theirs: whoever has the link to their settings can change what comes."),
        )
    asked = _("Someone, probably you, asked for new papers that match their words to be sent to this address.")
    stopped = (_("It was used before and stopped; what is kept of then is used again."),) if address.stopped else ()
    return asked, *stopped, *wished, _("Nothing is sent until you confirm it.")


def _question(link: str, words: NullTranslations, language: str) -> NoticeWords:
    _ = words.gettext
    return NoticeWords(
        language=language,
        subject=_("Please confirm your address"),
        preheader=_("One click, and new papers that match your words come here."),
        heading=_("Is this your address?"),
        before=(),
        label=_("Confirm this address"),
        address=link,
        after=(
            _("The link works for 48 hours."),
            _("If it was not you, leave this mail alone: then nothing more comes of it."),
        ),
    )


def _fresh_links(link: str, address: Address, words: NullTranslations, language: str) -> NoticeWords:
    _ = words.gettext
    state = (
        _("This address was stopped, so nothing else is sent to it. In the settings you can use it again.")
        if address.stopped
        else _("This address is confirmed already; nothing was changed.")
    )
    return NoticeWords(
        language=language,
        subject=_("Your settings at Paperround"),
        preheader=_("The link to your profiles, times and addresses."),
        heading=_("Your settings"),
        before=(
            _("Someone, probably you, asked for the link to your settings, or signed up with this address again."),
            state,
            _("To have it in other settings, remove it in these first."),
        ),
        label=_("Open the settings"),
        address=link,
        after=(
            _("Whoever has the link can change your settings. Keep it to yourself."),
            _("If it was not you, leave this mail alone: then nothing comes of it."),
        ),
    )
