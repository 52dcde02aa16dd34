"""What is known of a reader by the numbers of their chats alone, in rows that name no reader."""

import re
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, Table, delete, func, null, or_, select, update

from store.readers import Way
from store.sql.bulk import one_of
from store.sql.chat_rows import ban_digest, chat_of_target
from store.sql.tables import NO_CHAT, addresses, bans, chats, floods, mail_codes, questions, updates


def chats_of(connection: Connection, readers: Collection[int]) -> frozenset[int]:
    """The numbers of all chats where these readers read."""
    numbers = connection.scalars(select(chats.c.chat).where(one_of(connection, chats.c.reader, readers)))
    theirs = one_of(connection, addresses.c.reader, readers)
    targets = connection.scalars(select(addresses.c.target).where(theirs, addresses.c.way == Way.CHAT.value))
    return frozenset((*numbers, *(number for each in targets if (number := chat_of_target(each)) is not None)))


def traces(connection: Connection, numbers: Collection[int]) -> Mapping[Table, ColumnElement[bool]]:
    """The conditions of the rows that such numbers are in, by table."""
    return {
        questions: _asked(numbers, connection),
        updates: one_of(connection, updates.c.chat, numbers),
        floods: one_of(connection, floods.c.chat, numbers),
        bans: one_of(connection, bans.c.digest, [ban_digest(each) for each in numbers]),
    }


def forget_chats(connection: Connection, readers: Collection[int]) -> dict[str, int]:
    """Take these readers' numbers out of what is not theirs by name; bans stay, which are hashes.

    :return: how many rows went, by table.
    """
    theirs = one_of(connection, addresses.c.reader, readers)
    coded = mail_codes.c.address.in_(select(addresses.c.number).where(theirs))
    rows = {mail_codes.name: connection.execute(delete(mail_codes).where(coded)).rowcount}
    numbers = chats_of(connection, readers)
    asked = _asked(numbers, connection)
    rows[questions.name] = connection.execute(delete(questions).where(asked)).rowcount
    there = one_of(connection, floods.c.chat, numbers)
    rows[floods.name] = connection.execute(delete(floods).where(there)).rowcount
    for column in (chats.c.managing, chats.c.linked_by):
        named = one_of(connection, column, numbers)
        connection.execute(update(chats).where(named).values({column.name: null()}))
    rows[updates.name] = _forget_updates(connection, numbers)
    return rows


def _asked(numbers: Collection[int], connection: Connection) -> ColumnElement[bool]:
    """What was asked of such a person, or in such a chat."""
    return or_(one_of(connection, questions.c.chat, numbers), one_of(connection, questions.c.user, numbers))


def _forget_updates(connection: Connection, numbers: Collection[int]) -> int:
    """Nothing of them stays but their own numbers: an update that is told again must not be taken for a new one."""
    emptied = {
        "chat": NO_CHAT,
        "body": "",
        "not_before": null(),
        "settled_at": func.coalesce(updates.c.settled_at, updates.c.received_at),
    }
    there = one_of(connection, updates.c.chat, numbers)
    count = connection.execute(update(updates).where(there).values(emptied)).rowcount
    for bot, number in _naming(connection, numbers):
        its = (updates.c.bot == bot, updates.c.number == number)
        count += connection.execute(update(updates).where(*its).values(emptied)).rowcount
    return count


def _naming(connection: Connection, numbers: Collection[int]) -> list[tuple[int, int]]:
    """Updates that wait, from chats of others, and tell of such a person or chat; what was dealt with tells nothing."""
    if not numbers:
        return []
    any_of_them = "|".join(str(each) for each in sorted(numbers))
    told = re.compile(rf'"id"\s*:\s*(?:{any_of_them})(?!\d)')
    query = select(updates.c.bot, updates.c.number, updates.c.body).where(updates.c.settled_at.is_(None))
    rows = connection.execute(query.order_by(updates.c.bot, updates.c.number))
    return [(bot, number) for bot, number, body in rows if told.search(body)]
