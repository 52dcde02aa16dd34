"""``/saved``: the reading list."""

from bot.app.feedback import reading_list
from bot.chat.contents import Contents, Kind
from bot.chat.sheets import OpenList, changed, kept, opened
from bot.chat.types import Answer, Command, Say, Turn
from bot.render.chat.markup import bold, escaped
from bot.render.chat.pages import list_page
from bot.render.language import marked
from store.readers import Reader


def saved(turn: Turn, _text: str) -> Answer:
    """What the person saved, the last first."""
    reader = turn.own or turn.known()[0]
    known = kept(turn, _contents(turn, reader), reader)
    return [Say(list_page(known.view, 0, known.look))]


def listed_anew(turn: Turn, known: OpenList) -> OpenList:
    """The list as it is to be shown now: what is on a reading list no more leaves it when another page is shown."""
    if known.contents.kind is not Kind.SAVED:
        return known
    present = _contents(turn, known.reader)
    if present.keys == known.contents.keys:
        return known
    changed(turn, known.sheet.number, lambda _before: present)
    return opened(turn, known.context)


def _contents(turn: Turn, reader: Reader) -> Contents:
    language = turn.language
    papers = [each.paper.key for each in reading_list(turn.desk.store, reader=reader.number) if each.paper]
    keys = tuple(dict.fromkeys(papers))
    name = bold(language.gettext("Your reading list"))
    if not keys:
        empty = language.gettext("Nothing is on it. Tap 🔖 Save below a paper to read it later.")
        return Contents(kind=Kind.SAVED, heading=(name, escaped(empty)))
    count = language.ngettext(
        "%(count)s paper, the last saved first", "%(count)s papers, the last saved first", len(keys)
    )
    return Contents(kind=Kind.SAVED, keys=keys, heading=(name, escaped(count)))


COMMANDS = (Command(name="saved", about=marked("Your reading list"), handler=saved, in_groups=False),)
