"""Profiles as a file: TOML that :func:`bot.profile_file.load_told_profiles` reads to the same again. Pure."""

import json
from collections.abc import Iterable, Iterator

from bot.core.matching.keyword_syntax import number_in_normal_form
from bot.profile_telling import timing_as_written
from store.profiles import StoredProfile


def profiles_toml(profiles: Iterable[StoredProfile]) -> str:
    """One table for each. Only at which addresses they are told does not stand there: those belong to a reader."""
    return "\n".join("\n".join(_lines(profile)) + "\n" for profile in profiles)


def _lines(profile: StoredProfile) -> Iterator[str]:
    yield "[[profiles]]"
    yield f"name = {_text(profile.name)}"
    yield "keywords = ["
    for keyword in profile.keywords:
        yield f"    {_text(keyword)},"
    yield "]"
    yield f"threshold = {number_in_normal_form(profile.threshold)}"
    if profile.top is not None:
        yield f"top = {profile.top}"
    yield f"told = {_text(timing_as_written(profile.timing))}"
    if profile.timing.instant_from is not None:
        yield f"at_once_from = {profile.timing.instant_from}"
    yield f"sources = [{', '.join(map(_text, profile.sources))}]"
    yield f"revisions = {str(profile.revisions).lower()}"


def _text(text: str) -> str:
    """A basic string (TOML 1.0.0). It escapes what JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
