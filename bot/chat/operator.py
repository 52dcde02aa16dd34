"""The operator's commands: numbers, readers, a word to all, bans, limits, how everything is."""

import re
from collections.abc import Iterator

from bot.app.broadcast import NoticeRefused, keep_notice, post_notice
from bot.app.operating import NobodyMeant, ban, limit, number_meant, numbers, unban
from bot.app.reader_view import ReaderRow, ReaderView, list_readers, view_reader
from bot.app.status import Status, status_of
from bot.channels.types import Button, ChatMessage
from bot.chat.screens import leaving, paged
from bot.chat.types import Answer, Command, Edit, Handler, Part, Say, Toast, Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.render.chat.markup import bold, code, escaped, foreign, message, quote, unlinked
from bot.render.language import Language, marked
from bot.render.presentation import name_of
from bot.render.words import printable, shorten
from store.errors import NotFound
from store.readers import Address, Way

_SHOWN_SOURCES, _SHOWN_INCIDENTS = 20, 5
_MAX_SAID = 200
_MAX_PREVIEW = 1_000
_LIMITS = re.compile(r"(profiles|commands)=([0-9]{1,6}|off)")

_ABOUT = {
    "private": marked("Private chats"),
    "groups": marked("Groups"),
    "channels": marked("Channels"),
    "mail": marked("Mail addresses"),
    "stopped": marked("Chats that get nothing any more"),
    "paused": marked("Readers who paused"),
    "profiles": marked("Profiles"),
    "papers": marked("Papers"),
    "new": marked("New papers within a day"),
    "sent": marked("Messages sent, of those kept"),
    "dead": marked("Messages given up"),
}


def _stats(turn: Turn, _text: str) -> Answer:
    language = turn.language
    found = numbers(turn.desk.store, turn.now)
    lines = [bold(language.gettext("In numbers"))]
    lines += [f"{escaped(language.gettext(about))}: {language.number(found[name])}" for name, about in _ABOUT.items()]
    return [Say(message("\n".join(lines), leaving(language)))]


def _readers(turn: Turn, _text: str) -> Answer:
    return [Say(_reader_list(turn, 0))]


def _reader_page(turn: Turn, said: Tap) -> Answer:
    _require_operator(turn)
    return [Edit(_reader_list(turn, said.number(0)))]


def _reader_list(turn: Turn, page: int) -> ChatMessage:
    language, rows = turn.language, list_readers(turn.desk.store)
    buttons = [Button(_label(row, language), tap("ov", row.reader.number, page)) for row in rows]
    heading = bold(language.ngettext("%(count)s reader", "%(count)s readers", len(rows)))
    return message(heading, (*paged(buttons, page, lambda at: tap("or", at)), *leaving(language)))


def _label(row: ReaderRow, language: Language) -> str:
    profiles = language.ngettext("%(count)s profile", "%(count)s profiles", row.profiles)
    hears = any(each.is_open for each in row.addresses) and not row.reader.paused
    return f"{'' if hears else '🔕 '}{shorten(name_of(row.reader.name), 30)} · {profiles}"


def _reader(turn: Turn, said: Tap) -> Answer:
    _require_operator(turn)
    language = turn.language
    try:
        view = view_reader(turn.desk.store, said.number(0))
    except NotFound:
        return [Toast(language.gettext("This reader is no more."))]
    return [Edit(message("\n".join(_about(view, language)), leaving(language, tap("or", said.number(1)))))]


def _about(view: ReaderView, language: Language) -> Iterator[str]:
    yield bold(name_of(view.reader.name))
    yield from (_about_address(each, language) for each in view.addresses)
    yield language.ngettext("%(count)s profile", "%(count)s profiles", len(view.profiles))
    waiting = language.ngettext("%(count)s paper waits", "%(count)s papers wait", len(view.waiting))
    yield waiting
    if view.reader.paused:
        yield escaped(language.gettext("Paused."))
    for each in view.deliveries[:3]:
        yield f"{each.kind.value}: {each.state.value} {foreign(shorten(printable(each.said), _MAX_SAID))}".rstrip()


def _about_address(address: Address, language: Language) -> str:
    # A notification URL may hold a password; whose mail it is need not stand in a chat.
    shown = code(address.target) if address.way is Way.CHAT else escaped(address.way.value)
    if address.stopped:
        return f"{shown}: {foreign(shorten(printable(address.stopped), _MAX_SAID))}"
    return f"{shown}: {escaped(language.gettext('in use') if address.is_open else language.gettext('not confirmed'))}"


def _broadcast(turn: Turn, text: str) -> Answer:
    language = turn.language
    try:
        notice, chats = keep_notice(turn.desk.store, text if printable(text) else "", turn.now)
    except NoticeRefused as error:
        usage = language.gettext("Like this: %(example)s", example="/broadcast Tonight I move; be back at ten.")
        raise Wrong(f"{language.translated(error)} {usage}") from error
    if not chats:
        raise Wrong(language.gettext("There is no chat that may be written to yet."))
    send = language.ngettext("Send to %(count)s chat", "Send to %(count)s chats", chats)
    lines = (
        bold(language.gettext("To all chats")),
        quote(unlinked(shorten(printable(notice.text), _MAX_PREVIEW)), folded=True),
    )
    return [Say(message("\n".join(lines), ((Button(send, tap("ob", notice.number)),), *leaving(language))))]


