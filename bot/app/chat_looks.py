"""How messages look and sound in a chat: changed."""

from dataclasses import replace

from store.api import Store
from store.chats import Chat, Layout
from store.errors import NotFound


def change_chat(
    store: Store, number: int, *, layout: Layout | None = None, silent: bool | None = None, template: str | None = None
) -> Chat:
    """Change how messages look in a chat; what is not named stays.

    :param template: checked before (:mod:`bot.render.chat.template`); empty for the layout.
    :raises store.errors.NotFound: there is no such chat.
    """
    with store.writing() as catalog:
        chat = catalog.chat(number)
        if chat is None:
            raise NotFound(f"No reader reads in chat {number}.")
        changed = replace(
            chat,
            layout=layout or chat.layout,
            silent=chat.silent if silent is None else silent,
            template=chat.template if template is None else template,
        )
        catalog.save_chat(changed)
    return changed
