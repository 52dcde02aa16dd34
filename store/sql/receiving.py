"""A receiver's conversation: what happens in chats is kept before anybody says that it came, and dealt with in order.

On PostgreSQL receivers wait for each other's rows alone, on SQLite they take turns with all who write.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, literal_column, not_, or_, select, update

from store.chats import Flood, Question, Update
from store.sql.block import Block
from store.sql.bulk import one_of
from store.sql.chat_rows import (
    FLOOD_COLUMNS,
    UPDATE_COLUMNS,
    flood_of,
    flood_row,
    update_of,
    update_row,
    written_question,
)
from store.sql.faults import translated
from store.sql.tables import NO_CHAT, floods, updates
from store.sql.upserts import inserting

_ONE: ColumnElement[int] = literal_column("1")
_WAITS = updates.c.settled_at.is_(None)


class SqlReceiving(Block):
    """A :class:`store.api.Receiving`."""

    def keep_update(self, update: Update) -> bool:
        """Keep what happened, once."""
        kept = inserting(self._connection, updates).on_conflict_do_nothing().returning(updates.c.number)
        with translated(self._shown):
            return self._connection.execute(kept, update_row(update)).first() is not None

    def waiting_updates(
        self, bot: int, now: datetime, limit: int, *, without: Collection[int] = ()
    ) -> Sequence[Update]:
        """Of each chat the update that waits longest, if it may be taken up now."""
        earlier = updates.alias("earlier")
        blocked = exists().where(
            earlier.c.bot == updates.c.bot,
            earlier.c.chat == updates.c.chat,
            earlier.c.number < updates.c.number,
            earlier.c.settled_at.is_(None),
        )
        may = or_(updates.c.not_before.is_(None), updates.c.not_before <= now)
        query = select(*UPDATE_COLUMNS).where(updates.c.bot == bot, _WAITS, may, ~blocked)
        if without:
            query = query.where(not_(one_of(self._connection, updates.c.chat, without)))
        with translated(self._shown):
            rows = self._connection.execute(query.order_by(updates.c.number).limit(limit))
            return tuple(map(update_of, rows))

    def count_waiting(self, bot: int, chat: int | None = None) -> int:
        """How many updates wait: of one chat, or of all."""
        query = select(func.count()).select_from(updates).where(updates.c.bot == bot, _WAITS)
        if chat is not None:
            query = query.where(updates.c.chat == chat)
        with translated(self._shown):
            return self._connection.scalar(query) or 0

    def begin_update(self, bot: int, number: int) -> int:
        """An update is taken up."""
        begun = update(updates).where(*_it(bot, number)).values(attempts=updates.c.attempts + _ONE)
        with translated(self._shown):
            return self._connection.scalar(begun.returning(updates.c.attempts)) or 0

    def put_update_off(self, bot: int, number: int, not_before: datetime, *, counts: bool = False) -> None:
        """It is to be taken up again, not before then."""
        attempts = updates.c.attempts
        left = attempts if counts else case((attempts > 0, attempts - _ONE), else_=attempts)
        put_off = update(updates).where(*_it(bot, number)).values(not_before=not_before, attempts=left)
        with translated(self._shown):
            self._connection.execute(put_off)

    def keep_answered(self, bot: int, number: int, question: Question) -> None:
        """Keep with an update which question it answers; the first stays."""
        kept = update(updates).where(*_it(bot, number), updates.c.question.is_(None))
        with translated(self._shown):
            self._connection.execute(kept.values(question=written_question(question)))

    def settle_update(self, bot: int, number: int, at: datetime) -> None:
        """It was dealt with, or given up."""
        with translated(self._shown):
            self._settle(at, *_it(bot, number))

    def drop_updates(self, bot: int, chat: int, after: int, at: datetime) -> int:
        """All that waits of a chat with a higher number is settled without being dealt with."""
        later = (updates.c.bot == bot, updates.c.chat == (chat or NO_CHAT), updates.c.number > after, _WAITS)
        with translated(self._shown):
            return self._settle(at, *later)

    def _settle(self, at: datetime, *which: ColumnElement[bool]) -> int:
        self._overwrite_what_goes()
        return self._connection.execute(
            update(updates).where(*which).values(body="", question=None, settled_at=at)
        ).rowcount

    def keep_flood(self, flood: Flood) -> None:
        """Telegram wants to be left alone until then; never shorter than was said before."""
        insertion = inserting(self._connection, floods)
        said = insertion.excluded.until
        longer = case((floods.c.until > said, floods.c.until), else_=said)
        kept = insertion.on_conflict_do_update(index_elements=["bot", "chat"], set_={"until": longer})
        with translated(self._shown):
            self._connection.execute(kept, flood_row(flood))

    def floods(self, bot: int, now: datetime) -> Sequence[Flood]:
        """What lasts beyond now, of all chats."""
        query = select(*FLOOD_COLUMNS).where(floods.c.bot == bot, floods.c.until > now).order_by(floods.c.chat)
        with translated(self._shown):
            return tuple(map(flood_of, self._connection.execute(query)))


def _it(bot: int, number: int) -> tuple[ColumnElement[bool], ...]:
    """The update of that number, if it waits."""
    return updates.c.bot == bot, updates.c.number == number, _WAITS
