"""``/feedback``: what was learned from what was said, and all that was said, to be taken back with a tap."""

from collections.abc import Iterator, Sequence

from bot.app.feedback import LearnedProfile, look_at, read_stored_profile, undo
from bot.channels.types import Button, ChatMessage
from bot.chat.choosing import name_in
from bot.chat.contents import SAID, Contents, Kind
from bot.chat.screens import leaving, paged, pages_of
from bot.chat.sheets import keep_sheet, sheet_numbered
from bot.chat.types import Answer, Command, Edit, Say, TapHandler, Toast, Turn
from bot.core.chat.taps import Tap, tap
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.types import Keyword
from bot.render.chat.fitting import kept
from bot.render.chat.markup import bold, escaped, foreign, message
from bot.render.language import Language, marked
from bot.render.presentation import name_of, number, title_of
from bot.render.words import shorten
from store.errors import AlreadyUndone, NotFound
from store.profiles import Feedback, FeedbackKind
from store.readers import Reader

MAX_PROFILES = 8
"""Of so many profiles it is told what was learned."""
SHOWN_LESSONS = 6
"""So many words are told of what a profile learned."""

_SIGNS = {
    FeedbackKind.LIKE: "👍",
    FeedbackKind.DISLIKE: "👎",
    FeedbackKind.SAVE: "🔖",
    FeedbackKind.HIDE: "🚫",
    FeedbackKind.MUTE: "🔕",
    FeedbackKind.FOLLOW: "👤",
}
_LABEL = 45
_MAX_UNITS = 3_500


def feedback(turn: Turn, _text: str) -> Answer:
    """What was learned, and what was said, the last first."""
    return [Say(_page(turn, 0))]


def another_page(turn: Turn, said: Tap) -> Answer:
    """Another page of it."""
    return [Edit(_page(turn, said.number(0)))]


def take_back_shown(turn: Turn, said: Tap) -> Answer:
    """Take back one thing that was said, on its page."""
    return [Toast(_taken_back(turn, (said.number(0),))), Edit(_page(turn, said.number(1)))]


def take_back_said(turn: Turn, said: Tap) -> Answer:
    """Take back what a message says was said."""
    numbers = sheet_numbered(turn, said.number(0)).choices.get(SAID, ())
    done = _taken_back(turn, [int(each) for each in numbers])
    return [Toast(done), Edit(message(escaped(done), leaving(turn.language)))]


def taking_back(turn: Turn, numbers: Sequence[int]) -> Button:
    """A button that takes back what was said just now. :param numbers: of what was said."""
    said = {SAID: tuple(str(each) for each in numbers)}
    sheet = keep_sheet(turn, Contents(kind=Kind.WORD, choices=said), turn.known()[0])
    return Button(turn.language.gettext("↩ Take it back"), tap("pun", sheet))


def _taken_back(turn: Turn, numbers: Sequence[int]) -> str:
    reader, language = turn.known()[0], turn.language
    done = False
    for each in numbers:
        try:
            undo(turn.desk.store, each, reader.number)
        except (AlreadyUndone, NotFound):
            continue
        done = True
    return language.gettext("Taken back.") if done else language.gettext("That was taken back already.")


def _page(turn: Turn, page: int) -> ChatMessage:
    reader, language = turn.known()[0], turn.language
    with turn.desk.store.reading() as catalog:
        said = tuple(reversed(catalog.feedback(reader=reader.number)))
    if not said:
        nothing = language.gettext(
            "Nothing was said of papers yet. Tap 👍 or 👎 below one, and I learn which ones to bring."
        )
        return message(escaped(nothing), leaving(language))
    page = min(max(page, 0), pages_of(len(said)) - 1)
    lines = list(kept(_learned(turn, reader, said), _MAX_UNITS)) if page == 0 else []
    lines.append(bold(language.gettext("What was said; tap to take it back")))
    buttons = [Button(_label(each, language), tap("psu", each.number, page)) for each in said]
    return message("\n".join(lines), (*paged(buttons, page, lambda to: tap("ps", to)), *leaving(language)))


def _learned(turn: Turn, reader: Reader, said: Sequence[Feedback]) -> Iterator[str]:
    """A line for each profile that learned something."""
    language, spoken_of = turn.language, {each.profile for each in said}
    with turn.desk.store.reading() as catalog:
        profiles = [each for each in catalog.profiles_of(reader.number) if each.name in spoken_of]
    for stored in profiles[:MAX_PROFILES]:
        learned = look_at(turn.desk.store, read_stored_profile(stored), turn.desk.statistics, reader.number)
        terms = ", ".join(_lessons(learned, language))
        what = terms or language.gettext("nothing yet")
        yield f"{bold(name_of(stored.name))}: {foreign(what)}"
        if learned.suggestion is not None:
            found = learned.suggestion
            yield escaped(
                language.gettext(
                    "A threshold of %(threshold)s instead of %(current)s would keep %(kept)s of %(liked)s papers you "
                    "liked and leave out %(dropped)s of %(ignored)s others. See /threshold.",
                    threshold=language.number(found.threshold),
                    current=language.number(found.current),
                    kept=language.number(found.kept),
                    liked=language.number(found.liked),
                    dropped=language.number(found.dropped),
                    ignored=language.number(found.ignored),
                )
            )
    yield ""


def _lessons(learned: LearnedProfile, language: Language) -> Iterator[str]:
    """``+3.1 pigeon``, ``−2 survey``: those that count most."""
    adjustments = sorted((lesson.adjustment for lesson in learned.lessons), key=lambda each: -abs(each.points))
    for each in adjustments[:SHOWN_LESSONS]:
        sign = "+" if each.points > 0 else ""
        yield f"{sign}{number(each.points, language)} {name_of(print_keyword(Keyword(each.sought)))}"


def _label(feedback: Feedback, language: Language) -> str:
    what = (
        title_of(feedback.title, _LABEL, language)
        if feedback.title
        else shorten(name_of(name_in(feedback.subject)), _LABEL)
    )
    return f"{_SIGNS[feedback.kind]} {what} ↩"


LEARNED = (Command(name="feedback", about=marked("What I learned from you, and taking it back"), handler=feedback),)
TAPS: dict[str, TapHandler] = {"ps": another_page, "psu": take_back_shown, "pun": take_back_said}
