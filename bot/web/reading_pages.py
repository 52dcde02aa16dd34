"""Papers in the browser and in a feed reader: a message in full, and a profile's Atom feed (RFC 4287)."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from starlette.responses import Response

from bot.app.views import FeedEntry, edition_of, profile_feed
from bot.core.digest import DigestItem
from bot.core.edition import Edition
from bot.render.language import Language
from bot.render.presentation import name_of, number, title_of
from bot.render.trends import rising_words
from bot.render.views import PaperView, view_of
from bot.web.moments import moment
from bot.web.safety import CACHE
from bot.web.site import Known, LinkVoid, Site, Visit
from store.errors import NotFound
from store.outbox import NEW, StoredMatch
from store.profiles import FeedbackKind, StoredProfile

FEED_LENGTH = 50
"""Entries of a feed."""

# XML 1.0, section 2.2: what no document may hold, however it is written.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_KINDS = (FeedbackKind.SAVE, FeedbackKind.LIKE, FeedbackKind.DISLIKE, FeedbackKind.HIDE)


def view(site: Site, visit: Visit) -> Response:
    """A message as a page: everything that matched, what is beyond the caps too."""
    known = site.reader_of(visit, "view", values=1)
    try:
        edition = edition_of(site.store, _numbered(known), site.background)
    except NotFound as error:
        raise LinkVoid from error
    if edition.reader.number != known.reader.number:
        raise LinkVoid
    language = site.language(known.reader.language)
    return site.page(
        "view",
        known.reader.language,
        kind=edition.delivery.kind.value,
        at=moment(edition.delivery.created_at, known.reader.timezone, language),
        papers=[(view_of(item, language), _says(site, edition, item)) for item in edition.items],
        rising=rising_words(edition.rising, language),
        sources=edition.sources,
        new_papers=edition.new_papers,
        profiles=[name_of(profile.name) for profile in edition.profiles],
        nearest=[
            (
                name_of(near.profile),
                title_of(near.title),
                number(near.score, language),
                number(near.threshold, language),
            )
            for near in edition.nearest
        ],
        settings=site.links.settings(known.reader),
        unsubscribe=site.links.unsubscribe(known.reader, edition.address.number),
    )


def feed(site: Site, visit: Visit) -> Response:
    """A profile's last matches for a feed reader. What it has already is not sent again (RFC 9110, section 13.1.2)."""
    known = site.reader_of(visit, "feed", values=1)
    with site.store.reading() as catalog:
        try:
            profile = catalog.profile_numbered(_numbered(known))
        except NotFound as error:
            raise LinkVoid from error
        if profile.reader != known.reader.number:
            raise LinkVoid
        matches = catalog.matches(profile=profile.number, limit=FEED_LENGTH)
    kept = {"ETag": _validator(profile, matches, known), CACHE: "private, no-cache"}
    if kept["ETag"] in [each.strip().removeprefix("W/") for each in visit.known.split(",")]:
        return Response(status_code=304, headers=kept)
    entries = profile_feed(site.store, profile.number, site.background, FEED_LENGTH)
    body = site.render(
        "feed.atom",
        known.reader.language,
        id=_name(site, profile),
        name=name_of(profile.name),
        updated=_stamp(max((match.at for match in matches), default=known.reader.created_at)),
        own=site.links.feed(known.reader, profile.number),
        entries=[_entry(site, site.language(known.reader.language), profile, each) for each in entries],
    )
    return Response(_NOT_XML.sub("", body), media_type="application/atom+xml", headers=kept)


def _numbered(known: Known) -> int:
    (value,) = known.values
    return value if isinstance(value, int) else 0


def _says(site: Site, edition: Edition, item: DigestItem) -> list[tuple[str, str]]:
    """What can be said of a paper, with where: for the profile that it answers best."""
    numbers = {profile.name: profile.number for profile in edition.profiles}
    profile = numbers.get(item.matches[0].profile)
    if profile is None:
        return []
    links = [(kind.value, site.links.feedback(edition.reader, profile, kind, item.paper.key)) for kind in _KINDS]
    # The pages of these ask for the word, and for the name.
    asked = (FeedbackKind.MUTE, FeedbackKind.FOLLOW)
    return [*links, *((kind.value, site.links.feedback(edition.reader, profile, kind, "")) for kind in asked)]


def _validator(profile: StoredProfile, matches: Sequence[StoredMatch], known: Known) -> str:
    """A strong validator from what a feed is made of, without making it."""
    made = [profile.name, known.reader.language, str(known.reader.generation)]
    made += [f"{match.paper} {match.news} {match.score} {match.at.isoformat()}" for match in matches]
    return f'"{hashlib.sha256(chr(10).join(made).encode()).hexdigest()[:32]}"'


def _name(site: Site, profile: StoredProfile, match: StoredMatch | None = None) -> str:
    """An identifier for ever (RFC 4287, section 4.2.6): from where the pages are, whose feed it is, and the paper."""
    parts = [site.links.public_url, "feed", str(profile.number)]
    parts += [match.paper] if match else []
    # That of a new paper needs no more; a revision is an entry of its own.
    parts += [match.news] if match and match.news != NEW else []
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '/'.join(parts))}"


def _stamp(at: datetime) -> str:
    """A date construct (RFC 4287, section 3.3), UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(site: Site, language: Language, profile: StoredProfile, entry: FeedEntry) -> dict[str, object]:
    paper: PaperView = view_of(entry.item, language)
    return {
        "id": _name(site, profile, entry.match),
        "title": title_of(entry.item.paper.title),
        "updated": _stamp(entry.match.at),
        "authors": [name for name in map(name_of, entry.item.paper.authors[:100]) if name],
        "page": paper.page,
        "score": paper.score,
        "abstract": "".join(run.text for run in paper.abstract),
        "reasons": [why.reasons for why in paper.whys],
        "revised": entry.match.news != NEW,
    }
