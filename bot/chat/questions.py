"""Asking for something that cannot be tapped: the person's next plain text in the chat is the answer; in a group, their
reply to us.

Which question something answers is kept with it before the question goes, so that if it has to be done again it answers
the same, and not what was asked meanwhile.
"""

import json
from datetime import timedelta

from bot.channels.telegram.types import Tapped
from bot.chat.types import Turn
from store.api import Reading
from store.chats import Question

IN_PRIVATE, IN_GROUPS = timedelta(hours=1), timedelta(minutes=15)
"""So long a question waits; what is said later is said for itself."""


def ask(turn: Turn, topic: str, **body: object) -> None:
    """Remember that whoever spoke was asked something, in place of what they were asked before.

    :param topic: which handler takes the answer, see :class:`bot.chat.types.Part`.
    :param body: what belongs to the question; as JSON can hold it.
    """
    with turn.desk.store.reading() as catalog:
        before = _last(catalog, turn)
    if before is not None:
        _keep(turn, before)
    question = Question(
        chat=turn.place.chat,
        user=turn.incoming.person.number,
        reader=turn.reader.number if turn.reader else 0,
        topic=topic,
        body=json.dumps(body, ensure_ascii=False),
        asked_at=turn.now,
    )
    with turn.desk.store.writing() as catalog:
        catalog.ask(question)


def standing(turn: Turn) -> Question | None:
    """What was asked and waits for an answer now; the same if this is done again."""
    with turn.desk.store.reading() as catalog:
        return catalog.answered(turn.desk.me.number, turn.incoming.update) or _last(catalog, turn)


def asked_now(turn: Turn) -> Question | None:
    """What was asked in this very turn."""
    with turn.desk.store.reading() as catalog:
        question = _last(catalog, turn)
    return question if question is not None and question.asked_at == turn.now else None


def unask(turn: Turn) -> None:
    """What they were asked, if anything, needs no answer any more: it has one, or they have gone elsewhere."""
    with turn.desk.store.reading() as catalog:
        question = _last(catalog, turn)
    if question is not None:
        answered(turn, question)


def answered(turn: Turn, question: Question) -> None:
    """Ask no more what has its answer now; what was asked since stays."""
    _keep(turn, question)
    with turn.desk.store.writing() as catalog:
        if catalog.question(question.chat, question.user) == question:
            catalog.unask(question.chat, question.user)


def _last(catalog: Reading, turn: Turn) -> Question | None:
    """What was asked last and still waits: of this person; of the group, if it cannot be said which person it is. An
    anonymous administrator writes as the group, and taps as a person.
    """
    chat, user = turn.place.chat, turn.incoming.person.number
    in_group = turn.incoming.room.kind.is_group
    asked = [catalog.question(chat, user or None if in_group else user)]
    if in_group and isinstance(turn.incoming, Tapped):
        asked.append(catalog.question(chat, 0))
    oldest = turn.now - (IN_GROUPS if in_group else IN_PRIVATE)
    waiting = [each for each in asked if each is not None and each.asked_at > oldest]
    return max(waiting, key=lambda each: each.asked_at, default=None)


def _keep(turn: Turn, question: Question) -> None:
    with turn.desk.store.receiving() as inbox:
        inbox.keep_answered(turn.desk.me.number, turn.incoming.update, question)
