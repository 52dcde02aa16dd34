"""``/digest`` now and ``/latest``; with ``/search``, ``/trending`` and ``/saved`` all commands that list papers."""

from dataclasses import replace

from bot.app.editions_of_chats import last_digest, last_matched
from bot.app.views import preview_at
from bot.channels.types import Button, ChatMessage
from bot.chat.contents import Contents, Kind
from bot.chat.finding import ANSWERS, FINDING, TAPS
from bot.chat.profile_values import profiles_of
from bot.chat.saving import COMMANDS as SAVING
from bot.chat.screens import leaving
from bot.chat.sheets import kept, look_here
from bot.chat.types import Answer, Command, Edit, Part, Say, Turn, Wrong
from bot.core.chat.taps import Tap, tap
from bot.core.edition import Edition
from bot.render.chat.digests import digest_view, quiet_message
from bot.render.chat.looks import Look
from bot.render.chat.markup import bold, escaped
from bot.render.chat.pages import list_page
from bot.render.language import marked
from store.api import Reading
from store.outbox import Delivery
from store.readers import Address, Reader, Way

LATEST, MOST_LATEST = 10, 50
"""How many papers ``/latest`` lists by itself, and at most."""


def digest(turn: Turn, _text: str) -> Answer:
    """What the next digest would bring if it came now. Nothing counts as told."""
    reader, _, main = turn.known()
    with turn.desk.store.reading() as catalog:
        address = _address_here(turn, catalog, main)
        turn.desk.explainer.begin(catalog)
        edition = preview_at(catalog, turn.desk.explainer, reader, address, turn.now)
        last = last_digest(catalog, address.number)
        look = look_here(turn, catalog, reader)
    if not edition.items:
        return [Say(_nothing(turn, edition, look, last))]
    view = digest_view(edition, look)
    keys = tuple(item.paper.key for item in edition.items)
    heading = (bold(turn.language.gettext("In your next digest")), *_when(turn, reader), *view.heading[1:])
    known = kept(turn, Contents(kind=Kind.COMING, keys=keys, heading=heading, footer=view.footer))
    return [Say(list_page(known.view, 0, known.look))]


def latest(turn: Turn, text: str) -> Answer:
    """The papers that matched last; where none did, the newest of all."""
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise Wrong(turn.language.gettext("Write how many papers you want, such as: /latest 20"))
    return [Say(_latest(turn, min(int(text or LATEST), MOST_LATEST)))]


def latest_instead(turn: Turn, _said: Tap) -> Answer:
    """The same, in place of what was shown."""
    return [Edit(_latest(turn, LATEST))]


def _latest(turn: Turn, most: int) -> ChatMessage:
    reader, language = turn.known()[0], turn.language
    with turn.desk.store.reading() as catalog:
        keys = last_matched(catalog, turn.desk.explainer, reader.number, most)
        newest = () if keys else tuple(paper.key for paper in catalog.papers(limit=most))
    if keys:
        said = language.ngettext(
            "The last %(count)s paper for you", "The last %(count)s papers for you, the newest first", len(keys)
        )
    elif newest:
        said = language.gettext("Nothing matches your profiles yet. These are the newest papers of all.")
    else:
        said = language.gettext("No papers have come in yet. They will, as soon as a source has been read.")
    heading = (bold(language.gettext("Latest")), escaped(said))
    known = kept(turn, Contents(kind=Kind.LATEST, keys=keys or newest, heading=heading))
    return list_page(known.view, 0, known.look)


def _address_here(turn: Turn, catalog: Reading, main: Address) -> Address:
    """That of the topic in which it was asked, if something is told there; else the chat's."""
    if turn.place.topic is None:
        return main
    here = catalog.address_at(Way.CHAT, str(turn.place))
    return here if here is not None and here.reader == main.reader else main


def _when(turn: Turn, reader: Reader) -> tuple[str, ...]:
    """When the next digest comes, if it does."""
    language = turn.language
    if reader.paused:
        return (escaped(language.gettext("You have paused: it comes after /resume.")),)
    if reader.next_digest_at is None:
        return ()
    when = language.moment(reader.next_digest_at, reader.timezone, turn.now)
    return (escaped(language.gettext("It comes %(when)s.", when=when)),)


def _nothing(turn: Turn, edition: Edition, look: Look, last: Delivery | None) -> ChatMessage:
    """That there is nothing, why, and what came nearest; with a way to what was told last."""
    language = turn.language
    made = quiet_message(edition, look, () if edition.new_papers else _nothing_new(turn, last))
    others = [Button(language.gettext("The latest papers"), tap("pl"))]
    if last is not None:
        others.insert(0, Button(language.gettext("The last digest"), tap("pg", f"d{last.number}", 0)))
    return replace(made, keyboard=(tuple(others), *leaving(language)))


def _nothing_new(turn: Turn, last: Delivery | None) -> tuple[str, ...]:
    """That no paper came since the last digest, and when the next one does."""
    (reader, _, _), language = turn.known(), turn.language
    since_last = language.gettext("Nothing new has come since your last digest.")
    nothing = since_last if last else language.gettext("Nothing new has come since you began.")
    if not profiles_of(turn):
        return (bold(nothing), escaped(language.gettext("There is no profile yet. Make one with /add.")))
    if reader.paused or reader.next_digest_at is None:
        return (bold(nothing), *_when(turn, reader))
    at = language.moment(reader.next_digest_at, reader.timezone, turn.now)
    return (bold(nothing), escaped(language.gettext("The next digest: %(at)s", at=at)))


PART = Part(
    commands=(
        Command(name="digest", about=marked("What your next digest would bring now"), handler=digest),
        Command(name="latest", about=marked("The papers that matched last"), handler=latest, example="20"),
        *FINDING,
        *SAVING,
    ),
    taps={"pl": latest_instead, **TAPS},
    answers=ANSWERS,
)
