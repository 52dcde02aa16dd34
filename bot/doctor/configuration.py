"""The configuration: which file, who may read it, and what goes together."""

import stat
from collections.abc import Sequence
from pathlib import Path

from bot.doctor.types import Finding, Patient, State
from bot.settings import Settings
from bot.wiring import to_set_up
from store.readers import Way

_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"


async def configuration(patient: Patient) -> Sequence[Finding]:
    """The file, and whether hosts that are asked know who asks."""
    chosen = patient.settings
    found = [_file(chosen.config)]
    if not chosen.contact:
        said = "Hosts that are asked are not told whom they may write to."
        found.append(Finding("contact", State.WARNING, said, "Set contact: a mail address or a page of yours."))
    return found


def _file(config: Path | None) -> Finding:
    if config is None:
        said = "There is no configuration file; environment and defaults hold."
        return Finding("configuration", State.WARNING, said, "Make one with: paperround init")
    mode = config.stat().st_mode
    if mode & stat.S_IWOTH:
        said = f"{config}: everyone on this machine may change it."
        return Finding("configuration", State.FAILED, said, f"Run: chmod 600 {config}")
    if mode & stat.S_IWGRP:
        said = f"{config}: the whole group may change it."
        return Finding("configuration", State.WARNING, said, f"If nobody else should: chmod 600 {config}")
    return Finding("configuration", State.OK, f"{config}, understood.")


async def pages(patient: Patient) -> Sequence[Finding]:
    """Whether the links in messages lead anywhere."""
    chosen = patient.settings
    if chosen.public_url and chosen.secret_key:
        return [Finding("pages", State.OK, f"At {chosen.public_url}; links are signed.")]
    if chosen.public_url:
        said = f"They are said to be at {chosen.public_url}, but there is no secret_key to sign their links with."
        return [Finding("pages", State.FAILED, said, f"Set secret_key. A good one comes from: {_KEY}")]
    if chosen.secret_key:
        said = "There is a secret_key, but no public_url: links do not know where to lead."
        return [Finding("pages", State.FAILED, said, "Set public_url, as https://papers.example.org")]
    if chosen.smtp_url is None:
        return [Finding("pages", State.SKIPPED, "There are none, and no mail that would lead to them.")]
    said = "There are none: mail has no page to unsubscribe on with one click, which large providers demand."
    return [Finding("pages", State.WARNING, said, "Set public_url and secret_key, and run: paperround run")]


async def operator(patient: Patient) -> Sequence[Finding]:
    """Whether anyone is told of trouble."""
    return [_operator(patient.settings)]


def _operator(chosen: Settings) -> Finding:
    if chosen.operator is None:
        said = "Nobody is told when a source or the mail fails; it stands in the log alone."
        return Finding(
            "operator", State.WARNING, said, "Set operator: a mail address, telegram:NUMBER, or an Apprise URL."
        )
    if lacking := to_set_up(chosen, chosen.operator.way):
        said = f"Alerts are for {chosen.operator}, but cannot be sent."
        return Finding("operator", State.FAILED, said, lacking)
    beside = "" if chosen.operator.way is not Way.MAIL or chosen.ping_url else _ALONE
    return Finding("operator", State.OK, f"Alerts go to {chosen.operator}.{beside}")


_ALONE = " If mail itself fails, only a ping_url would notice."
