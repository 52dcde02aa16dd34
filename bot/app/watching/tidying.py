"""Forgetting what of the looks at sources is older than it need be."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from store.api import Store

KEPT_LOOKS = timedelta(days=90)
"""Looks at sources, and incidents that are over."""
KEPT_PAGES = timedelta(days=30)
"""Pages that were put aside and are settled."""
KEPT_WAITING = timedelta(days=90)
"""Pages that still wait, put aside: a parser that understands them may be long in coming."""
KEPT_SIGHTINGS = timedelta(days=30)
"""Every place of a paper on a page; after that one for each paper, source and day. Trends look no farther back."""
KEPT_VERSIONS = timedelta(days=90)
"""The versions of pages that did not change since: then they are had once more."""
KEPT_HOSTS = timedelta(days=1)
"""Hosts that may be asked again since then: nothing is known of them that still counts."""


def tidy_watching(store: Store, now: datetime) -> Mapping[str, int]:
    """Forget it. :return: how many rows went, by table.

    :raises store.errors.DatabaseError: nothing went.
    """
    with store.writing() as catalog:
        return catalog.tidy_watch(
            looks=now - KEPT_LOOKS,
            pages=now - KEPT_PAGES,
            waiting=now - KEPT_WAITING,
            sightings=now - KEPT_SIGHTINGS,
            versions=now - KEPT_VERSIONS,
            hosts=now - KEPT_HOSTS,
        )
