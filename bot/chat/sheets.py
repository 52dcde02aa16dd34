"""Lists of papers behind messages: what a button of a list means it means tomorrow too.

A message calls its list by a *context*: ``d12`` for the papers of delivery 12, ``s34`` for sheet 34. Either has a sheet
in the store that keeps the order of the papers; that of a delivery is made when a button of it is first tapped. So a
paper keeps its number, whatever its reader says of it meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.app.editions_of_chats import edition_told, in_order, items_called, items_found
from bot.channels.types import Button, Keyboard
from bot.chat.contents import SPELLING, WINDOWS, Contents, Kind, read_contents
from bot.chat.screens import leaving
from bot.chat.types import Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.digest import DigestItem
from bot.core.matching.language import parse_query
from bot.core.matching.syntax import ProfileSyntaxError
from bot.core.matching.types import Profile
from bot.core.rising import Measure
from bot.render.chat.digests import digest_view, is_card
from bot.render.chat.looks import Look, look_of
from bot.render.chat.pages import ListView
from bot.render.words import printable, shorten
from store.api import Reading
from store.chats import ChatKind, Sheet
from store.errors import NotFound
from store.readers import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenList:
    """A list that somebody looks at.

    :ivar reader: whose it is. :ivar alone: whether its message is no list, but its one paper.
    """

    sheet: Sheet
    contents: Contents
    reader: Reader
    context: str
    view: ListView
    look: Look
    alone: bool = False

    def item(self, index: int) -> DigestItem:
        """The paper of that number, from 0.

        :raises OldTap: there is none.
        """
        if not 0 <= index < len(self.view.items):
            raise OldTap(f"{self.context} has no paper {index}")
        return self.view.items[index]


def kept(turn: Turn, contents: Contents, reader: Reader | None = None) -> OpenList:
    """Keep a new list of papers, and open it. :param reader: whose; ``None``: of those for whom is spoken.

    :raises bot.chat.types.NotKnown: for nobody yet.
    """
    return opened(turn, f"s{keep_sheet(turn, contents, reader or turn.known()[0])}")


def keep_sheet(turn: Turn, contents: Contents, reader: Reader) -> int:
    """Keep a new sheet. :return: its number."""
    with turn.desk.store.writing() as catalog:
        sheet = Sheet(reader=reader.number, body=contents.written(), made_at=turn.now)
        return catalog.save_sheet(sheet).number


def opened(turn: Turn, context: str) -> OpenList:
    """The list of a context.

    :raises Wrong: it is not kept any more, or another reader's.
    :raises OldTap: it is no context.
    """
    letter, number = context[:1], Tap(context, (context[1:],)).number(0)
    if letter not in ("d", "s") or number < 1:
        raise OldTap(context)
    return _of_delivery(turn, number) if letter == "d" else _of_sheet(turn, number)


def changed(turn: Turn, number: int, change: Callable[[Contents], Contents]) -> Contents:
    """Change what a sheet says.

    :return: what it says now.
    :raises OldTap: it is not kept any more, or another reader's.
    """
    with turn.desk.store.writing() as catalog:
        sheet = _theirs(turn, catalog, number)
        contents = change(read_contents(sheet.body))
        catalog.save_sheet(replace(sheet, body=contents.written()))
    return contents


def sheet_numbered(turn: Turn, number: int) -> Contents:
    """What a sheet says.

    :raises OldTap: it is not kept any more, or another reader's.
    """
    with turn.desk.store.reading() as catalog:
        return read_contents(_theirs(turn, catalog, number).body)


def too_old(turn: Turn) -> Wrong:
    """That a list is not kept any more."""
    return Wrong(turn.language.gettext("This list is too old. Ask anew with /digest."))


def in_private(turn: Turn) -> bool:
    """Whether nobody else reads along."""
    return turn.incoming.room.kind is ChatKind.PRIVATE


def query_of(turn: Turn, text: str) -> tuple[Profile, int | None]:
    """A search as a profile, and at most how many papers it wants.

    :raises bot.core.matching.syntax.ProfileSyntaxError: it cannot be understood.
    """
    asked = parse_query(text)
    least = 0.0 if asked.threshold is None else asked.threshold
    return Profile(turn.language.gettext("your search"), asked.keywords, least), asked.top


def trending_buttons(turn: Turn, number: int, hours: int, by: str) -> Keyboard:
    """Over how long, and in what, papers gain: what is shown now is marked."""
    language = turn.language
    days = {24: language.gettext("24 h"), 168: language.gettext("7 days"), 720: language.gettext("30 days")}
    measures = {Measure.UPVOTES: language.gettext("Upvotes"), Measure.COMMENTS: language.gettext("Comments")}

    def button(label: str, window: int, measure: str) -> Button:
        mark = "✓ " if (window, measure) == (hours, by) else ""
        return Button(f"{mark}{label}", tap("pt", number, window, measure))

    return (
        tuple(button(days[window], window, by) for window in WINDOWS),
        tuple(button(label, hours, measure.value) for measure, label in measures.items()),
    )


def _owner(turn: Turn, number: int) -> Reader | None:
    """The reader of that number, if they are the one for whom is spoken; in a private chat also its person."""
    readers = (turn.reader, turn.own if in_private(turn) else None)
    return next((each for each in readers if each is not None and each.number == number), None)


def _theirs(turn: Turn, catalog: Reading, number: int) -> Sheet:
    sheet = catalog.sheet(number)
    if sheet is None or _owner(turn, sheet.reader) is None:
        raise OldTap(f"no sheet {number}")
    return sheet


def look_here(turn: Turn, catalog: Reading, reader: Reader) -> Look:
    """How messages look in this very chat; in a private one its buttons are for its person, whoever the reader is."""
    found = look_of(reader, catalog.chat(turn.incoming.room.number))
    return replace(found, language=turn.language, personal=turn.incoming.room.kind is not ChatKind.CHANNEL)


def _of_delivery(turn: Turn, number: int) -> OpenList:
    with turn.desk.store.reading() as catalog:
        try:
            delivery = catalog.delivery(number)
        except NotFound as error:
            raise too_old(turn) from error
        reader = _owner(turn, delivery.reader)
        if reader is None:
            raise too_old(turn)
        edition = edition_told(catalog, turn.desk.explainer, delivery)
        sheet = catalog.sheet_of(number)
        look = look_here(turn, catalog, reader)
    if sheet is None:
        body = Contents(kind=Kind.DELIVERY, keys=tuple(item.paper.key for item in edition.items)).written()
        with turn.desk.store.writing() as catalog:
            sheet = catalog.save_sheet(Sheet(reader=reader.number, body=body, made_at=turn.now, delivery=number))
    contents = read_contents(sheet.body)
    if not contents.keys:
        raise too_old(turn)
    with turn.desk.store.reading() as catalog:
        edition = replace(edition, items=in_order(catalog, contents.keys, edition.items))
    return OpenList(
        sheet=sheet,
        contents=contents,
        reader=reader,
        context=f"d{number}",
        view=digest_view(edition, look),
        look=look,
        alone=is_card(edition),
    )


def _of_sheet(turn: Turn, number: int) -> OpenList:
    with turn.desk.store.reading() as catalog:
        sheet = catalog.sheet(number)
        reader = _owner(turn, sheet.reader) if sheet is not None and sheet.delivery is None else None
        if sheet is None or reader is None:
            raise too_old(turn)
        contents = read_contents(sheet.body)
        if contents.kind is Kind.WORD:
            raise OldTap(f"s{number} lists no papers")
        items = _items(turn, catalog, reader, contents)
        look = look_here(turn, catalog, reader)
    context, rows = f"s{number}", _below(turn, number, contents)
    named = contents.kind is not Kind.SEARCH
    view = ListView(context, contents.heading, items, contents.footer, rows, contents.notes, named)
    alone = contents.kind is Kind.NAMED and len(items) == 1
    return OpenList(sheet=sheet, contents=contents, reader=reader, context=context, view=view, look=look, alone=alone)


def _items(turn: Turn, catalog: Reading, reader: Reader, contents: Contents) -> tuple[DigestItem, ...]:
    explainer = turn.desk.explainer
    if contents.kind is Kind.SEARCH:
        try:
            return items_found(catalog, explainer, query_of(turn, contents.query)[0], contents.keys)
        except ProfileSyntaxError:  # an older version understood it
            return items_called(catalog, explainer, reader.number, contents.keys)
    return items_called(catalog, explainer, reader.number, contents.keys)


def _below(turn: Turn, number: int, contents: Contents) -> Keyboard:
    rows: Keyboard = ()
    if contents.kind is Kind.TRENDING:
        rows = trending_buttons(turn, number, contents.hours, contents.by)
    if contents.kind is Kind.SEARCH:
        keep = Button(turn.language.gettext("＋ Keep as a profile"), tap("fk", number))
        meant = (
            Button(f"🔎 {shorten(printable(spelled), 40)}", tap("pq", number))
            for spelled in contents.choices.get(SPELLING, ())
        )
        rows = (*((button,) for button in meant), (keep,))
    return (*rows, *leaving(turn.language))
