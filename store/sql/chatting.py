"""Questions about chats: whose they are, what was asked and shown there, who is not answered."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, literal, select, tuple_

from store.chats import Ban, Chat, MailCode, Notice, Question, Share, Sheet
from store.sql.block import BIGGEST, Block
from store.sql.chat_rows import (
    BAN_COLUMNS,
    CHAT_COLUMNS,
    CODE_COLUMNS,
    NOTICE_COLUMNS,
    QUESTION_COLUMNS,
    SHARE_COLUMNS,
    SHEET_COLUMNS,
    ban_digest,
    ban_of,
    chat_of,
    code_of,
    notice_of,
    question_of,
    read_question,
    share_of,
    sheet_of,
)
from store.sql.faults import translated
from store.sql.tables import bans, chats, mail_codes, notices, questions, shares, sheets, updates
from store.sql.types import Instant, can_be_stored

CHUNK = 2_000
"""How many chats are read at a time."""


class ChatReading(Block):
    """A :class:`store.api.ChatReader`."""

    def chat(self, number: int) -> Chat | None:
        """The chat of that number, if a reader reads there."""
        row = self._row(CHAT_COLUMNS, chats.c.chat == number) if _is_a_number(number) else None
        return None if row is None else chat_of(row)

    def chats(self, reader: int | None = None) -> Iterator[Chat]:
        """Chats, by when they were made known. Fetched in chunks, so that a million need no large memory."""
        if reader is not None and not 0 < reader <= BIGGEST:
            return
        query = select(*CHAT_COLUMNS).order_by(chats.c.created_at, chats.c.chat).limit(CHUNK)
        page = query = query if reader is None else query.where(chats.c.reader == reader)
        while True:
            with translated(self._shown):
                chunk = tuple(map(chat_of, self._connection.execute(page)))
            yield from chunk
            if len(chunk) < CHUNK:
                return
            last = tuple_(literal(chunk[-1].created_at, Instant), literal(chunk[-1].chat))
            page = query.where(tuple_(chats.c.created_at, chats.c.chat) > last)

    def question(self, chat: int, user: int | None) -> Question | None:
        """What somebody was asked in a chat and has not answered."""
        if not (_is_a_number(chat) and _is_a_number(user or 0)):
            return None
        query = select(*QUESTION_COLUMNS).where(questions.c.chat == chat)
        if user is not None:
            query = query.where(questions.c.user == user)
        with translated(self._shown):
            row = self._connection.execute(query.order_by(questions.c.asked_at.desc()).limit(1)).first()
        return None if row is None else question_of(row)

    def answered(self, bot: int, update: int) -> Question | None:
        """The question that was kept with an update."""
        row = self._row((updates.c.question,), updates.c.bot == bot, updates.c.number == update)
        return None if row is None or row[0] is None else read_question(row[0])

    def sheet(self, number: int) -> Sheet | None:
        """The list of that number."""
        row = self._row(SHEET_COLUMNS, sheets.c.number == number) if _is_a_number(number) else None
        return None if row is None else sheet_of(row)

    def sheet_of(self, delivery: int) -> Sheet | None:
        """The list of a delivery's papers, if it was made."""
        row = self._row(SHEET_COLUMNS, sheets.c.delivery == delivery) if _is_a_number(delivery) else None
        return None if row is None else sheet_of(row)

    def share(self, token: str) -> Share | None:
        """The profile that is handed on by that token."""
        row = self._row(SHARE_COLUMNS, shares.c.token == token) if can_be_stored(token) else None
        return None if row is None else share_of(row)

    def shares(self, reader: int) -> Sequence[Share]:
        """What a reader handed on, the last first."""
        query = select(*SHARE_COLUMNS).where(shares.c.reader == reader).order_by(shares.c.at.desc(), shares.c.token)
        with translated(self._shown):
            return tuple(map(share_of, self._connection.execute(query)))

    def mail_code(self, address: int, reader: int) -> MailCode | None:
        """The code that was sent to a mail address for a reader, both by number."""
        if not (_is_a_number(address) and _is_a_number(reader)):
            return None
        row = self._row(CODE_COLUMNS, mail_codes.c.address == address, mail_codes.c.reader == reader)
        return None if row is None else code_of(row)

    def mail_codes(self, reader: int) -> Sequence[MailCode]:
        """The codes that are to show that addresses are a reader's, the last first."""
        query = select(*CODE_COLUMNS).where(mail_codes.c.reader == reader)
        with translated(self._shown):
            rows = self._connection.execute(query.order_by(mail_codes.c.made_at.desc(), mail_codes.c.address.desc()))
            return tuple(map(code_of, rows))

    def ban(self, number: int) -> Ban | None:
        """Whether a person or chat of that number is not answered."""
        row = self._row(BAN_COLUMNS, bans.c.digest == ban_digest(number))
        return None if row is None else ban_of(row)

    def bans(self) -> Sequence[Ban]:
        """All of them, the last first."""
        with translated(self._shown):
            rows = self._connection.execute(select(*BAN_COLUMNS).order_by(bans.c.at.desc(), bans.c.digest))
            return tuple(map(ban_of, rows))

    def notice(self, number: int) -> Notice | None:
        """What the operator told all chats, by number."""
        row = self._row(NOTICE_COLUMNS, notices.c.number == number) if _is_a_number(number) else None
        return None if row is None else notice_of(row)

    def _row(self, columns: Sequence[Column[Any]], *conditions: ColumnElement[bool]) -> Sequence[Any] | None:
        with translated(self._shown):
            return self._connection.execute(select(*columns).where(*conditions)).first()


def _is_a_number(number: int) -> bool:
    """Whether a row can have it. Some come from buttons, which anybody can write."""
    return -BIGGEST <= number <= BIGGEST
