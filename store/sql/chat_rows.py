"""From what is remembered of chats to rows and back. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column

from store.chats import Ban, Chat, ChatKind, Flood, Layout, MailCode, Notice, Question, Share, Sheet, Update
from store.sql import tables
from store.sql.tables import NO_CHAT
from store.sql.watch_rows import row_of

CHAT_COLUMNS: tuple[Column[Any], ...] = tuple(tables.chats.columns)
QUESTION_COLUMNS: tuple[Column[Any], ...] = tuple(tables.questions.c[each.name] for each in fields(Question))
UPDATE_COLUMNS: tuple[Column[Any], ...] = tuple(tables.updates.c[each.name] for each in fields(Update))
SHEET_COLUMNS: tuple[Column[Any], ...] = tuple(tables.sheets.c[each.name] for each in fields(Sheet))
SHARE_COLUMNS: tuple[Column[Any], ...] = tuple(tables.shares.c[each.name] for each in fields(Share))
CODE_COLUMNS: tuple[Column[Any], ...] = tuple(tables.mail_codes.c[each.name] for each in fields(MailCode))
BAN_COLUMNS: tuple[Column[Any], ...] = tuple(tables.bans.c[each.name] for each in fields(Ban))
NOTICE_COLUMNS: tuple[Column[Any], ...] = tuple(tables.notices.c[each.name] for each in fields(Notice))
FLOOD_COLUMNS: tuple[Column[Any], ...] = tuple(tables.floods.c[each.name] for each in fields(Flood))


def chat_row(chat: Chat) -> dict[str, Any]:
    """The columns of a chat."""
    return row_of(chat) | {"kind": chat.kind.value, "layout": chat.layout.value}


def chat_of(values: Sequence[Any]) -> Chat:
    """The chat of a row of :data:`CHAT_COLUMNS`."""
    row = _named(CHAT_COLUMNS, values)
    return Chat(**{**row, "kind": ChatKind(row["kind"]), "layout": Layout(row["layout"])})


def question_of(values: Sequence[Any]) -> Question:
    """The question of a row of :data:`QUESTION_COLUMNS`."""
    return Question(**_named(QUESTION_COLUMNS, values))


def written_question(question: Question) -> str:
    """A question as it is kept with the update that answers it: JSON."""
    return json.dumps(row_of(question) | {"asked_at": question.asked_at.isoformat()})


def read_question(written: str) -> Question:
    """The question of :func:`written_question`."""
    row = json.loads(written)
    return Question(**{**row, "asked_at": datetime.fromisoformat(row["asked_at"])})


def update_row(update: Update) -> dict[str, Any]:
    """The columns of an update that waits."""
    return row_of(update) | {"chat": update.chat or NO_CHAT}


def update_of(values: Sequence[Any]) -> Update:
    """The update of a row of :data:`UPDATE_COLUMNS`."""
    row = _named(UPDATE_COLUMNS, values)
    return Update(**{**row, "chat": row["chat"] or None})


def sheet_of(values: Sequence[Any]) -> Sheet:
    """The list of a row of :data:`SHEET_COLUMNS`."""
    return Sheet(**_named(SHEET_COLUMNS, values))


def share_of(values: Sequence[Any]) -> Share:
    """The handing on of a row of :data:`SHARE_COLUMNS`."""
    return Share(**_named(SHARE_COLUMNS, values))


def code_of(values: Sequence[Any]) -> MailCode:
    """The code of a row of :data:`CODE_COLUMNS`."""
    return MailCode(**_named(CODE_COLUMNS, values))


def ban_of(values: Sequence[Any]) -> Ban:
    """The ban of a row of :data:`BAN_COLUMNS`."""
    return Ban(**_named(BAN_COLUMNS, values))


def notice_of(values: Sequence[Any]) -> Notice:
    """The notice of a row of :data:`NOTICE_COLUMNS`."""
    return Notice(**_named(NOTICE_COLUMNS, values))


def flood_row(flood: Flood) -> dict[str, Any]:
    """The columns of a flood."""
    return row_of(flood) | {"chat": flood.chat or NO_CHAT}


def flood_of(values: Sequence[Any]) -> Flood:
    """The flood of a row of :data:`FLOOD_COLUMNS`."""
    row = _named(FLOOD_COLUMNS, values)
    return Flood(**{**row, "chat": row["chat"] or None})


def ban_digest(number: int) -> str:
    """What is kept of a person or chat that is not answered (see :class:`store.chats.Ban`)."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def chat_of_target(target: str) -> int | None:
    """The number of the chat that the target of an address of the way ``chat`` is in; ``None`` if it names none."""
    number, _, _ = target.partition("/")
    try:
        return int(number)
    except ValueError:
        return None


def _named(columns: Sequence[Column[Any]], values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip((column.name for column in columns), values, strict=True))
