"""What is written without a command: words to look for, a paper's address, a forwarded message."""

import json
import re
from collections.abc import Callable, Sequence

from bot.channels.types import Button
from bot.chat.channels import channel as look_after
from bot.chat.channels import offer
from bot.chat.finding import find
from bot.chat.profile_values import profiles_of
from bot.chat.profile_words import ANSWERS as WORDS
from bot.chat.profile_words import add_words
from bot.chat.screens import leaving
from bot.chat.showing import screen
from bot.chat.start import first_profile, first_words
from bot.chat.turns import may_manage
from bot.chat.types import Answer, Handler, Part, Say, Turn
from bot.chat.why import why_paper
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.matching.language import parse_query
from bot.core.matching.syntax import ProfileSyntaxError
from bot.render.chat.markup import bold, escaped
from bot.render.presentation import name_of
from bot.render.words import shorten
from scrapers.ids import recognise
from store.chats import Sheet

SEARCH, ADD, ADD_TO = "bs", "ba", "bd"
"""The verbs for what was written: search it, look for it from now on, look for it with a profile."""

MAX_WORDS = 500
"""A longer text is no list of keywords."""

_SHOWN = 120
_MOST_PROFILES = 6
_LINK = re.compile(
    r"https?://\S+|\b(?:arxiv\.org|huggingface\.co|hf\.co|doi\.org)/\S+|\b10\.\d{4,9}/\S+", re.IGNORECASE
)
_CHANNEL = re.compile(r"@[A-Za-z]\w{3,31}|https://t\.me/[A-Za-z]\w{3,31}", re.ASCII)
_NAMED = re.compile(r"\barxiv:\s?\S+|(?<![\d.])\d{4}\.\d{4,5}(?:v\d+)?(?![\d.])", re.IGNORECASE)
_HUGGING_FACE = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/papers/([^/?#\s]+)", re.IGNORECASE)


def understood(turn: Turn) -> Answer:
    """What to do about something that a person wrote or forwarded."""
    said = turn.message
    channel = said.forwarded_from
    if channel is not None and _is_theirs(turn, channel.number):
        return [Say(offer(turn, channel.number, channel.title))]
    name = paper_named([*said.links, said.text])
    if name:
        return why_paper(turn, name)
    if channel is not None:
        return _not_theirs(turn, channel.title)
    text = said.text.strip()
    if not text or said.forwarded or len(text) > MAX_WORDS:
        return _hint(turn)
    return _words(turn, text)


def _words(turn: Turn, text: str) -> Answer:
    """What to do about words: of somebody who has not begun, the name of a channel, what to look for."""
    if turn.reader is None or turn.chat is None:
        return first_words(turn, text)
    if _CHANNEL.fullmatch(text):
        return look_after(turn, text)
    return _offers(turn, text) if profiles_of(turn) else first_profile(turn, text)


def paper_named(texts: Sequence[str]) -> str:
    """The paper that texts or addresses name first: an arXiv identifier, a DOI; empty if they name none."""
    for text in texts:
        for found in (*_LINK.findall(text), *_NAMED.findall(text)):
            clean = found.rstrip(".,;:!?)]}>»”\"'")
            page = _HUGGING_FACE.match(clean)
            name = recognise(page[1] if page else clean)
            if name.arxiv_id or name.doi:
                return name.arxiv_id or name.doi or ""
    return ""


def _offers(turn: Turn, text: str) -> Answer:
    """Words to look for, from somebody who has profiles: what shall become of them?"""
    try:
        parse_query(text)
    except ProfileSyntaxError:
        return _hint(turn)
    reader, _, _ = turn.known()
    with turn.desk.store.writing() as catalog:
        body = json.dumps({"text": text})
        sheet = catalog.save_sheet(Sheet(reader=reader.number, body=body, made_at=turn.now)).number
    words = turn.language
    rows = [
        (Button(words.gettext("🔎 Search the papers"), tap(SEARCH, sheet)),),
        (Button(words.gettext("➕ Look for it from now on"), tap(ADD, sheet)),),
    ]
    for each in profiles_of(turn)[:_MOST_PROFILES]:
        label = words.gettext("Add to “%(name)s”", name=shorten(name_of(each.name), 40))
        rows.append((Button(label, tap(ADD_TO, sheet, each.number)),))
    asked = words.gettext("What shall I do with “%(words)s”?", words=shorten(name_of(text), _SHOWN))
    return [Say(screen(bold(asked), rows=(*rows, *leaving(words))))]


def _is_theirs(turn: Turn, chat: int) -> bool:
    """Whether a channel is known here and the person administrates it."""
    with turn.desk.store.reading() as catalog:
        known = catalog.chat(chat)
    return known is not None and may_manage(turn.desk, chat, turn.incoming.person.number)


def _not_theirs(turn: Turn, title: str) -> Answer:
    """A message of a channel that is not looked after from here."""
    words = turn.language
    said = words.gettext(
        "That is from %(title)s, and names no paper. If it is your channel, make me its administrator first.",
        title=name_of(title),
    )
    return [Say(screen(escaped(said)))]


def _hint(turn: Turn) -> Answer:
    said = turn.language.gettext("Send me a few words to look for, or a link to a paper. What else I can do: /help")
    return [Say(screen(escaped(said)))]


def _with_text(handler: Handler) -> Callable[[Turn, Tap], Answer]:
    """What a command does, for the words that a button stands for."""

    def act(turn: Turn, said: Tap) -> Answer:
        return handler(turn, _text_of(turn, said.number(0)))

    return act


def _add_to(turn: Turn, said: Tap) -> Answer:
    return WORDS["fd"](turn, _text_of(turn, said.number(0)), {"profile": said.number(1)})


def _text_of(turn: Turn, sheet: int) -> str:
    """The words that were written.

    :raises OldTap: they are not kept any more.
    """
    reader, _, _ = turn.known()
    with turn.desk.store.reading() as catalog:
        kept = catalog.sheet(sheet)
    if kept is None or kept.reader != reader.number:
        raise OldTap(str(sheet))
    text = json.loads(kept.body).get("text")
    if not isinstance(text, str):
        raise OldTap(str(sheet))
    return text


PART = Part(
    taps={SEARCH: _with_text(find), ADD: _with_text(add_words), ADD_TO: _add_to},
    changing=frozenset({ADD, ADD_TO}),
)
