"""What a sheet says: which papers a message lists and how, as JSON. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

SPELLING = "spelling"
"""Under this name a sheet offers a query as it may have been meant."""
SAID = "said"
"""Under this name a sheet keeps the numbers of what was said, to be taken back."""
WINDOWS = (24, 7 * 24, 30 * 24)
"""Hours over which it can be asked what gained."""


class Kind(StrEnum):
    """What a sheet lists."""

    DELIVERY = "delivery"
    COMING = "coming"
    LATEST = "latest"
    TRENDING = "trending"
    SEARCH = "search"
    SAVED = "saved"
    NAMED = "named"
    """Papers that somebody asked for by name."""
    WORD = "word"
    """No papers: a word or name, for which a profile is to be chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the body of a sheet says.

    :ivar keys: the papers, in order, by key.
    :ivar heading: lines above them, HTML. :ivar footer: lines below them. :ivar notes: a line for each paper, or none.
    :ivar query: what was typed: a search, a word. :ivar by: a :class:`bot.core.rising.Measure`, or a kind of feedback.
    :ivar hours: over which it was asked what gained.
    :ivar choices: what was offered to choose from, by what it was offered for: a button names its place in there.
    """

    kind: Kind
    keys: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    query: str = ""
    by: str = ""
    hours: int = 0
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def written(self) -> str:
        """As the store keeps it."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)


def read_contents(body: str) -> Contents:
    """What the body of a sheet says; what is of no kind that is known here has no papers."""
    found = json.loads(body)
    return Contents(
        kind=next((each for each in Kind if each.value == found.get("kind")), Kind.WORD),
        keys=tuple(found.get("keys", ())),
        heading=tuple(found.get("heading", ())),
        footer=tuple(found.get("footer", ())),
        notes=tuple(found.get("notes", ())),
        query=found.get("query", ""),
        by=found.get("by", ""),
        hours=found.get("hours", 0),
        choices={name: tuple(offered) for name, offered in found.get("choices", {}).items()},
    )
