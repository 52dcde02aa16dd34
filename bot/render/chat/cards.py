"""A single paper in a chat, with what can be done about it. Pure."""

from collections.abc import Collection

from bot.channels.types import Button, ChatMessage, Keyboard
from bot.core.chat.taps import tap
from bot.core.digest import DigestItem
from bot.render.chat.fitting import CARD, Shape, fitted, kept
from bot.render.chat.looks import Look
from bot.render.chat.markup import message
from bot.render.chat.papers import entry, whole
from bot.render.chat.turning import CLOSE, turning
from bot.render.language import Language
from store.profiles import FeedbackKind

_AROUND = 600
"""How long what stands around the paper may be, in units of UTF-16."""


def card(
    item: DigestItem,
    context: str,
    index: int,
    look: Look,
    *,
    said: Collection[FeedbackKind] = (),
    back: int | None = None,
    of: int = 1,
    heading: tuple[str, ...] = (),
    footer: tuple[str, ...] = (),
) -> ChatMessage:
    """A paper as a message of its own.

    :param context: the list it is of, as buttons call it; see :class:`bot.render.chat.pages.ListView`.
    :param index: its place there, from 0.
    :param said: what the reader said of it already.
    :param back: the page of the list that it was opened from; ``None`` if it stands by itself: then it is written as
        the reader's template says, if they have one.
    :param of: how many papers the list has: a row of buttons turns from one to the next.
    :param heading: lines of HTML above it. :param footer: below it.
    """
    above, below = kept(heading, _AROUND), kept(footer, _AROUND)

    def render(look: Look, shape: Shape) -> str:
        alone = back is None and bool(look.template)
        paper = entry(item, None, look, shape) if alone else whole(item, look, shape)
        return "\n\n".join(filter(None, ("\n".join(above), paper, "\n".join(below))))

    turn = turning(index, of, lambda to: tap("po", context, to))
    keyboard = (*_acts(context, index, look.language, said), *turn, *_ways_back(context, look.language, back))
    return message(fitted(render, look, CARD), keyboard if look.personal else (), silent=look.silent)


def _acts(context: str, index: int, language: Language, said: Collection[FeedbackKind]) -> Keyboard:
    _ = language.gettext
    words = {
        FeedbackKind.SAVE: (_("🔖 Save"), _("✓ Saved")),
        FeedbackKind.LIKE: ("👍", "✓ 👍"),
        FeedbackKind.DISLIKE: ("👎", "✓ 👎"),
        FeedbackKind.HIDE: (_("Not interested"), _("✓ Not interested")),
    }
    # A button names the state it leads to: what was said can be taken back, what was not can be said.
    kinds = {
        kind: Button(label[kind in said], tap("pu" if kind in said else "pk", context, index, kind.value))
        for kind, label in words.items()
    }
    return (
        (kinds[FeedbackKind.SAVE], kinds[FeedbackKind.LIKE], kinds[FeedbackKind.DISLIKE]),
        (kinds[FeedbackKind.HIDE], Button(_("🔕 Mute a word"), tap("pm", context, index))),
        (Button(_("Follow"), tap("pf", context, index)), Button(_("Why?"), tap("pw", context, index))),
    )


def _ways_back(context: str, language: Language, back: int | None) -> Keyboard:
    if back is None:
        return ((Button(language.gettext("✕ Close"), tap(CLOSE)),),)
    return ((Button(language.gettext("‹ Back"), tap("pg", context, back)),),)
