"""What a reader's profiles look like in a chat: the list, one profile, and one to be chosen of several."""

from collections.abc import Callable, Iterable, Sequence

from bot.app.feedback import read_stored_profile
from bot.app.stored_keywords import understand
from bot.channels.types import Button, ChatMessage, Keyboard
from bot.chat.profile_values import addresses_of, profiles_of
from bot.chat.screens import leaving, paged
from bot.chat.showing import screen
from bot.chat.types import Turn
from bot.core.chat.taps import tap
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.muting import is_empty
from bot.core.matching.plan import narrowing
from bot.core.matching.types import Keyword, Profile, Role, terms_of
from bot.render.chat.markup import bold, code, escaped
from bot.render.language import Language
from bot.render.presentation import name_of
from bot.render.words import shorten
from store.profiles import StoredProfile
from store.readers import Address, Way

MAX_WORDS = 400
"""Characters of the keywords of one role that a screen shows."""

_MOST_NAMED = 5
_LABEL = 40


def list_screen(turn: Turn, page: int = 0) -> ChatMessage:
    """All profiles of the reader, to be looked at."""
    language, profiles = turn.language, profiles_of(turn)
    buttons = [Button(_row(language, each), tap("f", each.number)) for each in profiles]
    add = ((Button(language.gettext("＋ Add a profile"), tap("fa")),),)
    rows = (*paged(buttons, page, lambda to: tap("fl", to)), *add, *leaving(language, tap("s")))
    if not profiles:
        said = language.gettext("There is no profile yet. A profile is a list of words to look for in new papers.")
        return screen(bold(language.gettext("Profiles")), "", escaped(said), rows=rows)
    said = language.gettext("What is looked for in new papers. Tap one to change it.")
    return screen(bold(language.gettext("Profiles")), escaped(said), rows=rows)


def choose_screen(turn: Turn, question: str, data: Callable[[int], str], page: int, turned: str) -> ChatMessage:
    """One of the reader's profiles is to be chosen.

    :param question: in the reader's language. :param data: what the button of a profile says, by its number.
    :param turned: the verb that shows another page.
    """
    buttons = [Button(_short(each.name), data(each.number)) for each in profiles_of(turn)]
    rows = (*paged(buttons, page, lambda to: tap(turned, to)), *leaving(turn.language))
    return screen(escaped(question), rows=rows)


def profile_screen(turn: Turn, stored: StoredProfile, note: str = "") -> ChatMessage:
    """A profile with everything that can be changed of it.

    :param note: HTML above it: what was done.
    """
    lines = (note, "") if note else ()
    return screen(*lines, *profile_lines(turn, stored), rows=_rows(turn.language, stored))


def profile_lines(turn: Turn, stored: StoredProfile) -> tuple[str, ...]:
    """A profile as it was understood, and when and where it is told; HTML."""
    language, addresses = turn.language, addresses_of(turn)
    own = [each for each in addresses if not stored.addresses or each.number in stored.addresses]
    return (
        bold(name_of(stored.name)),
        *understood_lines(language, read_stored_profile(stored)),
        *(
            escaped(language.gettext("⚠️ Not understood any more: %(words)s", words=shorten(error.text, _LABEL)))
            for error in understand(stored.keywords).errors[:_MOST_NAMED]
        ),
        "",
        escaped(_limits(language, stored)),
        escaped(language.gettext("When: %(timing)s", timing=language.timing(stored.timing))),
        escaped(language.gettext("Where: %(places)s", places=_places(turn, own))),
        escaped(language.gettext("Sources: %(sources)s", sources=_sources(language, stored.sources))),
    )


def understood_lines(language: Language, profile: Profile) -> tuple[str, ...]:
    """The keywords by what they are for; HTML."""
    narrowed = narrowing([each for each in profile.keywords if not each.excluded])
    wanted = [each for each in profile.keywords if each.role is Role.WANTED and each not in narrowed]
    required = [each for each in profile.keywords if each.role is Role.REQUIRED or each in narrowed]
    excluded = [each for each in profile.keywords if each.excluded]
    lines = (
        (language.gettext("Looks for: %(words)s", words=_listed(wanted))) if wanted else "",
        (language.gettext("Only with: %(words)s", words=_listed(required))) if required else "",
        (language.gettext("Never with: %(words)s", words=_listed(excluded))) if excluded else "",
        *_too_common(language, profile),
    )
    return tuple(filter(None, lines))


