"""Asking for something that cannot be tapped: the person's next plain text in the chat is the answer."""

import json

from bot.chat.types import Turn
from store.chats import Question


def ask(turn: Turn, topic: str, **body: object) -> None:
    """Remember that whoever spoke was asked something, in place of what they were asked before.

    :param topic: which handler takes the answer, see :class:`bot.chat.types.Part`.
    :param body: what belongs to the question; as JSON can hold it.
    """
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


def unask(turn: Turn) -> None:
    """What they were asked, if anything, needs no answer any more: they have gone elsewhere."""
    chat, user = turn.place.chat, turn.incoming.person.number
    with turn.desk.store.reading() as catalog:
        if catalog.question(chat, user) is None:
            return
    with turn.desk.store.writing() as catalog:
        catalog.unask(chat, user)
