"""When an incident begins and when it is over: one for each trouble, from its first verdict to its end. Pure."""

from datetime import datetime

from bot.core.watch.facts import Judgement
from store.watch import Incident


def incident_change(
    subject: str, verdict: Judgement, open_incident: Incident | None, now: datetime
) -> tuple[Incident | None, bool]:
    """What is to be opened, and whether the open one is over.

    Trouble of another kind is still the same trouble. It is over when the source was understood again; a host that
    asks to be left alone after it failed has not recovered.

    :param subject: ``source huggingface``. :param open_incident: the one of that subject that is open, if any.
    :param now: when it was judged.
    """
    if open_incident is not None:
        return None, verdict.is_understood
    if not verdict.kind.is_trouble:
        return None, False
    began_at = min(verdict.since, now)
    return Incident(subject=subject, kind=verdict.kind.value, said=verdict.said, began_at=began_at), False
