"""Readers' reactions. Nothing is deleted: what is taken back is marked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, not_, select, update

from store.errors import AlreadyUndone, NotFound
from store.profiles import JUDGEMENTS, REPLACED, Feedback, FeedbackKind, GivenFeedback
from store.sql.block import BIGGEST, Block
from store.sql.bulk import Numbers, one_of
from store.sql.faults import translated
from store.sql.lookup import owners
from store.sql.tables import feedback, identifiers
from store.sql.types import can_be_stored

_FIELDS = ("number", "profile", "kind", "subject", "title", "at", "undone", "reader")
_COLUMNS = tuple(feedback.c[name] for name in _FIELDS)


class FeedbackReading(Block):
    """A :class:`store.api.FeedbackReader`."""

    def feedback(
        self, profile: str | None = None, *, reader: int | None = 0, undone: bool = False
    ) -> Sequence[Feedback]:
        """Reactions, by number."""
        query = select(*_COLUMNS).order_by(feedback.c.number)
        if reader is not None:
            query = query.where(feedback.c.reader == reader)
        if profile is not None:
            if not can_be_stored(profile):
                return ()
            query = query.where(feedback.c.profile == profile)
        if not undone:
            query = query.where(not_(feedback.c.undone))
        with translated(self._shown):
            return tuple(map(_feedback, self._connection.execute(query)))

    def profiles_with_feedback(self) -> frozenset[tuple[int, str]]:
        """The profiles that have reactions which stand: the reader's number and the profile's name."""
        query = select(feedback.c.reader, feedback.c.profile).where(not_(feedback.c.undone)).distinct()
        with translated(self._shown):
            return frozenset((reader, profile) for reader, profile in self._connection.execute(query))


class FeedbackWriting(FeedbackReading):
    """A :class:`store.api.FeedbackWriter`."""

    def give_feedback(self, given: Feedback) -> GivenFeedback:
        """Keep a reaction; those it contradicts are taken back."""
        with translated(self._shown):
            standing = self._standing(given)
            same = next((each for each in standing if each.kind is given.kind), None)
            if same is not None:
                return GivenFeedback(feedback=same, repeated=True)
            for each in standing:
                self._mark(each.number)
            numbers = Numbers(self._connection)
            kept = replace(given, number=numbers.take("feedback"), undone=False)
            row = {name: getattr(kept, name) for name in _FIELDS} | {"kind": kept.kind.value}
            self._connection.execute(insert(feedback), row)
            numbers.save()
        self._readership_changed = True
        return GivenFeedback(feedback=kept, replaced=tuple(each.number for each in standing))

    def undo_feedback(self, number: int, reader: int | None = None) -> Feedback:
        """Take a reaction back."""
        with translated(self._shown):
            query = select(*_COLUMNS).where(feedback.c.number == number)
            row = self._connection.execute(query).first() if 0 < number <= BIGGEST else None
            found = None if row is None else _feedback(row)
            if found is None or reader not in {None, found.reader}:
                raise NotFound(f"There is no feedback {number}.")
            if found.undone:
                raise AlreadyUndone(f"Feedback {number} was taken back before.")
            self._mark(number)
        self._readership_changed = True
        return replace(found, undone=True)

    def _standing(self, given: Feedback) -> list[Feedback]:
        """The same reaction and those it contradicts, as far as they stand, by number."""
        kinds = sorted(kind.value for kind in {given.kind, *REPLACED[given.kind]})
        query = select(*_COLUMNS).where(
            feedback.c.reader == given.reader,
            feedback.c.profile == given.profile,
            one_of(self._connection, feedback.c.subject, self._names(given)),
            feedback.c.kind.in_(kinds),
            not_(feedback.c.undone),
        )
        return [_feedback(row) for row in self._connection.execute(query.order_by(feedback.c.number))]

    def _names(self, given: Feedback) -> list[str]:
        """Everything the subject may have been called when something was said of it before."""
        owner = owners(self._connection, [given.subject]) if given.kind in JUDGEMENTS else {}
        called = select(identifiers.c.identifier).where(identifiers.c.paper_id == owner.get(given.subject))
        return [given.subject, *(self._connection.scalars(called) if owner else ())]

    def _mark(self, number: int) -> None:
        self._connection.execute(update(feedback).where(feedback.c.number == number), {"undone": True})


def _feedback(row: Sequence[Any]) -> Feedback:
    values = dict(zip(_FIELDS, row, strict=True))
    return Feedback(**{**values, "kind": FeedbackKind(values["kind"]), "undone": bool(values["undone"])})
