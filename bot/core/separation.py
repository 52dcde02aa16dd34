"""Taking a merge back: what was said is divided again, and each part consolidated anew."""

from bot.core.consolidate import consolidate
from bot.core.identity import fingerprints, strength
from store.records import KnownPaper, MergeRecord, Split, Statement


class Inseparable(ValueError):
    """Nothing would be left on one of the two sides."""


def separate(record: MergeRecord, known: KnownPaper, names: frozenset[str]) -> Split:
    """The two papers that were taken for one.

    A statement goes where its strongest name goes. Counts stay with the paper that stays.

    :param known: the paper the merge went into, as it is now.
    :param names: the identifiers that lead to it because of this merge.
    :raises Inseparable: all that is known of it came with this merge, or nothing did.
    """
    leaving = tuple(s for s in known.statements if min(s.identifiers, key=strength) in names)
    staying = tuple(s for s in known.statements if s not in leaving)
    if not leaving or not staying:
        raise Inseparable(f"merge {record.number} joined nothing that could be told apart again")
    return Split(
        number=record.number,
        paper_id=known.paper_id,
        remaining=consolidate(staying, known.paper.counts),
        departing=consolidate(leaving),
        identifiers=tuple(sorted(names)),
        statements=tuple(s.sequence for s in leaving),
        fingerprints=_traces(leaving),
        remaining_fingerprints=_traces(staying),
    )


def _traces(statements: tuple[Statement, ...]) -> tuple[int, ...]:
    return tuple(sorted({number for s in statements for number in fingerprints(s.title, s.abstract)}))
