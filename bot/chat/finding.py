"""``/search`` and ``/trending``: lists that can be asked for in another way by a button."""

import re
from datetime import timedelta

from bot.app.search import Found, search
from bot.app.trends import trending_papers
from bot.channels.types import ChatMessage
from bot.chat.contents import SPELLING, WINDOWS, Contents, Kind
from bot.chat.questions import ask
from bot.chat.sheets import changed, kept, opened, query_of, sheet_numbered
from bot.chat.types import Answer, AnswerHandler, Command, Edit, Say, TapHandler, Turn
from bot.core.chat.taps import OldTap, Tap
from bot.core.rising import Measure, risen
from bot.render.chat.markup import bold, escaped, foreign, message
from bot.render.chat.pages import list_page
from bot.render.language import marked
from bot.render.presentation import name_of
from bot.render.trends import gain_in_words
from bot.render.words import printable, shorten

ASKED = "psearch"
"""The topic of the question what to look for."""
SHOWN, MOST = 25, 50
"""How many papers a search lists by itself, and at most."""
MAX_UNKNOWN = 3
"""So many words that occur nowhere are named."""

_MAX_QUERY = 150


def find(turn: Turn, text: str) -> Answer:
    """``/search QUERY``, in the language of profiles."""
    turn.known()
    if not text:
        ask(turn, ASKED)
        asked = turn.language.gettext("What are you looking for? Send some words, such as: reward model, -survey")
        return [Say(message(escaped(asked)), reply=True)]
    return [Say(_searched(turn, text))]


def find_as_meant(turn: Turn, said: Tap) -> Answer:
    """The same search, spelled as it may have been meant."""
    spelled = sheet_numbered(turn, said.number(0)).choices.get(SPELLING, ())
    if not spelled:
        raise OldTap("no other spelling")
    return [Edit(_searched(turn, spelled[0]))]


def trending(turn: Turn, _text: str) -> Answer:
    """The papers that gain upvotes fastest."""
    turn.known()
    known = kept(turn, _rising(turn, WINDOWS[0], Measure.UPVOTES))
    return [Say(list_page(known.view, 0, known.look))]


def trending_otherwise(turn: Turn, said: Tap) -> Answer:
    """The same over another stretch of time, or in comments."""
    hours = said.number(1)
    if hours not in WINDOWS or said.text(2) not in tuple(Measure):
        raise OldTap(":".join(said.values))
    number, present = said.number(0), _rising(turn, hours, Measure(said.text(2)))
    changed(turn, number, lambda _before: present)
    known = opened(turn, f"s{number}")
    return [Edit(list_page(known.view, 0, known.look))]


def _searched(turn: Turn, text: str) -> ChatMessage:
    query, top = query_of(turn, text)
    with turn.desk.store.reading() as catalog:
        found = search(catalog, query, min(top or SHOWN, MOST), turn.desk.background)
    keys = tuple(ranked.paper.key for ranked in found.best)
    meant = _as_meant(text, found)
    heading = (f"🔎 <b>{foreign(shorten(printable(text), _MAX_QUERY))}</b>", *map(escaped, _result(turn, found)))
    choices = {SPELLING: (meant,)} if meant != text else {}
    contents = Contents(kind=Kind.SEARCH, keys=keys, heading=heading, query=text, choices=choices)
    known = kept(turn, contents)
    return list_page(known.view, 0, known.look)


def _result(turn: Turn, found: Found) -> tuple[str, ...]:
    """How many papers there are, or why there is none."""
    language = turn.language
    if not found.papers:
        return (language.gettext("There are no papers yet in which one could search."),)
    if not found.matched:
        nothing = language.ngettext(
            "Of %(count)s paper that I know, it does not answer this.",
            "Of %(count)s papers that I know, none answers this.",
            found.papers,
        )
        unknown = (
            language.gettext("“%(word)s” occurs nowhere.", word=name_of(each.word))
            for each in found.unknown[:MAX_UNKNOWN]
        )
        return (nothing, *unknown)
    answers = language.ngettext("%(count)s paper answers this.", "%(count)s papers answer this.", found.matched)
    if found.matched == len(found.best):
        return (answers,)
    best = language.ngettext("Here is the best one.", "Here are the best %(count)s.", len(found.best))
    return (f"{answers} {best}",)


def _as_meant(text: str, found: Found) -> str:
    """The query with the nearest spellings of words that occur nowhere."""
    for unknown in found.unknown:
        if unknown.nearest is not None:
            word = re.compile(rf"(?<!\w){re.escape(unknown.word)}(?!\w)", re.IGNORECASE)
            text = word.sub(unknown.nearest.word, text)
    return text


def _rising(turn: Turn, hours: int, by: Measure) -> Contents:
    language = turn.language
    with turn.desk.store.reading() as catalog:
        found = trending_papers(catalog, turn.now, window=timedelta(hours=hours), by=by, limit=MOST)
    notes = tuple(escaped(gain_in_words(risen(each.paper, each.trend), language)) for each in found.papers)
    if found.papers:
        said = language.ngettext("%(count)s paper gained.", "%(count)s papers gained, the fastest first.", found.gained)
    elif found.counted:
        said = language.gettext("No paper gained anything.")
    else:
        said = language.gettext("Nobody counted upvotes or comments in that time.")
    return Contents(
        kind=Kind.TRENDING,
        keys=tuple(each.paper.key for each in found.papers),
        heading=(bold(language.gettext("Trending")), escaped(said)),
        notes=tuple(f"📈 {note}" for note in notes),
        by=by.value,
        hours=hours,
    )


FINDING = (
    Command(name="trending", about=marked("Papers that gain upvotes fast"), handler=trending),
    Command(name="search", about=marked("Search all papers"), handler=find, example="reward model, -survey"),
)
TAPS: dict[str, TapHandler] = {"pq": find_as_meant, "pt": trending_otherwise}
ANSWERS: dict[str, AnswerHandler] = {ASKED: lambda turn, text, _body: find(turn, text)}
