"""The steps of trying a way out, as they are told to people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    :ivar name: of mail ``name``, ``connection``, ``greeting``, ``encryption``, ``login``, ``sender``, ``recipient``,
        ``mail``, and before them ``letter``; of Telegram ``token``, ``chat``, ``message``.
    :ivar ok: whether it went well; ``None`` if it was left out.
    :ivar seconds: how long it took.
    :ivar said: what was found, in words.
    :ivar hint: what to do; empty if nothing is known or all is well.
    """

    name: str
    ok: bool | None
    seconds: float
    said: str
    hint: str = ""
