"""Hearing nothing for a while: snoozing, pausing, and being told again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.app.readers import pause, resume, snooze
from bot.channels.types import Button, ChatMessage
from bot.chat.questions import ask, unask
from bot.chat.screens import leaving
from bot.chat.showing import in_rows, screen, shown
from bot.chat.types import Answer, AnswerHandler, TapHandler, Turn
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.timing import BadTiming, snooze_until, zone
from bot.core.timing.zones import instant
from bot.render.chat.markup import bold, escaped
from store.readers import Reader

SNOOZES = (1, 3, 7, 14)
"""Snooze for so many days, to be chosen with a tap."""

OFF = frozenset(("off", "none", "no", "0", "-"))
"""What people write for no such thing."""

_TOMORROW = frozenset(("tomorrow", "1"))
_WEEK = frozenset(("week", "a week", "7"))


def snooze_command(turn: Turn, written: str) -> Answer:
    """``/snooze``, ``/snooze tomorrow``, ``/snooze week``, ``/snooze 2026-11-12``, ``/snooze off``."""
    text, (reader, _, _) = " ".join(written.lower().split()), turn.known()
    if not text:
        ask(turn, "sw")
        return shown(turn, _away_screen(turn, reader))
    if text in OFF:
        return _resumed(turn)
    if text in _TOMORROW:
        return _snoozed(turn, _in_days(turn, reader, 1))
    return _snoozed(turn, _in_days(turn, reader, 7) if text in _WEEK else text)


def _snoozed(turn: Turn, day: str) -> Answer:
    reader, _, _ = turn.known()
    until = _awake(reader, snooze_until(day, zone(reader.timezone), turn.now))
    unask(turn)
    if reader.paused:
        resume(turn.desk.store, reader.number, turn.now)
    changed = snooze(turn.desk.store, reader.number, until, turn.now)
    return shown(turn, _away_screen(turn, changed))


def _awake(reader: Reader, midnight: datetime) -> datetime:
    """When what came meanwhile is told: on that day at the hour of the digests, for nobody wants to be woken by it."""
    place, minute = zone(reader.timezone), reader.default_timing.minute
    return midnight if minute is None else instant(midnight.astimezone(place).date(), minute, place)


def _snooze_tapped(turn: Turn, tapped: Tap) -> Answer:
    try:
        return _snoozed(turn, tapped.text(0))
    except BadTiming as error:
        raise OldTap(tapped.verb) from error


def _snooze_answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    return snooze_command(turn, text or "?")


def pause_command(turn: Turn, _written: str) -> Answer:
    reader, _, _ = turn.known()
    unask(turn)
    return shown(turn, _away_screen(turn, pause(turn.desk.store, reader.number, turn.now)))


def _pause_tapped(turn: Turn, tapped: Tap) -> Answer:
    return pause_command(turn, "") if tapped.number(0) else _resumed(turn)


def resume_command(turn: Turn, _written: str) -> Answer:
    return _resumed(turn)


def _resumed(turn: Turn) -> Answer:
    reader, _, _ = turn.known()
    unask(turn)
    changed = resume(turn.desk.store, reader.number, turn.now)
    with turn.desk.store.reading() as catalog:
        waiting = len(catalog.promises(reader=reader.number))
    language = turn.language
    lines = [bold(language.gettext("▶️ You are told again."))]
    if waiting:
        said = language.ngettext(
            "%(count)s paper is waiting and comes soon, in one digest.",
            "%(count)s papers are waiting and come soon, in one digest.",
            waiting,
        )
        lines.append(escaped(said))
    if changed.next_digest_at is not None:
        at = language.moment(changed.next_digest_at, changed.timezone, turn.now)
        lines.append(escaped(language.gettext("The next digest: %(at)s", at=at)))
    return shown(turn, screen(*lines, rows=leaving(language, tap("s"))))


def _away_opened(turn: Turn, _tapped: Tap) -> Answer:
    return snooze_command(turn, "")


def _away_screen(turn: Turn, reader: Reader) -> ChatMessage:
    """Whether something is sent at present, and buttons to change that."""
    language, _ = turn.language, turn.language.gettext
    snoozed = reader.snoozed_until if reader.snoozed_until and reader.snoozed_until > turn.now else None
    days = [
        Button(
            _("Until tomorrow") if each == 1 else language.ngettext("%(count)s day", "%(count)s days", each),
            tap("sws", _in_days(turn, reader, each)),
        )
        for each in SNOOZES
    ]
    resumed = ((Button(_("▶️ Go on now"), tap("sps", 0)),),) if reader.paused or snoozed else ()
    paused = () if reader.paused else ((Button(_("⏸ Pause until I say so"), tap("sps", 1)),),)
    rows = (*resumed, *in_rows(days, 2), *paused, *leaving(language, tap("s")))
    return screen(*_away_lines(turn, reader, snoozed), rows=rows)


def _away_lines(turn: Turn, reader: Reader, snoozed: datetime | None) -> tuple[str, ...]:
    language, _ = turn.language, turn.language.gettext
    if reader.paused:
        missed = _("What appears meanwhile is not kept for you.")
        return bold(_("⏸ Paused: nothing comes until /resume.")), escaped(missed)
    if snoozed is not None:
        until = language.moment(snoozed, reader.timezone, turn.now)
        kept = _("What is found meanwhile comes then, in one digest.")
        return bold(_("😴 Snoozed until %(until)s.", until=until)), escaped(kept)
    return (
        bold(_("Do you want to hear nothing for a while?")),
        escaped(_("Snooze: what is found meanwhile comes afterwards, in one digest. A date? Send it like 2026-11-12.")),
        escaped(_("Pause: nothing comes, and nothing is kept for you, until /resume.")),
    )


def _in_days(turn: Turn, reader: Reader, days: int) -> str:
    """A day of the reader's calendar, as ISO 8601 writes it."""
    return (turn.now.astimezone(zone(reader.timezone)).date() + timedelta(days=days)).isoformat()


TAPS: Mapping[str, TapHandler] = {"sp": _away_opened, "sps": _pause_tapped, "sws": _snooze_tapped}
ANSWERS: Mapping[str, AnswerHandler] = {"sw": _snooze_answered}
