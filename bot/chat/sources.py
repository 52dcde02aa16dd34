"""How the sources are: which pages are watched, what they brought, and which are in trouble."""

from bot.app.standing import Standing, standings
from bot.channels.types import ChatMessage
from bot.chat.screens import leaving
from bot.chat.showing import screen, shown
from bot.chat.types import Answer, Command, Part, Turn
from bot.render.chat.markup import bold, escaped, size_of
from bot.render.language import Language, marked
from bot.render.mail.verdicts import told
from bot.render.presentation import name_of
from bot.render.words import shorten
from store.watch import VerdictKind

_MAX_SAID = 200
_WELL, _QUIET, _WAITING, _UNWELL, _DOWN = "✅", "💤", "⏳", "⚠️", "❌"
_ICONS = {
    VerdictKind.FRESH: _WELL,
    VerdictKind.WAITING: _WAITING,
    VerdictKind.QUIET: _QUIET,
    VerdictKind.PARTIAL: _UNWELL,
    VerdictKind.STALLED: _UNWELL,
    VerdictKind.FAILED: _DOWN,
    VerdictKind.BLOCKED: _DOWN,
    VerdictKind.CHANGED: _DOWN,
}


def sources_screen(turn: Turn) -> ChatMessage:
    """Two lines for each source that is watched, those in trouble first; as many as a message holds."""
    language = turn.language
    with turn.desk.store.reading() as catalog:
        known = [each for each in standings(catalog, turn.desk.sources, turn.now) if each.is_enabled]
    if not known:
        said = language.gettext("Nothing is watched. Whoever runs this bot has to name pages to read.")
        return screen(escaped(said), rows=leaving(language))
    told_of = [_lines(turn, each) for each in sorted(known, key=lambda each: not each.is_trouble)]
    shown_of = told_of
    while True:
        lines = [bold(language.gettext("Where papers come from")), *(line for each in shown_of for line in each)]
        more = len(told_of) - len(shown_of)
        if more:
            lines.append(escaped(language.ngettext("and %(count)s more source", "and %(count)s more sources", more)))
        if size_of("\n".join(lines)).fits:
            return screen(*lines, rows=leaving(language))
        shown_of = shown_of[:-1]


def _lines(turn: Turn, standing: Standing) -> tuple[str, str]:
    language = turn.language
    title = standing.watched.source.title if standing.watched else ""
    icon = _ICONS[standing.verdict.kind] if standing.verdict else _WAITING
    name = bold(name_of(title or standing.name))
    return f"{icon} {name}: {escaped(shorten(_verdict(turn, standing), _MAX_SAID))}", escaped(
        _looks(language, turn, standing)
    )


def _verdict(turn: Turn, standing: Standing) -> str:
    language, zone = turn.language, turn.reader.timezone if turn.reader else "UTC"
    if standing.verdict is None:
        return language.gettext("not read yet")
    said = told(standing.verdict, language, lambda verdict: language.moment(verdict.since, zone, turn.now))
    new = language.ngettext("%(count)s new paper this week", "%(count)s new papers this week", standing.new)
    return language.gettext("%(papers)s; %(verdict)s", papers=new, verdict=said) if said else new


def _looks(language: Language, turn: Turn, standing: Standing) -> str:
    """When it was looked at last, and is next."""
    zone = turn.reader.timezone if turn.reader else "UTC"
    last = language.moment(standing.last.ended_at, zone, turn.now) if standing.last else ""
    due = language.moment(max(standing.due_at, turn.now), zone, turn.now) if standing.due_at else ""
    if last and due:
        return language.gettext("read %(last)s, next %(next)s", last=last, next=due)
    if last:
        return language.gettext("read %(last)s", last=last)
    return language.gettext("next %(next)s", next=due) if due else language.gettext("never read")


def _sources(turn: Turn, _written: str) -> Answer:
    return shown(turn, sources_screen(turn))


PART = Part(
    commands=(Command(name="sources", about=marked("Where papers come from, and how it goes"), handler=_sources),)
)
