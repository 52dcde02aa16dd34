"""What every command that keeps a reader's profiles says in the end."""

from collections.abc import Sequence
from datetime import datetime

from bot.app.feedback import read_stored_profile
from bot.app.reader_view import view_reader
from bot.cli.common import console, print_json
from bot.render.readers import profile_report
from bot.wiring import background
from store.api import Store
from store.outbox import Promise
from store.profiles import StoredProfile
from store.readers import Reader


def print_kept(
    store: Store,
    reader: Reader,
    kept: Sequence[StoredProfile],
    also_last: int | None,
    at: datetime,
    *,
    as_json: bool,
) -> None:
    """Profiles that were just kept: when they are told.

    :param also_last: promise the papers of so many days, too.
    """
    promised = _also(store, reader, kept, also_last, at) if also_last is not None else None
    view = view_reader(store, reader.number)
    if as_json:
        next_digest = view.reader.next_digest_at
        print_json(
            {
                "profiles": [profile_report(profile) for profile in kept],
                "next_digest_at": next_digest.isoformat() if next_digest else None,
                "promised_papers": promised or 0,
            }
        )
        return
    from bot.render.profiles import print_common_words  # noqa: PLC0415 - not for --json
    from bot.render.readers_terminal import print_from_now_on  # noqa: PLC0415 - not for --json

    screen = console()
    print_from_now_on(view, kept, promised, at, screen)
    for profile in kept:
        print_common_words(read_stored_profile(profile), screen)


def _also(store: Store, reader: Reader, kept: Sequence[StoredProfile], days: int, at: datetime) -> int:
    """Promise the papers of the last days. :return: how many papers are told because of it."""
    from bot.app.telling import promise_recent  # noqa: PLC0415 - matching is for those who ask for it

    before = {promise.number for promise in _waiting(store, reader)}
    for profile in kept:
        promise_recent(store, profile.number, days, background(), at)
    return len({promise.paper for promise in _waiting(store, reader) if promise.number not in before})


def _waiting(store: Store, reader: Reader) -> Sequence[Promise]:
    with store.reading() as catalog:
        return catalog.promises(reader=reader.number)
