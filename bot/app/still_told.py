"""What a composed delivery still has to tell when it is sent: its reader may have changed their mind since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.app.compose import candidates
from bot.app.edition import Editions
from bot.core.digest import DigestItem
from bot.core.edition import Edition
from bot.core.gathering import Candidate
from store.api import Reading
from store.outbox import Delivery, DeliveryKind, Due, Promise

NOT_KEPT = "What was to be told is not kept any more."
UNKNOWN = "the catalog does not know these papers any more"


class StillTold(NamedTuple):
    """What a delivery tells now.

    :ivar edition: ``None`` if nothing is left. :ivar promises: those it keeps. :ivar why: in words, if nothing is left.
    """

    edition: Edition | None
    promises: tuple[Promise, ...] = ()
    why: str = ""


def still_told(catalog: Reading, editions: Editions, delivery: Delivery, promises: Sequence[Promise]) -> StillTold:
    """What a delivery tells now: without papers that none of its reader's profiles wants any more, and without profiles
    that do not want a paper any more.

    :param promises: what is in it.
    :raises store.errors.NotFound: its reader or address is no more.
    """
    if delivery.kind is DeliveryKind.QUIET:
        return StillTold(editions.edition(catalog, delivery, promises))
    if delivery.kind is DeliveryKind.NOTICE:
        notice = editions.edition(catalog, delivery, promises)
        return StillTold(notice) if notice.notice else StillTold(None, why=NOT_KEPT)
    reader, address = catalog.reader(delivery.reader), catalog.address(delivery.address)
    profiles = {profile.number: profile for profile in catalog.profiles_of(reader.number)}
    due = Due(reader=reader, address=address, promises=tuple(promises), last=None)
    editions.explainer.begin(catalog)
    found = candidates(catalog, editions.explainer, due, profiles)
    held = [each for each in found if each.held]
    names: dict[str, set[str]] = {}
    for each in held:
        names.setdefault(each.paper, set()).update(profiles[one.profile].name for one in each.held)
    kept = tuple(each.promise for each in held)
    edition = _narrowed(editions.edition(catalog, delivery, kept), names)
    return StillTold(edition, kept) if edition.items else StillTold(None, why=_why(catalog, found))


def _narrowed(edition: Edition, wanted: Mapping[str, set[str]]) -> Edition:
    """Each paper only with the profiles that want it, by its key."""
    items = []
    for item in edition.items:
        matches = tuple(each for each in item.matches if each.profile in wanted.get(item.paper.key, ()))
        if matches:
            items.append(replace(item, matches=matches))
    ranked = tuple(sorted(items, key=lambda item: (-item.score, item.paper.key)))
    if ranked == edition.items:
        return edition
    profiles = tuple(replace(each, shown=_shown(each.name, ranked)) for each in edition.profiles)
    return replace(edition, items=ranked, profiles=profiles)


def _shown(profile: str, items: Sequence[DigestItem]) -> int:
    return sum(any(match.profile == profile for match in item.matches) for item in items)


def _why(catalog: Reading, found: Sequence[Candidate]) -> str:
    known = catalog.called({each.promise.paper for each in found})
    reasons = dict.fromkeys(each.lost for each in found if each.promise.paper in known and each.lost)
    return f"There is nothing left to tell: {'; '.join(reasons) or UNKNOWN}."
