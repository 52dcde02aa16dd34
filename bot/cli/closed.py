"""Why nothing is sent to an address, and which command opens it again."""

from bot.app.bounces import STOPPED
from bot.app.reader_rules import shown_target
from bot.app.signup import UNSUBSCRIBED
from bot.core.matching.syntax import quoted
from bot.render.typed import argument
from store.api import ReadershipReader
from store.readers import Address, Reader, Way


def why_closed(catalog: ReadershipReader, reader: Reader, address: Address) -> str:
    """Why nothing is sent to one of a reader's addresses, and what to do about it; empty if it is open."""
    shown = shown_target(address.way, address.target)
    typed = argument(shown, str(address.number))
    confirm = f"paperround reader address confirm {argument(reader.name)} {typed}"
    suppressed = address.way is Way.MAIL and catalog.suppression(address.target) is not None
    if suppressed or address.stopped in STOPPED.values():
        why = address.stopped or "mail came back, or was reported as unwanted"
        return f"Nothing is sent to {shown} any more: {why}. If that is mended: paperround bounce forgive {typed}"
    if address.stopped == UNSUBSCRIBED:
        what = f"{quoted(reader.name)} has unsubscribed from {shown}, so nothing is sent there."
        return f"{what} If they want to read there again: {confirm} --again"
    if address.stopped:
        return f"Nothing is sent to {shown} any more: {address.stopped.rstrip('.')}. To use it again: {confirm}"
    return "" if address.confirmed_at else f"{shown} is not confirmed yet. If it is theirs: {confirm}"
