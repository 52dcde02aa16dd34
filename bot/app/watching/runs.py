"""What a run of looks is called in the log, in the catalog and at the delivery of what it brought."""

from collections.abc import Callable
from datetime import datetime

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without signs that are taken for one another."""
_LENGTH = 4


def new_run(now: datetime, chance: Callable[[], float]) -> str:
    """A correlation id, such as ``20261121T081530-k3f9``: short, and in the order of time.

    :param now: aware, UTC. :param chance: from 0 to below 1, as :func:`random.random` gives it.
    """
    ending = "".join(_SIGNS[int(chance() * len(_SIGNS))] for _ in range(_LENGTH))
    return f"{now:%Y%m%dT%H%M%S}-{ending}"
