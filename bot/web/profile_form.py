"""A profile as the settings page shows it, and as its form brings it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.matching.language import MAX_NAME, parse_query
from bot.core.matching.types import DEFAULT_THRESHOLD, Profile
from bot.core.said import said
from bot.web.forms import BadField, Form
from bot.web.timing_form import TimingForm
from store.profiles import StoredProfile
from store.readers import Timing

MAX_TOP = 1_000
"""A cap is at most so many papers."""


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The fields of a profile as they are shown: what was typed stays as it was.

    :ivar number: the profile's, 0 for a new one.
    :ivar keywords: one a line.
    :ivar sources: by name; empty for all. :ivar addresses: likewise, by number.
    """

    number: int
    name: str
    keywords: str
    threshold: str
    top: str
    sources: tuple[str, ...]
    addresses: tuple[int, ...]
    revisions: bool
    timing: TimingForm

    @classmethod
    def of(cls, profile: StoredProfile) -> "ProfileForm":
        """A profile to be edited."""
        return cls(
            number=profile.number,
            name=profile.name,
            keywords="\n".join(profile.keywords),
            threshold=f"{profile.threshold:g}",
            top="" if profile.top is None else str(profile.top),
            sources=profile.sources,
            addresses=profile.addresses,
            revisions=profile.revisions,
            timing=TimingForm.of(profile.timing),
        )

    @classmethod
    def new(cls, timing: Timing) -> "ProfileForm":
        """One yet to be written."""
        return cls(0, "", "", f"{DEFAULT_THRESHOLD:g}", "", (), (), False, TimingForm.of(timing))

    @classmethod
    def typed(cls, form: Form, number: int) -> "ProfileForm":
        """What was typed."""
        return cls(
            number=number,
            name=form.shown("name"),
            keywords=form.shown("keywords"),
            threshold=form.shown("threshold"),
            top=form.shown("top"),
            sources=form.lines("source"),
            addresses=form.numbers("address"),
            revisions="revisions" in form,
            timing=TimingForm.typed(form),
        )


def read_profile(form: Form) -> Profile:
    """The profile that a form brings: what is among the keywords (``min:40``, ``top:10``) goes before the fields.

    :raises BadField: a field makes no sense.
    :raises bot.core.matching.syntax.ProfileSyntaxError: the keywords cannot be understood.
    """
    name = form.line("name")
    if not name:
        raise BadField("name", said("A profile needs a name. Any words will do."))
    if len(name) > MAX_NAME:
        raise BadField("name", said("A profile's name has at most %(most)s characters.", most=MAX_NAME))
    query = parse_query(form.text("keywords"))
    typed = form.points("threshold")
    threshold = query.threshold if query.threshold is not None else typed
    top = form.whole("top", 1, MAX_TOP)
    return Profile(
        name,
        query.keywords,
        DEFAULT_THRESHOLD if threshold is None else threshold,
        query.top if query.top is not None else top,
    )


def told_nowhere(addresses: Sequence[int], theirs: Sequence[int]) -> bool:
    """Whether a profile's addresses were all taken away.

    :param addresses: the profile's, by number; empty for all. :param theirs: those the reader has.
    """
    return bool(addresses) and set(addresses).isdisjoint(theirs)


def chosen(ticked: Sequence[int], theirs: Sequence[int], before: Sequence[int]) -> tuple[int, ...] | None:
    """Which addresses a profile is told at: empty for all, if all or none were ticked; ``None`` to leave it as it is,
    if the ticks are those it was shown with. So one that is told nowhere is told nowhere until a place is chosen.

    :param ticked: addresses by number, as the two others. :param theirs: those the reader has.
    :param before: the profile's, empty for all.
    """
    wanted = tuple(number for number in theirs if number in ticked)
    if set(wanted) == set(before).intersection(theirs):
        return None
    return () if len(wanted) == len(theirs) else wanted