def _post(turn: Turn, said: Tap) -> Answer:
    _require_operator(turn)
    language = turn.language
    posted = post_notice(turn.desk.store, said.number(0), turn.now)
    if posted is None:
        return [Toast(language.gettext("That was too long ago. Write it anew with /broadcast."), alert=True)]
    if not posted:
        return [Toast(language.gettext("It is on its way to all of them already."))]
    done = language.ngettext("It is on its way to %(count)s chat.", "It is on its way to %(count)s chats.", posted)
    return [Edit(message(escaped(done), leaving(language)))]


def _ban(turn: Turn, text: str) -> Answer:
    language = turn.language
    if not text.strip():
        return [Say(_bans(turn))]
    try:
        number, why = number_meant(turn.desk.store, text)
    except NobodyMeant as error:
        raise Wrong(language.translated(error)) from error
    if why.lower() == "off":
        was = unban(turn.desk.store, number, turn.now)
        free, never = language.gettext("They are answered again."), language.gettext("They were not banned.")
        return [Say(message(escaped(free if was else never)))]
    if number == turn.desk.rules.operator:
        raise Wrong(language.gettext("That is you."))
    ban(turn.desk.store, number, why[:_MAX_SAID], turn.now)
    undo = language.gettext("To answer them again: %(command)s", command=f"/ban {number} off")
    said = language.gettext("They are not answered any more, and get nothing. What is kept of them stays.")
    return [Say(message(f"{escaped(said)}\n{escaped(undo)}"))]


def _bans(turn: Turn) -> ChatMessage:
    language = turn.language
    with turn.desk.store.reading() as catalog:
        bans = catalog.bans()
    heading = language.ngettext("%(count)s ban", "%(count)s bans", len(bans)) if bans else language.gettext("No bans.")
    how = language.gettext("Ban with %(ban)s, end it with %(end)s.", ban="/ban 123456 why", end="/ban 123456 off")
    lines = [bold(heading)]
    lines += [f"{each.at:%Y-%m-%d} {foreign(each.why) or '–'}" for each in bans[:_SHOWN_SOURCES]]
    return message("\n".join((*lines, escaped(how))), leaving(language))


def _limit(turn: Turn, text: str) -> Answer:
    language = turn.language
    limits = {name: None if value == "off" else int(value) for name, value in _LIMITS.findall(text)}
    who = " ".join(_LIMITS.sub("", text).split())
    if not limits and who.endswith(" off"):
        who, limits = who.removesuffix(" off"), dict.fromkeys(("profiles", "commands"))
    if not who or not limits:
        usage = "/limit 123456 profiles=5 commands=10"
        end = "/limit 123456 off"
        raise Wrong(language.gettext("Like this: %(usage)s, or %(end)s for the usual limits.", usage=usage, end=end))
    try:
        chat = limit(turn.desk.store, who, limits)
    except (NobodyMeant, ValueError) as error:
        raise Wrong(language.translated(error)) from error
    rules = turn.desk.rules
    told = language.gettext(
        "%(who)s – most profiles: %(profiles)s, most commands a minute: %(commands)s",
        who=name_of(chat.title) or str(chat.chat),
        profiles=chat.max_profiles or rules.max_profiles,
        commands=chat.commands_per_minute or rules.commands_per_minute,
    )
    return [Say(message(escaped(told)))]


def _health(turn: Turn, _text: str) -> Answer:
    status = status_of(turn.desk.store, turn.desk.sources, turn.now)
    return [Say(message("\n".join(_how_it_is(status, turn.language)), leaving(turn.language)))]


def _how_it_is(status: Status, language: Language) -> Iterator[str]:
    well = language.gettext("Everything works.")
    yield bold(language.gettext("Something should be looked at.") if status.is_trouble else well)
    if not status.sources:
        yield escaped(language.gettext("Nothing is watched. Whoever runs this bot has to name pages to read."))
    for each in status.sources[:_SHOWN_SOURCES]:
        verdict = each.verdict.kind.value if each.verdict else "–"
        yield f"{'⚠️' if each.is_trouble else '✓'} {foreign(name_of(each.name))}: {escaped(verdict)}"
    out = status.outbox
    yield escaped(
        language.gettext(
            "Messages: %(due)s due, %(late)s late, %(dead)s given up.",
            due=language.number(out.due),
            late=language.number(out.late),
            dead=language.number(out.dead),
        )
    )
    for incident in status.incidents[:_SHOWN_INCIDENTS]:
        since = f"{incident.began_at:%Y-%m-%d %H:%M} UTC"
        yield f"⚠️ {foreign(incident.subject)} ({since}): {foreign(shorten(printable(incident.said), _MAX_SAID))}"


def _require_operator(turn: Turn) -> None:
    """A button is the operator's only while they are.

    :raises OldTap: they are not.
    """
    if turn.incoming.person.number != turn.desk.rules.operator:
        raise OldTap("not the operator's")


def _command(name: str, about: str, handler: Handler, example: str = "") -> Command:
    return Command(name=name, about=about, handler=handler, example=example, in_groups=False, operator=True)


PART = Part(
    commands=(
        _command("stats", marked("Numbers: chats, profiles, papers, messages"), _stats),
        _command("readers", marked("Who reads"), _readers),
        _command("broadcast", marked("Tell all chats something"), _broadcast, "Tonight I move; be back at ten."),
        _command("ban", marked("Answer somebody no more"), _ban, "123456 spam"),
        _command("limit", marked("How much somebody may do"), _limit, "123456 profiles=5 commands=10"),
        _command("health", marked("How everything is"), _health),
    ),
    taps={"or": _reader_page, "ov": _reader, "ob": _post},
    anyones=frozenset({"or", "ov", "ob"}),
)
