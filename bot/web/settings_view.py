"""Everything about a reader as the settings page prints it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.app.feedback import SavedPaper, reading_list
from bot.app.readers import shown_target
from bot.core.timing import print_time, print_timing
from bot.render.language import languages
from bot.render.links import pages_of
from bot.render.presentation import date_in_words, name_of, title_of
from bot.web.entry_pages import zones
from bot.web.mistakes import Mistakes
from bot.web.moments import moment
from bot.web.profile_form import ProfileForm
from bot.web.site import Site
from bot.web.timing_form import WEEKDAYS
from store.api import Reading
from store.profiles import StoredProfile
from store.readers import Address, Reader, Timing, Way

MAX_SAVED = 200
"""So many papers of the reading list are shown, those saved last."""

_NAMES = {"en": "English"}
"""Languages by their own names; others are shown by their tags."""

_WAYS = {
    way.value: name for way, name in zip(Way, ("mail", "Telegram", "notification", "folder", "console"), strict=True)
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

    :ivar key: how its fields' ids begin. :ivar wrong: whether it is shown with mistakes.
    """

    key: str
    name: str
    summary: str
    form: ProfileForm
    feed: str
    wrong: bool


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


def settings_facts(site: Site, reader: Reader, trouble: Trouble | None = None) -> dict[str, Any]:
    """What the template of the settings page names."""
    with site.store.reading() as catalog:
        addresses = [_address(each) for each in catalog.addresses(reader.number)]
        profiles = catalog.profiles_of(reader.number)
        sources = _sources(catalog, profiles)
    found = trouble or Trouble("")
    new = found.typed if found.form == "new-" and found.typed else ProfileForm.new(_timing(reader, profiles))
    saved = reading_list(site.store, reader=reader.number)
    return {
        "here": site.path(site.links.settings(reader)),
        "reader": reader,
        "times": (found.values if found.form == "times-" else None) or _times(reader),
        "following": moment(reader.next_digest_at, reader.timezone) if reader.next_digest_at else None,
        "snoozed": moment(reader.snoozed_until, reader.timezone) if reader.snoozed_until else None,
        "addresses": addresses,
        "profiles": [_profile(site, reader, each, found) for each in profiles],
        "new": new,
        "sources": sources,
        "saved": [_saved(each) for each in saved[:MAX_SAVED]],
        "more_saved": max(0, len(saved) - MAX_SAVED),
        "trouble": found,
        "mistakes": found.mistakes,
        "days": list(enumerate(WEEKDAYS)),
        "zones": zones(),
        "languages": languages(),
        "names": _NAMES,
        "ways": _WAYS,
    }


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
        "until": "",
        "mail": "",
    }


def _sources(catalog: Reading, profiles: Sequence[StoredProfile]) -> list[tuple[str, str]]:
    """Name and title of every source that can be chosen, or was."""
    known = {source.name: source.title or source.name for source in catalog.sources()}
    chosen = {name: name for profile in profiles for name in profile.sources}
    return [(name, name_of(title)) for name, title in sorted((chosen | known).items())]


def _profile(site: Site, reader: Reader, profile: StoredProfile, trouble: Trouble) -> ShownProfile:
    key = f"p{profile.number}-"
    wrong = trouble.form == key
    return ShownProfile(
        key=key,
        name=name_of(profile.name),
        summary=print_timing(profile.timing),
        form=trouble.typed if wrong and trouble.typed else ProfileForm.of(profile),
        feed=site.links.feed(reader, profile.number),
        wrong=wrong,
    )


def _address(address: Address) -> ShownAddress:
    state = "stopped" if address.stopped else "open" if address.confirmed_at else "waiting"
    return ShownAddress(
        number=address.number,
        way=address.way.value,
        label=name_of(shown_target(address.way, address.target)),
        state=state,
        stopped=name_of(address.stopped),
    )


def _saved(saved: SavedPaper) -> ShownSaved:
    page = next(pages_of(saved.paper), None) if saved.paper else None
    day = saved.feedback.at.date().isoformat()
    return ShownSaved(
        number=saved.feedback.number,
        title=title_of(saved.paper.title if saved.paper else saved.feedback.title),
        page=page.address if page else None,
        profile=name_of(saved.feedback.profile),
        day=date_in_words(day),
    )
