"""Choosing, on the card of a paper, a word to mute or whom to follow.

What is offered is kept with the list: so a button means the same word, whatever was said meanwhile.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.app.editions_of_chats import profile_meant
from bot.app.feedback import follow, mute, read_stored_profile
from bot.channels.types import Button, ChatMessage
from bot.chat.contents import Contents
from bot.chat.sheets import OpenList, changed, opened
from bot.chat.showing import in_rows, screen
from bot.chat.types import Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.matching.analysis import analyse
from bot.core.matching.features import COMMON_IDF, features_of, terms_of
from bot.core.matching.language import MAX_KEYWORD
from bot.core.matching.muting import is_empty, silenced
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile, Term
from bot.render.chat.markup import foreign
from bot.render.chat.papers import bold_title
from bot.render.language import Language
from bot.render.presentation import name_of
from bot.render.words import shorten
from store.profiles import StoredProfile
from store.records import Paper

MAX_WORDS = 8
"""So many words are offered."""
MAX_AUTHORS = 7
"""So many authors are offered; and the organisation."""

_SHORTEST = 3
_LABEL = 40
_TITLE = 300
_AUTHOR, _ORGANISATION = "author:", "org:"
_FIELD = re.compile(rf"(?:{_AUTHOR}|{_ORGANISATION})\s*", re.IGNORECASE)


def choose_muted(turn: Turn, known: OpenList, index: int) -> ChatMessage:
    """Offer words of a paper to mute.

    :raises Wrong: there is none, or no profile to mute it for.
    """
    paper = known.item(index).paper
    profile = profile_for(turn, known.reader.number, paper)
    with turn.desk.store.reading() as catalog:
        statistics = turn.desk.statistics.present(catalog)
    words = _offered(turn, known, f"m{index}", _words(paper, read_stored_profile(profile), statistics))
    language = turn.language
    if not words:
        raise Wrong(language.gettext("There is no word here that could be muted."))
    buttons = [
        Button(shorten(name_of(word), _LABEL), tap("pmw", known.context, index, at)) for at, word in enumerate(words)
    ]
    asked = language.gettext(
        "Which word shall I mute? Papers with it come no more for “%(profile)s”.", profile=name_of(profile.name)
    )
    return _choice(turn, known, index, asked, buttons)


def choose_followed(turn: Turn, known: OpenList, index: int) -> ChatMessage:
    """Offer whom to follow: the authors of a paper, and where they work.

    :raises Wrong: nobody is known, or there is no profile to follow them for.
    """
    paper = known.item(index).paper
    profile = profile_for(turn, known.reader.number, paper)
    names = _offered(turn, known, f"f{index}", _names(paper))
    language = turn.language
    if not names:
        raise Wrong(language.gettext("Nobody knows who wrote this."))
    buttons = [Button(_label(name), tap("pfw", known.context, index, at)) for at, name in enumerate(names)]
    asked = language.gettext(
        "Whom shall I follow? I look for their papers too, for “%(profile)s”.", profile=name_of(profile.name)
    )
    return _choice(turn, known, index, asked, buttons)


def mute_chosen(turn: Turn, said: Tap) -> str:
    """Mute the word that was chosen. :return: what was done."""
    known, index = opened(turn, said.text(0)), said.number(1)
    word = _chosen(known, f"m{index}", said.number(2))
    profile = profile_for(turn, known.reader.number, known.item(index).paper)
    given = mute(turn.desk.store, read_stored_profile(profile), word, turn.now, known.reader.number)
    return muted_words(turn.language, word, profile.name, repeated=given.repeated)


def follow_chosen(turn: Turn, said: Tap) -> str:
    """Follow whom was chosen. :return: what was done."""
    known, index = opened(turn, said.text(0)), said.number(1)
    name = _chosen(known, f"f{index}", said.number(2))
    profile = profile_for(turn, known.reader.number, known.item(index).paper)
    given = follow(turn.desk.store, read_stored_profile(profile), name, turn.now, known.reader.number)
    return followed_words(turn.language, name, profile.name, repeated=given.repeated)


def muted_words(language: Language, word: str, profile: str, *, repeated: bool) -> str:
    """That a word is muted."""
    if repeated:
        return language.gettext(
            "“%(word)s” is muted already for “%(profile)s”.", word=name_of(word), profile=name_of(profile)
        )
    return language.gettext("Muted for “%(profile)s”: %(word)s", word=name_of(word), profile=name_of(profile))


def followed_words(language: Language, name: str, profile: str, *, repeated: bool) -> str:
    """That somebody is followed."""
    said = {"name": name_of(name_in(name)), "profile": name_of(profile)}
    if repeated:
        return language.gettext("You follow %(name)s already for “%(profile)s”.", **said)
    return language.gettext("Followed for “%(profile)s”: %(name)s", **said)


def profile_for(turn: Turn, reader: int, paper: Paper) -> StoredProfile:
    """For which of a reader's profiles something is said of a paper.

    :param reader: by number.
    :raises Wrong: they have none.
    """
    with turn.desk.store.reading() as catalog:
        profile = profile_meant(catalog, reader, paper)
    if profile is None:
        raise no_profile(turn)
    return profile


def no_profile(turn: Turn) -> Wrong:
    """That there is no profile for which something could be said."""
    return Wrong(turn.language.gettext("There is no profile yet that could learn from this. Make one with /add."))


def _choice(turn: Turn, known: OpenList, index: int, asked: str, buttons: list[Button]) -> ChatMessage:
    title = bold_title(known.item(index).paper, turn.language, _TITLE)
    back = Button(turn.language.gettext("‹ Back"), tap("po", known.context, index))
    return screen(title, "", foreign(asked), rows=(*in_rows(buttons, 2), (back,)))


def _offered(turn: Turn, known: OpenList, name: str, offered: Iterator[str]) -> tuple[str, ...]:
    """What is offered under that name: what was offered first."""
    if name not in known.contents.choices:
        found = tuple(offered)

        def with_choice(contents: Contents) -> Contents:
            return replace(contents, choices={name: found, **contents.choices})

        return changed(turn, known.sheet.number, with_choice).choices[name]
    return known.contents.choices[name]


def _chosen(known: OpenList, name: str, place: int) -> str:
    offered = known.contents.choices.get(name, ())
    if not 0 <= place < len(offered):
        raise OldTap(f"{known.context} offered no {name} {place}")
    return offered[place]


def _words(paper: Paper, profile: Profile, statistics: Statistics) -> Iterator[str]:
    """The most telling words that may be muted, those of the title first."""
    analysed = analyse(paper)
    features = {
        feature: value
        for feature, value in features_of(analysed, statistics).items()
        if feature.field is None and statistics.idf(feature.text) >= COMMON_IDF
    }
    titled = analyse(Paper(key=paper.key, title=paper.title)).terms
    ranked = sorted(features, key=lambda each: (each.text not in titled, -features[each], each.text))
    printed = terms_of(ranked, [analysed])
    found = 0
    for term in (printed[feature] for feature in ranked):
        if found < MAX_WORDS and _SHORTEST <= len(term.text) <= _LABEL and _may_be_muted(term, profile):
            found += 1
            yield term.text


def _may_be_muted(term: Term, profile: Profile) -> bool:
    return not term.text.isdigit() and not is_empty(term) and silenced(profile, term) is None


def _names(paper: Paper) -> Iterator[str]:
    authors = (f"{_AUTHOR}{name}" for name in paper.authors[:MAX_AUTHORS])
    for name in (*authors, f"{_ORGANISATION}{paper.organization or ''}"):
        if len(name) <= MAX_KEYWORD - len('""') and any(map(str.isalnum, _label(name))):
            yield name


def name_in(text: str) -> str:
    """The name alone, of ``author:NAME`` or ``org:"NAME"``."""
    return _FIELD.sub("", text.strip()).strip('"')


def _label(name: str) -> str:
    return shorten(name_of(name_in(name)), _LABEL)
