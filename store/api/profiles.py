"""Readers' interests and reactions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from store.profiles import Feedback, GivenFeedback, StoredProfile


class ProfileReader(Protocol):
    """Questions about readers' profiles."""

    def profiles(self) -> Iterator[StoredProfile]:
        """All profiles, by number; a stream, however many there are."""
        ...

    def profile(self, name: str, reader: int = 0) -> StoredProfile:
        """The profile of that name.

        :param reader: whose.
        :raises store.errors.NotFound: none is stored.
        """
        ...

    def profile_numbered(self, number: int) -> StoredProfile:
        """The profile of that number.

        :raises store.errors.NotFound: none is stored.
        """
        ...

    def profiles_of(self, reader: int) -> Sequence[StoredProfile]:
        """A reader's profiles, by number."""
        ...


class ProfileWriter(ProfileReader, Protocol):
    """The same, and the keeping of profiles."""

    def save_profile(self, profile: StoredProfile) -> StoredProfile:
        """Keep a profile, in place of the reader's one of the same name, whose number it then has. If it has a number
        already it takes the place of the one with that number, whatever that is called.

        :return: as it is kept now.
        :raises store.errors.NotFound: it has a number that none is stored with.

        :raises store.errors.NotStorable: it has no keywords, or one with a line feed.
        :raises store.errors.Conflict: threshold or cap are out of their ranges.
        """
        ...

    def save_profiles(self, saved: Iterable[StoredProfile]) -> None:
        """Keep many profiles without numbers in few conversations, each in place of its reader's one of the same name;
        of several of one name the last is kept.
        """
        ...

    def remove_profile(self, name: str, reader: int = 0) -> None:
        """Forget a profile and what it matched. Feedback given under its name stays.

        :raises store.errors.NotFound: none is stored.
        """
        ...


class FeedbackReader(Protocol):
    """Questions about readers' reactions."""

    def feedback(
        self, profile: str | None = None, *, reader: int | None = 0, undone: bool = False
    ) -> Sequence[Feedback]:
        """Reactions, by number.

        :param profile: only those to what this profile brought; ``None`` for all.
        :param reader: only that reader's; ``None`` for everyone's.
        :param undone: with those that were taken back.
        """
        ...

    def profiles_with_feedback(self) -> frozenset[tuple[int, str]]:
        """The profiles that have reactions which stand: the reader's number and the profile's name."""
        ...


class FeedbackWriter(FeedbackReader, Protocol):
    """The same, and the keeping of reactions. Nothing is ever deleted."""

    def give_feedback(self, given: Feedback) -> GivenFeedback:
        """Keep a reaction. One that stands already is not kept twice, under whichever of its names the paper was
        meant; those that contradict it (:data:`store.profiles.REPLACED`) are taken back.

        :param given: its number is not looked at.
        """
        ...

    def undo_feedback(self, number: int, reader: int | None = None) -> Feedback:
        """Take a reaction back. What it had replaced stays taken back.

        :param reader: only if it is that reader's; ``None`` for whosever it is.
        :raises store.errors.NotFound: there is none of that number.
        :raises store.errors.AlreadyUndone: it was taken back before.
        """
        ...
