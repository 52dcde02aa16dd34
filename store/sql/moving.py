"""A group has become a supergroup and has another number: what was kept of the old one is of the new one now."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, not_, or_, select, update
from sqlalchemy.exc import IntegrityError

from store.chats import ChatKind
from store.readers import Address, Way
from store.sql.addressing import lock, move, remove_addresses
from store.sql.chat_rows import BAN_COLUMNS, ban_digest, chat_of_target
from store.sql.erasing import erase
from store.sql.reader_rows import ADDRESS_COLUMNS, address_of
from store.sql.tables import (
    addresses,
    bans,
    chats,
    deliveries,
    floods,
    matches,
    profiles,
    promises,
    questions,
    shares,
    updates,
)
from store.sql.upserts import inserting


def chats_of_move(address: Address, target: str) -> tuple[int, int] | None:
    """The numbers of the chats from and to which an address moves; ``None`` if it is no address of a chat."""
    if address.way is not Way.CHAT:
        return None
    old, new = chat_of_target(address.target), chat_of_target(target)
    return None if old is None or new is None else (old, new)


def addresses_in(*numbers: int) -> ColumnElement[bool]:
    """The condition that an address is one of these chats, or a topic there."""
    key = addresses.c.key
    # A range and not LIKE: it uses the index. The character behind the slash is the zero.
    there = [or_(key == f"{each}", and_(key >= f"{each}/", key < f"{each}0")) for each in numbers]
    return and_(addresses.c.way == Way.CHAT.value, or_(*there))


def move_chat(connection: Connection, old: int, new: int) -> bool:
    """See :meth:`store.api.ChatWriter.move_chat`. It locks the addresses first, as everyone does.

    :return: ``False``, and nothing is changed, if nothing was of the old number.
    """
    if old == new:
        return False
    try:
        with connection.begin_nested():
            return _move(connection, old, new)
    except IntegrityError:
        # On PostgreSQL somebody else had made something known of the new number, and it could not be seen yet.
        return _move(connection, old, new)


def _move(connection: Connection, old: int, new: int) -> bool:
    lock(connection, addresses_in(old, new))
    before = _addresses(connection, old)
    _make_room(connection, before, new)
    taken = {each.target: each for each in _addresses(connection, new)}
    for each in before:
        target = f"{new}{each.target.removeprefix(str(old))}"
        if target in taken:
            _give_way(connection, each, taken[target])
        else:
            move(connection, each, target)
    moved = [_renumber(connection, table, old, new) for table in (chats, questions, updates, floods)]
    group = (chats.c.chat == new, chats.c.kind == ChatKind.GROUP.value)
    connection.execute(update(chats).where(*group).values(kind=ChatKind.SUPERGROUP.value))
    connection.execute(update(chats).where(chats.c.managing == old).values(managing=new))
    return any((*moved, _move_ban(connection, old, new), bool(before)))


def _addresses(connection: Connection, chat: int) -> Sequence[Address]:
    query = select(*ADDRESS_COLUMNS).where(addresses_in(chat)).order_by(addresses.c.number)
    return tuple(map(address_of, connection.execute(query)))


def _make_room(connection: Connection, before: Sequence[Address], new: int) -> None:
    """Telegram tells what happens in the new chat in any order with the move, so a reader may have been made for it
    meanwhile. One who reads nowhere else goes, and the reader of the old number gets their profiles.
    """
    owner = next((each for each in before if "/" not in each.target), None)
    made = next((each for each in _addresses(connection, new) if "/" not in each.target), None)
    if owner is None or made is None or owner.reader == made.reader:
        return
    elsewhere = select(addresses.c.number).where(addresses.c.reader == made.reader, not_(addresses_in(new)))
    if connection.scalar(elsewhere.limit(1)) is not None:
        return
    _take_profiles(connection, made.reader, owner)
    here = select(addresses.c.number).where(addresses.c.reader == made.reader)
    remove_addresses(connection, dict.fromkeys(connection.scalars(here).all(), made.reader))
    # What waits there to be answered would go with the reader, if the chat were still theirs.
    connection.execute(delete(chats).where(chats.c.reader == made.reader))
    erase(connection, [made.reader])


def _take_profiles(connection: Connection, giver: int, owner: Address) -> None:
    """A reader's profiles are another's, but those of names that they have; they are told at that address."""
    theirs = select(profiles.c.name).where(profiles.c.reader == owner.reader)
    free = select(profiles.c.number).where(profiles.c.reader == giver, profiles.c.name.not_in(theirs))
    numbers = connection.scalars(free).all()
    for table in (matches, shares):
        moved = update(table).where(table.c.reader == giver, table.c.profile.in_(numbers))
        connection.execute(moved.values(reader=owner.reader))
    taken = update(profiles).where(profiles.c.number.in_(numbers))
    connection.execute(taken.values(reader=owner.reader, addresses=(owner.number,)))


def _renumber(connection: Connection, table: Table, old: int, new: int) -> bool:
    """Rows of the old number are of the new one, but where that has its own."""
    twin = table.alias()
    rest = [twin.c[column.name] == column for column in table.primary_key if column.name != "chat"]
    its_own = exists().where(twin.c.chat == new, *rest)
    moved = connection.execute(update(table).where(table.c.chat == old, ~its_own).values(chat=new)).rowcount
    return bool(connection.execute(delete(table).where(table.c.chat == old)).rowcount + moved)


def _move_ban(connection: Connection, old: int, new: int) -> bool:
    """Who is not answered is not answered under another number."""
    row = connection.execute(select(*BAN_COLUMNS).where(bans.c.digest == ban_digest(old))).mappings().first()
    if row is None:
        return False
    there = inserting(connection, bans).on_conflict_do_nothing()
    connection.execute(there, {**row, "digest": ban_digest(new)})
    connection.execute(delete(bans).where(bans.c.digest == row["digest"]))
    return True


def _give_way(connection: Connection, old: Address, new: Address) -> None:
    """An address goes. If the other one is the same reader's, it gets what was promised and delivered there, as far as
    it has not had the same.
    """
    if old.reader == new.reader:
        _hand_on(connection, old, new)
    remove_addresses(connection, {old.number: old.reader})


def _hand_on(connection: Connection, old: Address, new: Address) -> None:
    delivery, promise = deliveries.alias(), promises.alias()
    has_slot = exists().where(delivery.c.address == new.number, delivery.c.slot == deliveries.c.slot)
    theirs = (deliveries.c.reader == old.reader, deliveries.c.address == old.number)
    connection.execute(update(deliveries).where(*theirs, ~has_slot).values(address=new.number))
    # What is left was composed for both. What only this one tells is told with what the other gets next.
    unsent = select(deliveries.c.number).where(*theirs, deliveries.c.settled_at.is_(None))
    connection.execute(update(promises).where(promises.c.delivery.in_(unsent)).values(delivery=None, shown=True))
    left = select(deliveries.c.number).where(*theirs)
    mine = (promises.c.reader == old.reader, promises.c.address == old.number)
    has_same = exists().where(
        promise.c.address == new.number, promise.c.paper == promises.c.paper, promise.c.news == promises.c.news
    )
    stay = or_(promises.c.delivery.is_(None), promises.c.delivery.not_in(left))
    connection.execute(update(promises).where(*mine, stay, ~has_same).values(address=new.number))
    _tell_at(connection, old, new)


def _tell_at(connection: Connection, old: Address, new: Address) -> None:
    """Profiles that are told at the one address are told at the other."""
    query = select(profiles.c.number, profiles.c.addresses).where(profiles.c.reader == old.reader)
    for number, told_at in connection.execute(query).all():
        if old.number in told_at:
            others = dict.fromkeys(new.number if each == old.number else each for each in told_at)
            connection.execute(update(profiles).where(profiles.c.number == number).values(addresses=tuple(others)))
