"""Everything that can be written or tapped, gathered from the modules that do it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from bot.chat import (
    channels,
    groups,
    leaving,
    lists,
    mail,
    operator,
    papers,
    places,
    profiles,
    saying,
    settings,
    sharing,
    sources,
    start,
    times,
    understanding,
    why,
)
from bot.chat.help import help_part
from bot.chat.types import AnswerHandler, Command, Part, TapHandler

_Named = TypeVar("_Named")


def _gathered(named: Iterable[tuple[str, _Named]]) -> Mapping[str, _Named]:
    """All of them by name.

    :raises ValueError: two share one.
    """
    gathered: dict[str, _Named] = {}
    for name, each in named:
        if name in gathered:
            raise ValueError(f"Two modules claim {name}.")
        gathered[name] = each
    return MappingProxyType(gathered)


PARTS: tuple[Part, ...] = (
    start.PART,
    help_part(lambda: COMMANDS),
    lists.PART,
    why.PART,
    profiles.PART,
    saying.PART,
    settings.PART,
    times.PART,
    mail.PART,
    sharing.PART,
    sources.PART,
    groups.PART,
    channels.PART,
    leaving.PART,
    papers.PART,
    places.PART,
    understanding.PART,
    operator.PART,
)

COMMANDS: Mapping[str, Command] = _gathered((each.name, each) for part in PARTS for each in part.commands)
"""By name, in the order of the menu."""

TAPS: Mapping[str, TapHandler] = _gathered(each for part in PARTS for each in part.taps.items())
"""By verb."""

ANSWERS: Mapping[str, AnswerHandler] = _gathered(each for part in PARTS for each in part.answers.items())
"""By topic of the question."""

CHANGING: frozenset[str] = frozenset().union(*(part.changing for part in PARTS))
"""The verbs and topics that only administrators of a group may use there."""

ANYONES: frozenset[str] = frozenset().union(*(part.anyones for part in PARTS))
"""The verbs that mean the same for whomever is spoken."""

LINKING: frozenset[str] = frozenset().union(*(part.linking for part in PARTS))
"""The topics of questions that may be answered by a link to a paper, or by what somebody else wrote."""