def address_label(turn: Turn, address: Address) -> str:
    """An address in a few words: ``this chat``, ``topic 12``, ``ada@example.org``. In a group it is none of its
    members' business whose mail address that is.
    """
    (_, chat, _), language = turn.known(), turn.language
    if address.way is Way.MAIL:
        in_group = turn.incoming.room.kind.is_group
        return language.gettext("a mail address") if in_group else name_of(address.target)
    if address.way is not Way.CHAT:
        return address.way.value
    number, _, topic = address.target.partition("/")
    if topic:
        return language.gettext("topic %(number)s", number=topic)
    if number == str(turn.incoming.room.number):
        return language.gettext("this chat")
    return name_of(chat.title) if number == str(chat.chat) else language.gettext("another chat")


def _rows(language: Language, stored: StoredProfile) -> Keyboard:
    number, _ = stored.number, language.gettext
    top = _("all") if stored.top is None else language.number(stored.top)
    revisions = _("yes") if stored.revisions else _("no")
    threshold = language.number(stored.threshold)
    return (
        (
            Button(_("✏️ Words"), tap("fe", number)),
            Button(_("Threshold: %(score)s", score=threshold), tap("fh", number)),
        ),
        (
            Button(_("Per digest: %(count)s", count=top), tap("fo", number)),
            Button(_("Revisions: %(wanted)s", wanted=revisions), tap("fv", number, int(not stored.revisions))),
        ),
        (Button(_("When: %(timing)s", timing=_short(language.timing(stored.timing))), tap("ft", number)),),
        (Button(_("Where"), tap("fw", number)), Button(_("Sources"), tap("fs", number, 0))),
        (Button(_("Try it on 14 days"), tap("fb", number)), Button(_("Rename"), tap("fn", number))),
        (Button(_("Share"), tap("fp", number)), Button(_("🗑 Remove"), tap("fx", number))),
        *leaving(language, tap("fl", 0)),
    )


def _row(language: Language, stored: StoredProfile) -> str:
    return f"{_short(stored.name)} · ≥ {language.number(stored.threshold)}"


def _short(text: str) -> str:
    return shorten(name_of(text), _LABEL) or "…"


def _listed(keywords: Iterable[Keyword]) -> str:
    """Keywords as they are typed, without the sign of their role; HTML."""
    return code(shorten(", ".join(print_keyword(each).lstrip("+-") for each in keywords), MAX_WORDS))


def _too_common(language: Language, profile: Profile) -> Iterable[str]:
    common = [each for each in profile.keywords if all(map(is_empty, terms_of(each.sought)))][:_MOST_NAMED]
    for keyword in common:
        word = f"“{_short(print_keyword(keyword))}”"
        yield escaped(
            language.gettext("⚠️ Nearly every paper has %(word)s: it hardly tells one from another.", word=word)
        )


def _limits(language: Language, stored: StoredProfile) -> str:
    score = language.number(stored.threshold)
    if stored.top is None:
        return language.gettext("You are told of papers from %(score)s of 100 points on.", score=score)
    return language.ngettext(
        "You are told of papers from %(score)s of 100 points on, at most %(count)s a digest.",
        "You are told of papers from %(score)s of 100 points on, at most %(count)s a digest.",
        stored.top,
        score=score,
    )


def _places(turn: Turn, addresses: Sequence[Address]) -> str:
    labels = [address_label(turn, each) for each in addresses if each.is_open]
    return turn.language.list(labels[:_MOST_NAMED]) if labels else turn.language.gettext("nowhere at present")


def _sources(language: Language, sources: Sequence[str]) -> str:
    return language.list([name_of(each) for each in sources[:_MOST_NAMED]]) if sources else language.gettext("all")
