"""Readers by the hundred with all that is kept of them, so many that a scan would be seen in a plan."""

from dataclasses import replace
from datetime import datetime

from store.outbox import Gathered
from store.profiles import Feedback, FeedbackKind, StoredProfile
from store.readers import Bounce, BounceKind
from store.sql import SqlWriter
from tests.store.builders import NOON
from tests.store.large import name_of
from tests.store.readership import MINUTE, a_delivery, a_match, a_promise, a_reader, an_address

PROFILES = 500
READERS = 500


def interest(number: int) -> StoredProfile:
    return StoredProfile(name=f"interest {number}", keywords=(f"pigeon {number}",), threshold=40)


def reaction(number: int, profile: str) -> Feedback:
    return Feedback(profile=profile, kind=FeedbackKind.LIKE, subject=name_of(number), at=NOON)


def fill_outbox(catalog: SqlWriter) -> None:
    """Readers with an address and a profile each; most of what they were promised is delivered, some waits."""
    kept = catalog.save_readers(a_reader(f"r{number}", next_digest_at=later(number)) for number in range(READERS))
    catalog.save_addresses(an_address(each.number, f"{each.name}@doves.example") for each in kept)
    everyone = range(1, READERS + 1)
    catalog.save_profiles(replace(interest(each), reader=each) for each in everyone)
    catalog.promise(
        (a_match(name_of(paper), reader, reader) for paper in range(1, 6) for reader in everyone),
        (a_promise(name_of(paper), each, each, due_at=later(each)) for paper in range(1, 6) for each in everyone),
    )
    catalog.gather(
        [
            Gathered(delivery=a_delivery("1", each, each, not_before=later(each)), shown=range_of(each))
            for each in everyone
            if each % 10
        ]
    )
    fill_what_grows_old(catalog)


def fill_what_grows_old(catalog: SqlWriter) -> None:
    """Everyone's mail came back once; one delivery came to its end, some promises were dropped, one never confirmed."""
    for number in range(1, READERS + 1):
        soft = Bounce(reader=number, address=number, kind=BounceKind.SOFT, said="full", at=later(number))
        catalog.record_bounce(soft)
    catalog.bury(READERS - READERS // 10, "x", NOON)
    catalog.gather([Gathered(delivery=None, dropped=dict.fromkeys(range_of(READERS), "x"))])
    stranger = catalog.save_reader(a_reader("stranger"))
    catalog.save_address(an_address(stranger.number, "stranger@rooks.example", confirmed_at=None))
    for number in range(READERS):
        catalog.keep_statistics(f"{number}", bytes(100), later(number + 2))
    catalog.keep_statistics("old", bytes(100), NOON)


def later(number: int) -> datetime:
    return NOON + number * MINUTE


def range_of(reader: int) -> tuple[int, ...]:
    """The numbers of a reader's promises."""
    return tuple(reader + READERS * paper for paper in range(5))
