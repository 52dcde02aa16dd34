"""Mail that came back, on a terminal or in a pipe, never wider than the console."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.bounces import Returned
from bot.app.reader_rules import shown_target
from bot.render.moments import local_time
from bot.render.presentation import counted
from bot.render.terminal import print_line
from bot.render.words import printable, shorten

MAX_TARGET = 254
MAX_SAID = 200
_MARGIN = 2


def print_returned(found: Sequence[Returned], days: int, now: datetime, console: Console) -> None:
    """Each address with what came back from it, and what was said last."""
    if not found:
        print_line(Text(f"No mail came back within {counted(days, 'day')}."), console)
    for each in found:
        target = shorten(printable(shown_target(each.address.way, each.address.target)), MAX_TARGET)
        style = "red" if each.address.stopped else "yellow"
        state = f"stopped: {printable(each.address.stopped)}" if each.address.stopped else "still in use"
        print_line(Text.assemble((target, "bold"), f" (reader {each.address.reader})  ", (state, style)), console)
        kinds = Counter(bounce.kind.value for bounce in each.bounces)
        last = each.bounces[-1]
        many = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        said = shorten(printable(last.said), MAX_SAID)
        line = f"{many}; last on {local_time(last.at, 'UTC', now)} UTC" + (f": {said}" if said else "")
        print_line(Text(line, "dim"), console, _MARGIN)
