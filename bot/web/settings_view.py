"""Everything about a reader as the settings page prints it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.app.feedback import SavedPaper, reading_list
from bot.app.readers import shown_target
from bot.app.stored_keywords import understand
from bot.core.rising import MAX_RISING
from bot.core.timing import print_time
from bot.render.language import Language, languages, marked
from bot.render.links import pages_of
from bot.render.presentation import name_of, title_of
from bot.web.entry_pages import zones
from bot.web.mistakes import NO_MISTAKES, Mistake, Mistakes
from bot.web.moments import moment, snoozed
from bot.web.paging import part_of
from bot.web.profile_form import ProfileForm, told_nowhere
from bot.web.site import Site, Visit
from bot.web.timing_form import WEEKDAYS
from store.api import Reading
from store.profiles import FeedbackKind, StoredProfile
from store.readers import Address, Reader, Timing, Way

_WAYS = {
    Way.MAIL.value: marked("mail"),
    Way.CHAT.value: marked("Telegram"),
    Way.APPRISE.value: marked("notification"),
    Way.FILE.value: marked("folder"),
    Way.CONSOLE.value: marked("console"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done, and what was typed.

    :ivar form: which form it was, as its fields' ids begin: ``p3-``, ``new-``, ``times-`` …
    :ivar typed: the profile's form, if it was one.
    :ivar values: the fields of another.
    :ivar said: what is wrong with no field.
    """

    form: str
    mistakes: Mistakes = field(default_factory=dict)
    typed: ProfileForm | None = None
    values: dict[str, str] | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """A profile and its form.

    :ivar key: how its fields' ids begin.
    :ivar ways: see :func:`ways_to_say`.
    :ivar nowhere: the addresses it was told at were all taken away.
    :ivar mistakes: what is wrong with what was typed, or with what is kept.
    """

    key: str
    name: str
    summary: str
    form: ProfileForm
    feed: str
    ways: dict[str, str]
    nowhere: bool
    mistakes: Mistakes


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """An address. :ivar state: ``open``, ``waiting`` or ``stopped``. :ivar stopped: why, in words."""

    number: int
    way: str
    label: str
    state: str
    stopped: str

    @property
    def choice(self) -> tuple[int, str]:
        """For a list to choose from."""
        return self.number, self.label


@dataclass(frozen=True, slots=True)
class ShownSaved:
    """A paper of the reading list. :ivar number: of what was said, to take it back."""

    number: int
    title: str
    page: str | None
    profile: str
    day: str


def settings_facts(site: Site, visit: Visit, reader: Reader, trouble: Trouble | None = None) -> dict[str, Any]:
    """What the template of the settings page names."""
    with site.store.reading() as catalog:
        addresses = [_address(each) for each in catalog.addresses(reader.number)]
        profiles = catalog.profiles_of(reader.number)
        sources = _sources(catalog, profiles)
    found = trouble or Trouble("")
    new = found.typed if found.form == "new-" and found.typed else ProfileForm.new(_timing(reader, profiles))
    saved, language = reading_list(site.store, reader=reader.number), site.language(reader.language)
    return {
        "here": site.path(site.links.settings(reader)),
        "reader": reader,
        "times": (found.values if found.form == "times-" else None) or _times(reader),
        "following": moment(reader.next_digest_at, reader.timezone, language) if reader.next_digest_at else None,
        "snoozed": snoozed(reader, visit.now, language),
        "addresses": addresses,
        "profiles": [_profile(site, reader, each, addresses, found) for each in profiles],
        "new": new,
        "sources": sources,
        "saved": part_of([_saved(each, language) for each in saved], visit.skip),
        "trouble": found,
        "mistakes": found.mistakes,
        "days": list(enumerate(WEEKDAYS)),
        "zones": zones(),
        "languages": languages(),
        "names": {tag: language.name(tag) for tag in languages()},
        "ways": _WAYS,
        "most_trending": MAX_RISING,
    }


def ways_to_say(site: Site, reader: Reader, profile: StoredProfile) -> dict[str, str]:
    """Where a word is muted, and where an author or organisation is followed: pages that ask which."""
    said = (FeedbackKind.MUTE, FeedbackKind.FOLLOW)
    return {kind.value: site.links.feedback(reader, profile.number, kind, "") for kind in said}


def _timing(reader: Reader, profiles: Sequence[StoredProfile]) -> Timing:
    return profiles[-1].timing if profiles else reader.default_timing


def _times(reader: Reader) -> dict[str, str]:
    quiet = reader.quiet_hours
    return {
        "timezone": reader.timezone,
        "language": reader.language,
        "quiet_from": print_time(quiet.start) if quiet else "",
        "quiet_to": print_time(quiet.end) if quiet else "",
        "quiet_day": reader.quiet_day.value,
        "trending": str(reader.trending),
        "until": "",
        "mail": "",
    }


def _sources(catalog: Reading, profiles: Sequence[StoredProfile]) -> list[tuple[str, str]]:
    """Name and title of every source that can be chosen, or was."""
    known = {source.name: source.title or source.name for source in catalog.sources()}
    chosen = {name: name for profile in profiles for name in profile.sources}
    return [(name, name_of(title)) for name, title in sorted((chosen | known).items())]


def _profile(
    site: Site, reader: Reader, profile: StoredProfile, theirs: Sequence[ShownAddress], trouble: Trouble
) -> ShownProfile:
    key = f"p{profile.number}-"
    wrong = trouble.form == key
    return ShownProfile(
        key=key,
        name=name_of(profile.name),
        summary=site.language(reader.language).timing(profile.timing),
        form=trouble.typed if wrong and trouble.typed else ProfileForm.of(profile),
        feed=site.links.feed(reader, profile.number),
        ways=ways_to_say(site, reader, profile),
        nowhere=told_nowhere(profile.addresses, [each.number for each in theirs]),
        mistakes=trouble.mistakes if wrong else _unused(site, reader, profile),
    )


def _unused(site: Site, reader: Reader, profile: StoredProfile) -> Mistakes:
    errors = understand(profile.keywords).errors
    if not errors:
        return NO_MISTAKES
    return {"keywords": Mistake.unused(errors, site.language(reader.language))}


def _address(address: Address) -> ShownAddress:
    state = "stopped" if address.stopped else "open" if address.confirmed_at else "waiting"
    return ShownAddress(
        number=address.number,
        way=address.way.value,
        label=name_of(shown_target(address.way, address.target)),
        state=state,
        stopped=name_of(address.stopped),
    )


def _saved(saved: SavedPaper, language: Language) -> ShownSaved:
    page = next(pages_of(saved.paper), None) if saved.paper else None
    return ShownSaved(
        number=saved.feedback.number,
        title=title_of(saved.paper.title if saved.paper else saved.feedback.title, language=language),
        page=page.address if page else None,
        profile=name_of(saved.feedback.profile),
        day=language.short_date(saved.feedback.at.date()),
    )
