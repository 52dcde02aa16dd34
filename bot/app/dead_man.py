"""The dead man's switch: after each good round somebody elsewhere is told, who raises the alarm when that stays away.

What has died cannot say so itself (RELIABILITY, O2). Services like Healthchecks.io or Uptime Kuma listen.
"""

from collections.abc import Awaitable, Callable


async def ping(get: Callable[[str], Awaitable[object]], url: str) -> str | None:
    """Say that all is well.

    :param get: asks for an address; raises an :class:`OSError` that does not repeat it if it was not answered well, as
        :func:`bot.channels.ping.get` does.
    :param url: what is asked. Secret: who has it can keep the alarm silent.
    :return: ``None`` if it was heard, else what went wrong, for people, without the address.
    """
    try:
        await get(url)
    except OSError as error:
        return f"The dead man's switch (ping_url) could not be told that all is well: {error}"
    return None
