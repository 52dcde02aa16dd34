"""What readers said earlier: what a later reaction took the place of, and what stands without teaching anything."""

from collections.abc import Collection

from store.api import Store
from store.profiles import REPLACED, Feedback


def undo_restoring(store: Store, number: int, reader: int, replaced: Collection[int]) -> tuple[Feedback, ...]:
    """Take back what was said, and say again what it had taken the place of.

    :param number: of what is taken back. :param reader: who said it.
    :param replaced: what it took the place of, by number (:class:`store.profiles.GivenFeedback`). What cannot have been
        is left as it is.
    :return: what stands again, each as of the day when it was first said.
    :raises store.errors.NotFound: nothing was said under that number, or another said it.
    :raises store.errors.AlreadyUndone: it was taken back before.
    """
    with store.writing() as catalog:
        undone = catalog.undo_feedback(number, reader)
        before = [
            each
            for each in catalog.feedback(undone.profile, reader=reader, undone=True)
            if each.undone and each.number in replaced and each.kind in REPLACED[undone.kind] and each.number < number
        ]
        return tuple(catalog.give_feedback(each).feedback for each in before)


def said_besides(store: Store, reader: int, known: Collection[int]) -> tuple[Feedback, ...]:
    """Everything that a reader said and did not take back, the last first, for whichever profile: also for those that
    are no more.

    :param known: numbers to be left out.
    """
    with store.reading() as catalog:
        said = catalog.feedback(reader=reader)
    return tuple(each for each in reversed(said) if each.number not in known)
