"""Keeping chats, and what is asked, shown and handed on there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Text, and_, cast, delete, exists, insert, literal_column, null, or_, select, text, update

from store.chats import Chat, MailCode, Notice, Question, Share, Sheet
from store.errors import NotFound
from store.sql.bulk import Numbers
from store.sql.chat_rows import ban_digest, chat_row
from store.sql.chatting import ChatReading
from store.sql.faults import translated
from store.sql.moving import move_chat
from store.sql.profiles import ProfileReading
from store.sql.readers import ReadershipReading
from store.sql.tables import (
    NOTICE,
    bans,
    chats,
    deliveries,
    floods,
    mail_codes,
    notices,
    questions,
    shares,
    sheets,
    updates,
)
from store.sql.upserts import inserting, keep
from store.sql.watch_rows import row_of


class ChatWriting(ProfileReading, ReadershipReading, ChatReading):
    """A :class:`store.api.ChatWriter`."""

    def save_chat(self, chat: Chat) -> None:
        """Keep a chat, in place of the one of that number."""
        self.reader(chat.reader)  # which says so if there is none
        with translated(self._shown):
            keep(self._connection, chats, chat_row(chat))

    def remove_chat(self, number: int) -> None:
        """Forget a chat and the questions asked there."""
        with translated(self._shown):
            self._connection.execute(delete(questions).where(questions.c.chat == number))
            self._connection.execute(delete(chats).where(chats.c.chat == number))
            self._connection.execute(update(chats).where(chats.c.managing == number).values(managing=null()))

    def move_chat(self, old: int, new: int) -> bool:
        """A group has another number."""
        with translated(self._shown):
            moved = move_chat(self._connection, old, new)
        self._readership_changed |= moved
        return moved

    def ask(self, question: Question) -> None:
        """Remember a question, in place of what that person was asked in that chat before."""
        if question.reader:
            self.reader(question.reader)  # which says so if there is none
        with translated(self._shown):
            keep(self._connection, questions, row_of(question))

    def unask(self, chat: int, user: int) -> None:
        """A question is answered, or not asked any more."""
        its = (questions.c.chat == chat, questions.c.user == user)
        with translated(self._shown):
            self._connection.execute(delete(questions).where(*its))

    def save_sheet(self, sheet: Sheet) -> Sheet:
        """Keep a list; of a delivery the first."""
        self.reader(sheet.reader)  # which says so if there is none
        kept = None if sheet.delivery is None else self.sheet_of(sheet.delivery)
        if kept is not None and kept.number != sheet.number:
            return kept
        if sheet.number and self.sheet(sheet.number) is None:
            raise NotFound(f"There is no list {sheet.number}. It may have been forgotten since.")
        with translated(self._shown):
            sheet = sheet if sheet.number else replace(sheet, number=self._next("sheet"))
            keep(self._connection, sheets, row_of(sheet))
        return sheet

    def save_share(self, share: Share) -> None:
        """Hand a profile on."""
        if self.profile_numbered(share.profile).reader != share.reader:
            raise NotFound(f"Profile {share.profile} is not one of reader {share.reader}.")
        with translated(self._shown):
            self._connection.execute(insert(shares), row_of(share))

    def remove_share(self, token: str) -> None:
        """Hand it on no more."""
        if self.share(token) is not None:
            with translated(self._shown):
                self._connection.execute(delete(shares).where(shares.c.token == token))

    def save_mail_code(self, code: MailCode) -> None:
        """Keep a code, in place of the last one that this reader had sent to the address."""
        self.reader(code.reader)  # which says so if there is none
        self.address(code.address)  # likewise
        with translated(self._shown):
            keep(self._connection, mail_codes, row_of(code))

    def remove_mail_code(self, address: int) -> None:
        """No code of an address is of use any more, whoever asked for it."""
        with translated(self._shown):
            self._connection.execute(delete(mail_codes).where(mail_codes.c.address == address))

    def save_ban(self, number: int, why: str, at: datetime) -> None:
        """Answer a person or chat no more; one that is banned already stays as it was."""
        row = {"digest": ban_digest(number), "why": why, "at": at}
        with translated(self._shown):
            self._connection.execute(inserting(self._connection, bans).on_conflict_do_nothing(), row)

    def remove_ban(self, number: int) -> bool:
        """Answer them again."""
        its = bans.c.digest == ban_digest(number)
        with translated(self._shown):
            return bool(self._connection.execute(delete(bans).where(its)).rowcount)

    def save_notice(self, notice: Notice) -> Notice:
        """Keep what all chats are told."""
        with translated(self._shown):
            kept = replace(notice, number=self._next("notice"))
            self._connection.execute(insert(notices), row_of(kept))
        return kept

    def tidy_chats(
        self, now: datetime, *, updates: timedelta, sheets: timedelta, codes: timedelta
    ) -> Mapping[str, int]:
        """Forget what is older than it need be."""
        slot = literal_column("'notice '").concat(cast(notices.c.number, Text))
        told = select(deliveries.c.number).where(text(NOTICE), deliveries.c.slot == slot)
        settled, waiting = (
            _UPDATES.c.settled_at,
            and_(_UPDATES.c.settled_at.is_(None), _UPDATES.c.received_at < now - sheets),
        )
        gone = {
            _UPDATES: or_(settled < now - updates, waiting),
            _SHEETS: _SHEETS.c.made_at < now - sheets,
            questions: questions.c.asked_at < now - sheets,
            mail_codes: mail_codes.c.made_at < now - codes,
            floods: floods.c.until <= now,
            notices: and_(notices.c.at < now - sheets, ~exists(told)),
        }
        with translated(self._shown):
            return {
                table.name: self._connection.execute(delete(table).where(old)).rowcount for table, old in gone.items()
            }

    def _next(self, kind: str) -> int:
        numbers = Numbers(self._connection)
        number = numbers.take(kind)
        numbers.save()
        return number


_UPDATES, _SHEETS = updates, sheets
"""The tables, where a parameter has their names."""
