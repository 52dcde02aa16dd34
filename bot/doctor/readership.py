"""Readers: whether there is anyone to tell, and whether they can be told."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from bot.core.matching.syntax import quoted
from bot.doctor.apart import apart
from bot.doctor.types import Finding, Patient, State
from bot.wiring import to_set_up
from store.api import Store
from store.readers import Way

NAMED = 3
"""At most so many readers are named."""

_NAME = "readers"


class _Census(NamedTuple):
    """Who there is. :ivar mute: by name, those without a profile. :ivar deaf: those without an address to write to."""

    readers: int
    mute: list[str]
    deaf: list[str]
    ways: set[Way]


async def readers(patient: Patient) -> Sequence[Finding]:
    """Whether each has a profile, and an address that was confirmed and not stopped; and whether its way is set up."""
    if patient.store is None:
        return [Finding(_NAME, State.SKIPPED, "Not looked at: there is no database to ask.")]
    census = await apart(_census, patient.store)
    if not census.readers:
        said = "There are none, so nobody is told."
        return [
            Finding(
                _NAME,
                State.WARNING,
                said,
                "Press Start at the bot, if there is one; or: paperround reader add NAME --mail ADDRESS --confirmed",
            )
        ]
    found = []
    if census.mute:
        cure = 'Give them one: paperround profile add NAME "mine: reward model, -survey"'
        found.append(Finding(_NAME, State.WARNING, f"Without a profile: {_named(census.mute)}.", cure))
    if census.deaf:
        said = f"Without an address that is confirmed and in use: {_named(census.deaf)}."
        found.append(Finding(_NAME, State.WARNING, said, "See why: paperround reader show NAME"))
    for way in sorted(census.ways):
        if lacking := to_set_up(patient.settings, way):
            said = f"Some are to be told by {way.value}, which cannot be sent."
            found.append(Finding(_NAME, State.FAILED, said, lacking))
    count = f"{census.readers:,} {'reader' if census.readers == 1 else 'readers'}"
    return found or [Finding(_NAME, State.OK, f"{count}, each with a profile and an address.")]


def _census(store: Store) -> _Census:
    with store.reading() as catalog:
        with_profile = {profile.reader for profile in catalog.profiles()}
        open_ones = [address for address in catalog.addresses() if address.is_open]
        everyone = [(reader.number, reader.name) for reader in catalog.readers()]
    with_address = {address.reader for address in open_ones}
    return _Census(
        len(everyone),
        [name for number, name in everyone if number not in with_profile],
        [name for number, name in everyone if number not in with_address],
        {address.way for address in open_ones},
    )


def _named(names: Collection[str]) -> str:
    shown = ", ".join(quoted(name) for name in list(names)[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED:,} more"
