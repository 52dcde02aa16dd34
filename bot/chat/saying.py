"""``/mute`` and ``/follow``: what is said of words and names; with ``/feedback``, what becomes of all that is said."""

from collections.abc import Callable, Sequence

from bot.app.feedback import FeedbackRefused, follow, mute, read_stored_profile
from bot.channels.types import Button, ChatMessage
from bot.chat.choosing import followed_words, muted_words, no_profile
from bot.chat.contents import Contents, Kind
from bot.chat.learned import LEARNED, TAPS, taking_back
from bot.chat.questions import ask
from bot.chat.screens import leaving, paged
from bot.chat.sheets import keep_sheet, sheet_numbered
from bot.chat.types import Answer, AnswerHandler, Command, Edit, Part, Say, Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.matching.syntax import ProfileSyntaxError
from bot.render.chat.markup import escaped, foreign, message
from bot.render.language import marked
from bot.render.presentation import name_of
from bot.render.words import shorten
from store.profiles import FeedbackKind, GivenFeedback, StoredProfile

ALL = 0
"""Stands for all profiles where a button names one by number."""
MAX_LINES = 20
"""For so many profiles it is told what became of it."""

_LABEL = 40
_MAX_WORD = 200
_SAY: dict[FeedbackKind, Callable[..., GivenFeedback]] = {FeedbackKind.MUTE: mute, FeedbackKind.FOLLOW: follow}
_WORDS: dict[FeedbackKind, Callable[..., str]] = {FeedbackKind.MUTE: muted_words, FeedbackKind.FOLLOW: followed_words}
_TOPICS = {FeedbackKind.MUTE: "pmute", FeedbackKind.FOLLOW: "pfollow"}


def mute_word(turn: Turn, text: str) -> Answer:
    """``/mute WORD``."""
    asked = turn.language.gettext("Which word or phrase shall I mute? Papers with it come no more.")
    return _wanted(turn, FeedbackKind.MUTE, text, asked)


def follow_name(turn: Turn, text: str) -> Answer:
    """``/follow NAME``, an author, or ``/follow org:NAME``."""
    asked = turn.language.gettext(
        "Whom shall I follow? Send the name of an author, or org: and that of an organisation."
    )
    return _wanted(turn, FeedbackKind.FOLLOW, text, asked)


def say_for(turn: Turn, said: Tap) -> Answer:
    """Say it for the profile that was chosen, or for all."""
    kind, contents = _word(turn, said.number(0))
    number = said.number(1)
    profiles = [each for each in _profiles(turn) if number in (ALL, each.number)]
    if not profiles:
        raise Wrong(turn.language.gettext("That profile is not there any more."))
    return [Edit(_said(turn, kind, contents.query, profiles))]


def turn_choice(turn: Turn, said: Tap) -> Answer:
    """Another page of profiles to choose from."""
    kind, contents = _word(turn, said.number(0))
    return [Edit(_choice(turn, kind, contents.query, said.number(0), said.number(1)))]


def _wanted(turn: Turn, kind: FeedbackKind, text: str, asked: str) -> Answer:
    reader, language = turn.known()[0], turn.language
    profiles = _profiles(turn)
    if not profiles:
        raise no_profile(turn)
    if not text:
        ask(turn, _TOPICS[kind])
        return [Say(message(escaped(asked)), reply=True)]
    if len(text) > _MAX_WORD:
        raise Wrong(language.gettext("That is too long. Send a word or a name."))
    if len(profiles) == 1:
        return [Say(_said(turn, kind, text, profiles))]
    sheet = keep_sheet(turn, Contents(kind=Kind.WORD, query=text, by=kind.value), reader)
    return [Say(_choice(turn, kind, text, sheet, 0))]


def _word(turn: Turn, number: int) -> tuple[FeedbackKind, Contents]:
    contents = sheet_numbered(turn, number)
    kind = next((each for each in _SAY if each.value == contents.by), None)
    if contents.kind is not Kind.WORD or kind is None:
        raise OldTap("no word")
    return kind, contents


def _profiles(turn: Turn) -> Sequence[StoredProfile]:
    with turn.desk.store.reading() as catalog:
        return catalog.profiles_of(turn.known()[0].number)


def _choice(turn: Turn, kind: FeedbackKind, word: str, sheet: int, page: int) -> ChatMessage:
    """For which profile it is meant."""
    language = turn.language
    question = {
        FeedbackKind.MUTE: language.gettext("Mute “%(word)s” for which profile?", word=name_of(word)),
        FeedbackKind.FOLLOW: language.gettext("Follow “%(word)s” for which profile?", word=name_of(word)),
    }[kind]
    buttons = [Button(shorten(name_of(each.name), _LABEL), tap("pn", sheet, each.number)) for each in _profiles(turn)]
    every = Button(language.gettext("All profiles"), tap("pn", sheet, ALL))
    return message(
        foreign(question), ((every,), *paged(buttons, page, lambda to: tap("pnp", sheet, to)), *leaving(language))
    )


def _said(turn: Turn, kind: FeedbackKind, word: str, profiles: Sequence[StoredProfile]) -> ChatMessage:
    """Say it for these profiles, and tell for which it was said, and for which it cannot be.

    :raises FeedbackRefused: it cannot be said for the only one.
    :raises ProfileSyntaxError: it cannot be understood.
    """
    language, reader = turn.language, turn.known()[0]
    lines, numbers = [], []
    for profile in profiles:
        try:
            given = _SAY[kind](turn.desk.store, read_stored_profile(profile), word, turn.now, reader.number)
        except (FeedbackRefused, ProfileSyntaxError) as error:
            if len(profiles) == 1 or isinstance(error, ProfileSyntaxError):
                raise
            lines.append(language.translated(error))
            continue
        lines.append(_WORDS[kind](language, word, profile.name, repeated=given.repeated))
        numbers.append(given.feedback.number)
    shown = "\n".join(map(foreign, lines[:MAX_LINES]))
    back = ((taking_back(turn, numbers),),) if numbers else ()
    return message(shown, (*back, *leaving(language)))


def _answering(handler: Callable[[Turn, str], Answer]) -> AnswerHandler:
    return lambda turn, text, _body: handler(turn, text)


PART = Part(
    commands=(
        Command(
            name="follow",
            about=marked("Look for the papers of an author too"),
            handler=follow_name,
            example="Rafael Rafailov",
            changes=True,
        ),
        Command(
            name="mute",
            about=marked("No more papers with a word"),
            handler=mute_word,
            example="survey",
            changes=True,
        ),
        *LEARNED,
    ),
    taps={"pn": say_for, "pnp": turn_choice, **TAPS},
    answers={
        _TOPICS[FeedbackKind.MUTE]: _answering(mute_word),
        _TOPICS[FeedbackKind.FOLLOW]: _answering(follow_name),
    },
    changing=frozenset(("pn", "pnp", "psu", "pun", *_TOPICS.values())),
)
