"""What stands behind a button: at most 64 bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton). Pure.

``1:like:d12:3``: the version of this language, what to do, and with what. A button always names the state it leads to,
never "the other one", so two taps act once. ``1.5:like:d12:3`` is the same in a message about reader 5.
"""

import re
from dataclasses import dataclass

VERSION = "1"
MAX_BYTES = 64
MAX_NUMBER = 2**63 - 1
"""Numbers of chats and of what is stored are no larger."""

_READER = re.compile(r"[1-9][0-9]{0,18}")
_LISTED = re.compile(r"[ds][0-9]+")


class OldTap(ValueError):
    """The button is of a message that an older version sent, or was never ours."""


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button says. :ivar verb: what to do. :ivar values: with what. :ivar reader: whom its message is about, by
    number; 0 if it does not say.
    """

    verb: str
    values: tuple[str, ...] = ()
    reader: int = 0

    def number(self, place: int) -> int:
        """The value at that place as a whole number.

        :raises OldTap: there is none.
        """
        try:
            number = int(self.values[place])
        except (IndexError, ValueError) as error:
            raise OldTap(f"{self.verb}: no number at place {place}") from error
        if abs(number) > MAX_NUMBER:
            raise OldTap(f"{self.verb}: no number of ours at place {place}")
        return number

    def text(self, place: int) -> str:
        """The value at that place.

        :raises OldTap: there is none.
        """
        try:
            return self.values[place]
        except IndexError as error:
            raise OldTap(f"{self.verb}: nothing at place {place}") from error


def tap(verb: str, *values: int | str) -> str:
    """What a button is to say.

    :param values: without colons.
    :raises ValueError: it is too long, or a value has a colon.
    """
    written = [str(value) for value in values]
    if any(":" in part for part in (verb, *written)):
        raise ValueError(f"A button's values have no colons: {written}")
    data = ":".join((VERSION, verb, *written))
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"More than {MAX_BYTES} bytes behind a button: {data}")
    return data


def read_tap(data: str) -> Tap:
    """What a button says.

    :raises OldTap: another version wrote it, or nobody of ours.
    """
    head, *rest = data.split(":")
    version, dot, reader = head.partition(".")
    if version != VERSION or not rest or not rest[0] or (dot and not _READER.fullmatch(reader)):
        raise OldTap(data[:MAX_BYTES])
    return Tap(rest[0], tuple(rest[1:]), int(reader or 0))


def about(data: str, reader: int) -> str:
    """The same of a button in a message about a reader. A list of papers says itself whose it is, and where there is no
    room it is left out.

    :param reader: by number. :raises OldTap: it is no button of ours.
    """
    said = read_tap(data)
    if said.reader or (said.values and _LISTED.fullmatch(said.values[0])):
        return data
    marked = f"{VERSION}.{reader}{data.removeprefix(VERSION)}"
    return marked if len(marked.encode()) <= MAX_BYTES else data
