"""What is chosen of a profile with buttons: threshold, cap, times, sources, places; and that it goes."""

from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

from bot.app.reader_rules import ReaderRefused
from bot.app.readers import remove_reader_profile
from bot.channels.types import Button, ChatMessage
from bot.chat.profile_screens import address_label, list_screen, profile_screen
from bot.chat.profile_values import addresses_of, as_it_counts, keep, profile_numbered
from bot.chat.questions import unask
from bot.chat.screens import leaving, paged
from bot.chat.showing import choice, in_rows, screen, shown
from bot.chat.timing_keys import instant_rows, timing_of, timing_rows
from bot.chat.trial import set_threshold, trial_screen
from bot.chat.types import Answer, TapHandler, Turn
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.matching.field_values import MAX_TOP
from bot.render.chat.markup import bold, escaped
from bot.render.presentation import name_of
from store.profiles import StoredProfile

TOPS = (3, 5, 10, 20, 50)
"""At most so many papers a digest, to be chosen with a tap."""


def removing_screen(turn: Turn, stored: StoredProfile) -> ChatMessage:
    """Whether a profile is to go."""
    language = turn.language
    rows = (
        (Button(language.gettext("🗑 Remove it"), tap("fxs", stored.number)),),
        *leaving(language, tap("f", stored.number)),
    )
    asked = language.gettext("Remove “%(name)s”? Its papers are not looked for any more.", name=name_of(stored.name))
    return screen(escaped(asked), rows=rows)


def _profile(turn: Turn, tapped: Tap) -> Answer:
    unask(turn)
    return shown(turn, profile_screen(turn, profile_numbered(turn, tapped.number(0))))


def _list(turn: Turn, tapped: Tap) -> Answer:
    unask(turn)
    return shown(turn, list_screen(turn, tapped.number(0)))


def _trial(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, trial_screen(turn, profile_numbered(turn, tapped.number(0))))


def _set_threshold(turn: Turn, tapped: Tap) -> Answer:
    kept = set_threshold(turn, profile_numbered(turn, tapped.number(0)), tapped.text(1))
    score = turn.language.number(kept.threshold)
    return shown(turn, trial_screen(turn, kept), turn.language.gettext("From %(score)s points on.", score=score))


def _top(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, _top_screen(turn, profile_numbered(turn, tapped.number(0))))


def _set_top(turn: Turn, tapped: Tap) -> Answer:
    stored, top = profile_numbered(turn, tapped.number(0)), tapped.number(1)
    if not 0 <= top <= MAX_TOP:
        raise OldTap(tapped.verb)
    kept = keep(turn, stored, replace(as_it_counts(turn, stored), top=top or None))
    return shown(turn, _top_screen(turn, kept))


def _top_screen(turn: Turn, stored: StoredProfile) -> ChatMessage:
    language, number = turn.language, stored.number
    buttons = [choice(language.number(each), tap("fos", number, each), current=stored.top == each) for each in TOPS]
    every = choice(language.gettext("All of them"), tap("fos", number, 0), current=stored.top is None)
    heading = language.gettext("How many papers of “%(name)s” may a digest have?", name=name_of(stored.name))
    return screen(escaped(heading), rows=((every,), *in_rows(buttons, 5), *leaving(language, tap("f", number))))


def _set_revisions(turn: Turn, tapped: Tap) -> Answer:
    stored, wanted = profile_numbered(turn, tapped.number(0)), bool(tapped.number(1))
    kept = keep(turn, stored, revisions=wanted)
    _ = turn.language.gettext
    return shown(turn, profile_screen(turn, kept), _("Revisions are told too.") if wanted else _("Only new papers."))


def _timing(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, _timing_screen(turn, profile_numbered(turn, tapped.number(0))))


def _set_timing(turn: Turn, tapped: Tap) -> Answer:
    stored = profile_numbered(turn, tapped.number(0))
    kept = keep(turn, stored, timing=timing_of(tapped, 1))
    return shown(turn, _timing_screen(turn, kept))


def _timing_screen(turn: Turn, stored: StoredProfile) -> ChatMessage:
    language, number = turn.language, stored.number
    rows = (
        *timing_rows(language, stored.timing, "fts", number),
        *instant_rows(language, stored.timing, "fts", number),
        *leaving(language, tap("f", number)),
    )
    return screen(
        bold(language.gettext("When is “%(name)s” told?", name=name_of(stored.name))),
        escaped(language.gettext("Now: %(timing)s", timing=language.timing(stored.timing))),
        rows=rows,
    )


