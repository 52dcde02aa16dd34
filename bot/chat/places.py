"""Where a reader lives: their time zone, chosen with two taps, typed, or from a place that they send."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.app.places import REGIONS, usual_zones, zone_at, zones_of
from bot.app.readers import change_reader
from bot.channels.types import Button, ChatMessage
from bot.chat.questions import ask, unask
from bot.chat.screens import ROWS, leaving, turning
from bot.chat.showing import choice, in_rows, screen, shown
from bot.chat.types import Answer, NoAnswer, Part, Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.timing import BadTiming, zone
from bot.render.chat.markup import bold, escaped
from bot.render.language import Language, marked
from bot.render.presentation import name_of
from store.chats import ChatKind
from store.readers import Reader

WHERE = "bw"
"""The verb of the screen on which a time zone is chosen: the region and the page behind it, or neither."""
SET_ZONE = "bz"
"""The verb that sets a time zone, by its name; and the topic of the question for it."""
SETTINGS = "s"
"""The verb of the screen from which this one may have been opened."""

_WIDTH = 2
_REGIONS = {
    "Europe": marked("Europe"),
    "America": marked("America"),
    "Asia": marked("Asia"),
    "Africa": marked("Africa"),
    "Australia": marked("Australia"),
    "Pacific": marked("Pacific"),
    "Atlantic": marked("Atlantic"),
    "Indian": marked("Indian Ocean"),
}


def zone_screen(turn: Turn, back: str = "") -> ChatMessage:
    """Where do you live? The likely places first, and the regions; it may be typed or sent too.

    :param back: what the button back says; empty for none.
    """
    reader, _, _ = turn.known()
    ask(turn, SET_ZONE, asked_for=bool(back))
    words = turn.language
    likely = [_place(words, name, reader) for name in usual_zones(turn.incoming.person.language or reader.language)]
    regions = [Button(f"{words.gettext(_REGIONS[name])} ›", tap(WHERE, name, 0)) for name in REGIONS]
    if turn.chat is not None and turn.chat.kind is not ChatKind.PRIVATE:
        where = words.gettext("🕗 Which city's clock counts for %(title)s?", title=name_of(turn.chat.title))
        why = words.gettext("So that digests come in the morning there. Tap, or write the city.")
    else:
        where = words.gettext("🕗 Where do you live?")
        why = words.gettext("So that digests come in your morning. Tap, type a city, or send me your location.")
    return screen(
        bold(where),
        escaped(why),
        rows=(*in_rows(likely, _WIDTH), *in_rows(regions, _WIDTH), *leaving(words, back)),
    )


def settled_screen(turn: Turn) -> ChatMessage:
    """When the next digest comes, and how that is changed."""
    reader, _, _ = turn.known()
    words = turn.language
    return screen(
        escaped(words.gettext("✅ Your time zone is %(place)s.", place=words.zone_name(reader.timezone))),
        escaped(next_digest(words, reader, turn)),
        "",
        escaped(words.gettext("See papers now: /digest · other times: /schedule · all else: /help")),
        rows=leaving(words, tap(WHERE)),
    )


def next_digest(words: Language, reader: Reader, turn: Turn) -> str:
    """When a reader's next digest comes, in a sentence."""
    if reader.next_digest_at is None:
        return words.gettext("What matches comes as soon as it is found.")
    at = words.moment(reader.next_digest_at, reader.timezone, turn.now)
    return words.gettext("Your next digest: %(moment)s.", moment=at)


def located(turn: Turn, location: tuple[float, float]) -> Answer:
    """Somebody sent where they are."""
    return _settle(turn, zone_at(*location))


def _where(turn: Turn, said: Tap) -> Answer:
    if not said.values:
        return shown(turn, zone_screen(turn, tap(SETTINGS)))
    region, page = said.text(0), said.number(1)
    if region not in REGIONS:
        raise OldTap(region)
    reader, _, _ = turn.known()
    words, names = turn.language, zones_of(region)
    size = ROWS * _WIDTH
    pages = -(-len(names) // size)
    page = min(max(page, 0), pages - 1)
    places = [_place(words, name, reader) for name in names[page * size : (page + 1) * size]]
    turned = turning(page, pages, lambda other: tap(WHERE, region, other))
    rows = (*in_rows(places, _WIDTH), *turned, *leaving(words, tap(WHERE)))
    return shown(turn, screen(bold(words.gettext("🕗 Which city is nearest?")), rows=rows))


def _set(turn: Turn, said: Tap) -> Answer:
    return _settle(turn, said.text(0))


def _typed(turn: Turn, text: str, body: Mapping[str, Any]) -> Answer:
    if turn.message.location is not None:
        return located(turn, turn.message.location)
    try:
        place = _zone_typed(turn.language, text)
    except BadTiming as error:
        if not body["asked_for"] and not turn.incoming.room.kind.is_group:
            raise NoAnswer from error
        words = turn.language
        said = words.gettext("%(mistake)s Or /cancel.", mistake=words.translated(error))
        raise Wrong(said) from error
    return _settle(turn, place)


def _zone_typed(words: Language, text: str) -> str:
    """The zone that somebody means: its name, or that of a city in it, in their language too.

    :raises BadTiming: there is none of that name.
    """
    wanted = " ".join(text.replace("_", " ").split()).casefold()
    for name in (name for region in REGIONS for name in zones_of(region)):
        city = name.rpartition("/")[2].replace("_", " ")
        if wanted in (city.casefold(), words.zone_name(name).casefold()):
            return name
    return zone(text).key


def _settle(turn: Turn, name: str) -> Answer:
    reader, _, _ = turn.known()
    try:
        place = zone(name).key
    except BadTiming as error:
        raise OldTap(name) from error
    if place != reader.timezone:
        reader = change_reader(turn.desk.store, reader.number, turn.now, timezone=place)
    unask(turn)
    return shown(turn, settled_screen(replace(turn, reader=reader)))


def _place(words: Language, name: str, reader: Reader) -> Button:
    return choice(words.zone_name(name), tap(SET_ZONE, name), current=name == reader.timezone)


PART = Part(
    taps={WHERE: _where, SET_ZONE: _set},
    answers={SET_ZONE: _typed},
    changing=frozenset({WHERE, SET_ZONE}),
)
