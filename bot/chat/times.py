"""When the reader is told: digests and quiet hours; and the commands of :mod:`bot.chat.away`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.app.readers import change_reader
from bot.channels.types import Button, ChatMessage
from bot.chat import away
from bot.chat.away import OFF
from bot.chat.profile_values import profiles_of
from bot.chat.questions import ask, unask
from bot.chat.screens import leaving
from bot.chat.showing import choice, in_rows, screen, shown
from bot.chat.timing_keys import instant_rows, timing_of, timing_rows
from bot.chat.types import Answer, Command, Handler, Part, TapHandler, Turn
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.timing import parse_quiet, parse_time, parse_weekly
from bot.render.chat.markup import bold, escaped
from bot.render.language import marked
from bot.render.presentation import name_of
from store.readers import DAILY, QuietHours, Reader, Timing

_MOST_NAMED = 5

QUIET = tuple(QuietHours(start=60 * start, end=60 * end) for start, end in ((21, 6), (22, 7), (22, 8), (23, 7), (0, 8)))
"""Quiet hours to be chosen with a tap."""

_AT_ONCE = frozenset(("at once", "instant", "instantly", "now"))
_DAY = 24 * 60


def _schedule(turn: Turn, written: str) -> Answer:
    """``/schedule``, ``/schedule mon,thu 18:30``, ``/schedule 09:00``, ``/schedule at once``."""
    reader, _, _ = turn.known()
    if not written:
        return shown(turn, _schedule_screen(turn, reader))
    changed = change_reader(turn.desk.store, reader.number, turn.now, timing=_timing_written(reader, written))
    return shown(turn, _schedule_screen(turn, changed))


def _timing_written(reader: Reader, written: str) -> Timing:
    """:raises BadTiming: it cannot be understood."""
    before = reader.default_timing
    text = " ".join(written.lower().split())
    if text in _AT_ONCE:
        return Timing(minute=None)
    if text[:1].isdigit():
        base = before if before.minute is not None else DAILY
        return replace(base, minute=parse_time(text))
    return replace(parse_weekly(text), instant_from=before.instant_from)


def _schedule_screen(turn: Turn, reader: Reader) -> ChatMessage:
    language, timing = turn.language, reader.default_timing
    others = [each for each in profiles_of(turn) if each.timing != timing]
    lines = [
        bold(language.gettext("When do you want to be told?")),
        escaped(language.gettext("Now: %(timing)s", timing=language.timing(timing))),
    ]
    if reader.next_digest_at is not None:
        at = language.moment(reader.next_digest_at, reader.timezone, turn.now)
        lines.append(escaped(language.gettext("The next digest: %(at)s", at=at)))
    for each in others[:_MOST_NAMED]:
        own = language.timing(each.timing)
        said = language.gettext("“%(name)s” has its own: %(timing)s", name=name_of(each.name), timing=own)
        lines.append(escaped(said))
    lines.append(escaped(language.gettext("What you choose here is for all profiles.")))
    typed = ((Button(language.gettext("Type a time…"), tap("sdt")),),)
    rows = (
        *timing_rows(language, timing, "sds"),
        *instant_rows(language, timing, "sds"),
        *typed,
        *leaving(language, tap("s")),
    )
    return screen(*lines, rows=rows)


def _schedule_opened(turn: Turn, _tapped: Tap) -> Answer:
    unask(turn)
    return _schedule(turn, "")


def _schedule_tapped(turn: Turn, tapped: Tap) -> Answer:
    reader, _, _ = turn.known()
    changed = change_reader(turn.desk.store, reader.number, turn.now, timing=timing_of(tapped, 0))
    return shown(turn, _schedule_screen(turn, changed))


def _ask_schedule(turn: Turn, _tapped: Tap) -> Answer:
    ask(turn, "sd")
    said = turn.language.gettext("Send a time such as 09:30, or days with a time such as mon,thu 18:30.")
    return shown(turn, screen(escaped(said), rows=leaving(turn.language, tap("sd"))))


def _schedule_answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    return _schedule(turn, text or "?")


def _quiet(turn: Turn, written: str) -> Answer:
    """``/quiet``, ``/quiet 22:00-07:00``, ``/quiet off``."""
    reader, _, _ = turn.known()
    if not written:
        ask(turn, "sq")
        return shown(turn, _quiet_screen(turn, reader, asking=True))
    return _set_quiet(turn, None if written.lower() in OFF else parse_quiet(written))


def _set_quiet(turn: Turn, quiet: QuietHours | None) -> Answer:
    reader, _, _ = turn.known()
    unask(turn)
    changed = change_reader(turn.desk.store, reader.number, turn.now, quiet_hours=quiet)
    return shown(turn, _quiet_screen(turn, changed))


def _quiet_screen(turn: Turn, reader: Reader, *, asking: bool = False) -> ChatMessage:
    """:param asking: whether the next text is taken for quiet hours."""
    language = turn.language
    off = choice(language.gettext("No quiet hours"), tap("sqs"), current=reader.quiet_hours is None)
    buttons = [
        choice(language.quiet(each), tap("sqs", each.start, each.end), current=reader.quiet_hours == each)
        for each in QUIET
    ]
    lines = (
        bold(language.gettext("Quiet hours: %(hours)s", hours=language.quiet(reader.quiet_hours))),
        escaped(language.gettext("What would come then waits until they are over.")),
        *((escaped(language.gettext("Others? Send them like 22:30-06:30.")),) if asking else ()),
    )
    return screen(*lines, rows=((off,), *in_rows(buttons, 2), *leaving(language, tap("s"))))


def _quiet_opened(turn: Turn, _tapped: Tap) -> Answer:
    return _quiet(turn, "")


def _quiet_tapped(turn: Turn, tapped: Tap) -> Answer:
    if not tapped.values:
        return _set_quiet(turn, None)
    start, end = tapped.number(0), tapped.number(1)
    if start == end or not (0 <= start < _DAY and 0 <= end < _DAY):
        raise OldTap(tapped.verb)
    return _set_quiet(turn, QuietHours(start=start, end=end))


def _quiet_answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    return _quiet(turn, text or "?")


_TAPS: Mapping[str, TapHandler] = {
    "sd": _schedule_opened,
    "sds": _schedule_tapped,
    "sdt": _ask_schedule,
    "sq": _quiet_opened,
    "sqs": _quiet_tapped,
    **away.TAPS,
}
_ANSWERS = {"sd": _schedule_answered, "sq": _quiet_answered, **away.ANSWERS}


def _command(name: str, about: str, example: str, handler: Handler) -> Command:
    return Command(name=name, about=about, example=example, handler=handler, changes=True)


PART = Part(
    commands=(
        _command("schedule", marked("When you are told"), "mon,thu 18:30", _schedule),
        _command("quiet", marked("Hours in which nothing comes"), "22:00-07:00", _quiet),
        _command("snooze", marked("Hear nothing for some days"), "2026-11-12", away.snooze_command),
        _command("pause", marked("Hear nothing until you resume"), "", away.pause_command),
        _command("resume", marked("Be told again"), "", away.resume_command),
    ),
    taps=_TAPS,
    answers=_ANSWERS,
    changing=frozenset((*_TAPS, *_ANSWERS)),
)