def _sources(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, _sources_screen(turn, profile_numbered(turn, tapped.number(0)), tapped.number(1)))


def _set_source(turn: Turn, tapped: Tap) -> Answer:
    """Take a source in or out, or all."""
    stored, page, sign, wanted = (
        profile_numbered(turn, tapped.number(0)),
        tapped.number(1),
        tapped.text(2),
        tapped.text(3),
    )
    name = next((each for each in _known_sources(turn, stored) if _sign(each) == sign), None)
    chosen = [each for each in stored.sources if each != name]
    if name is not None and wanted == "1":
        chosen.append(name)
    kept = keep(turn, stored, sources=chosen if sign != "all" else ())
    return shown(turn, _sources_screen(turn, kept, page))


def _sources_screen(turn: Turn, stored: StoredProfile, page: int) -> ChatMessage:
    language, number = turn.language, stored.number
    buttons = [choice(language.gettext("All sources"), tap("fss", number, page, "all", 1), current=not stored.sources)]
    for name, title in _known_sources(turn, stored).items():
        taken = name in stored.sources
        buttons.append(choice(name_of(title), tap("fss", number, page, _sign(name), int(not taken)), current=taken))
    rows = (*paged(buttons, page, lambda to: tap("fs", number, to)), *leaving(language, tap("f", number)))
    heading = language.gettext("Whose papers does “%(name)s” look at?", name=name_of(stored.name))
    return screen(escaped(heading), rows=rows)


def _known_sources(turn: Turn, stored: StoredProfile) -> dict[str, str]:
    """Titles by name of every source that can be chosen, or was."""
    with turn.desk.store.reading() as catalog:
        known = {each.name: each.title or each.name for each in catalog.sources()}
    return dict(sorted(({name: name for name in stored.sources} | known).items()))


def _sign(name: str) -> str:
    """A source's name in so few characters that it fits behind a button."""
    return f"{crc32(name.encode('utf-8', 'backslashreplace')):08x}"


def _places(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, _places_screen(turn, profile_numbered(turn, tapped.number(0))))


def _set_place(turn: Turn, tapped: Tap) -> Answer:
    """Tell it at an address too, or not there any more."""
    stored, address, wanted = profile_numbered(turn, tapped.number(0)), tapped.number(1), tapped.number(2)
    theirs = [each.number for each in addresses_of(turn)]
    told = {each for each in theirs if not stored.addresses or each in stored.addresses}
    told = told | {address} if wanted else told - {address}
    if not told:
        said = turn.language.gettext("It must be told somewhere. To hear nothing, /pause, or remove it.")
        return shown(turn, _places_screen(turn, stored), said)
    everywhere = told.issuperset(theirs)
    kept = keep(turn, stored, addresses=() if everywhere else [each for each in theirs if each in told])
    return shown(turn, _places_screen(turn, kept))


def _places_screen(turn: Turn, stored: StoredProfile) -> ChatMessage:
    language, number = turn.language, stored.number
    buttons = []
    for each in addresses_of(turn):
        told = not stored.addresses or each.number in stored.addresses
        label = address_label(turn, each)
        if not each.is_open:
            label = language.gettext("%(address)s (stopped)", address=label)
        buttons.append(choice(label, tap("fws", number, each.number, int(not told)), current=told))
    heading = language.gettext("Where is “%(name)s” told?", name=name_of(stored.name))
    return screen(escaped(heading), rows=(*in_rows(buttons, 1), *leaving(language, tap("f", number))))


def _removing(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, removing_screen(turn, profile_numbered(turn, tapped.number(0))))


def _remove(turn: Turn, tapped: Tap) -> Answer:
    reader, _, _ = turn.known()
    try:
        removed = remove_reader_profile(turn.desk.store, reader.number, tapped.number(0), turn.now)
        said = turn.language.gettext("“%(name)s” is removed.", name=name_of(removed.name))
    except ReaderRefused:
        said = turn.language.gettext("That is gone already.")
    return shown(turn, list_screen(turn), said)


TAPS: Mapping[str, TapHandler] = {
    "f": _profile,
    "fl": _list,
    "fb": _trial,
    "fh": _trial,
    "fhs": _set_threshold,
    "fo": _top,
    "fos": _set_top,
    "fv": _set_revisions,
    "ft": _timing,
    "fts": _set_timing,
    "fs": _sources,
    "fss": _set_source,
    "fw": _places,
    "fws": _set_place,
    "fx": _removing,
    "fxs": _remove,
}
READING = frozenset(("f", "fl", "fb"))
"""Those that only show something."""
