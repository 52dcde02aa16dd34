"""Chats, and what happens in them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from store.chats import Ban, Chat, Flood, MailCode, Notice, Question, Share, Sheet, Update


class ChatReader(Protocol):
    """Questions about chats."""

    def chat(self, number: int) -> Chat | None:
        """The chat of that number, if a reader reads there."""
        ...

    def chats(self, reader: int | None = None) -> Iterator[Chat]:
        """Chats, by when they were made known; a stream. :param reader: only that reader's."""
        ...

    def question(self, chat: int, user: int | None) -> Question | None:
        """What somebody was asked in a chat and has not answered.

        :param user: who, by number; ``None``: whoever was asked last.
        """
        ...

    def answered(self, bot: int, update: int) -> Question | None:
        """The question that was kept with an update, see :meth:`Receiving.keep_answered`."""
        ...

    def sheet(self, number: int) -> Sheet | None:
        """The list of that number."""
        ...

    def sheet_of(self, delivery: int) -> Sheet | None:
        """The list of a delivery's papers, if it was made."""
        ...

    def share(self, token: str) -> Share | None:
        """The profile that is handed on by that token."""
        ...

    def shares(self, reader: int) -> Sequence[Share]:
        """What a reader handed on, the last first."""
        ...

    def mail_code(self, address: int, reader: int) -> MailCode | None:
        """The code that was sent to a mail address for a reader, both by number."""
        ...

    def mail_codes(self, reader: int) -> Sequence[MailCode]:
        """The codes that are to show that addresses are a reader's, the last first."""
        ...

    def ban(self, number: int) -> Ban | None:
        """Whether a person or chat of that number is not answered."""
        ...

    def bans(self) -> Sequence[Ban]:
        """All of them, the last first."""
        ...

    def notice(self, number: int) -> Notice | None:
        """What the operator told all chats, by number."""
        ...


class ChatWriter(ChatReader, Protocol):
    """The same, and the keeping of them."""

    def save_chat(self, chat: Chat) -> None:
        """Keep a chat, in place of the one of that number.

        :raises store.errors.NotFound: there is no such reader.
        """
        ...

    def remove_chat(self, number: int) -> None:
        """Forget a chat and the questions asked there; who managed it manages their own chat again. The reader's
        addresses stay. One that is not there is no error.
        """
        ...

    def move_chat(self, old: int, new: int) -> bool:
        """A group has become a supergroup and has another number: its chat, addresses, topics, questions, updates,
        floods and bans are of the new number now, all in this transaction. A reader who was made for the new number
        meanwhile, and reads nowhere else, goes, and their profiles are those of the old one's reader. What else was of
        the new number already stays, and that of the old one goes; but where both have an address of the same reader,
        what waits at the old one, and what was told there, goes over to the new one.

        :return: ``False`` if nothing was of the old one.
        """
        ...

    def ask(self, question: Question) -> None:
        """Remember a question, in place of what that person was asked in that chat before.

        :raises store.errors.NotFound: it is for a reader that is not there.
        """
        ...

    def unask(self, chat: int, user: int) -> None:
        """A question is answered, or not asked any more."""
        ...

    def save_sheet(self, sheet: Sheet) -> Sheet:
        """Keep a list: a new one if it has no number, else in place of the one with that number. A delivery has one
        list: the one kept first stays and is returned.

        :raises store.errors.NotFound: there is no such reader, or it has a number that none is stored with.
        """
        ...

    def save_share(self, share: Share) -> None:
        """Hand a profile on.

        :raises store.errors.NotFound: there is no such profile of that reader.
        :raises store.errors.Conflict: something is handed on by that token already.
        """
        ...

    def remove_share(self, token: str) -> None:
        """Hand it on no more. One that is not there is no error."""
        ...

    def save_mail_code(self, code: MailCode) -> None:
        """Keep a code, in place of the last one that this reader had sent to the address. It is forgotten with the
        address or the reader, but not when the address is handed over to another one: it is theirs who asked for it.

        :raises store.errors.NotFound: there is no such reader or address.
        """
        ...

    def remove_mail_code(self, address: int) -> None:
        """No code of an address, by its number, is of use any more, whoever asked for it."""
        ...

    def save_ban(self, number: int, why: str, at: datetime) -> None:
        """Answer a person or chat no more; one that is banned already stays as it was."""
        ...

    def remove_ban(self, number: int) -> bool:
        """Answer them again. :return: whether they had been banned."""
        ...

    def save_notice(self, notice: Notice) -> Notice:
        """Keep what all chats are told. :return: it with its number."""
        ...

    def tidy_chats(
        self, now: datetime, *, updates: timedelta, sheets: timedelta, codes: timedelta
    ) -> Mapping[str, int]:
        """Forget what is older than it need be: updates that were dealt with, lists, codes and questions, floods that
        are over, notices that no delivery is about.

        :param updates: for how long those that were dealt with are remembered; and so on.
        :param sheets: also questions, notices, and updates that nobody takes up any more.
        :return: how many rows went, by table.
        """
        ...


class Receiving(Protocol):
    """A short transaction about what happens in chats; on PostgreSQL it waits for no writer of the catalog."""

    def keep_update(self, update: Update) -> bool:
        """Keep what happened. :return: ``False``, and nothing is written, if it is known already, dealt with or not."""
        ...

    def waiting_updates(
        self, bot: int, now: datetime, limit: int, *, without: Collection[int] = ()
    ) -> Sequence[Update]:
        """Of each chat the update that waits longest (that of the lowest number), if it may be taken up now; those in
        no chat likewise, one at a time. The lowest numbers first, at most so many.

        :param without: chats that are left out: something is being done for them; 0 for what is in no chat.
        """
        ...

    def count_waiting(self, bot: int, chat: int | None = None) -> int:
        """How many updates wait: of one chat, or of all."""
        ...

    def begin_update(self, bot: int, number: int) -> int:
        """An update is taken up. :return: how often it was, this time included; 0 if it waits no more."""
        ...

    def put_update_off(self, bot: int, number: int, not_before: datetime, *, counts: bool = False) -> None:
        """It is to be taken up again, not before then.

        :param counts: whether that it was taken up counts; if it was not at fault, it is as if it had not been.
        """
        ...

    def keep_answered(self, bot: int, number: int, question: Question) -> None:
        """Keep with an update that waits which question it answers, so that, taken up again, it answers the same; the
        first that is kept stays.
        """
        ...

    def settle_update(self, bot: int, number: int, at: datetime) -> None:
        """It was dealt with, or given up: its body is erased, its number remembered for as long as it may be told
        again.
        """
        ...

    def drop_updates(self, bot: int, chat: int, after: int, at: datetime) -> int:
        """All that waits of a chat with a higher number is settled without being dealt with. :return: how many."""
        ...

    def keep_flood(self, flood: Flood) -> None:
        """Telegram wants to be left alone until then; never shorter than was said before."""
        ...

    def floods(self, bot: int, now: datetime) -> Sequence[Flood]:
        """What lasts beyond now, of all chats."""
        ...
