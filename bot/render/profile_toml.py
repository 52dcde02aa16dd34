"""Profiles as a file: TOML that :func:`bot.profile_file.load_profiles` reads to the same again. Pure."""

import json
from collections.abc import Iterable, Iterator

from bot.core.matching.keyword_syntax import number_in_normal_form
from bot.core.timing import print_timing
from store.profiles import StoredProfile


def profiles_toml(profiles: Iterable[StoredProfile]) -> str:
    """One table for each: name, keywords, threshold and cap. When they are told, and of which sources, stands there as
    a comment: it belongs to a reader, and stays as it is when they are imported again.
    """
    return "\n".join("\n".join(_lines(profile)) + "\n" for profile in profiles)


def _lines(profile: StoredProfile) -> Iterator[str]:
    yield f"# {print_timing(profile.timing)}{'; revisions too' if profile.revisions else ''}"
    if profile.sources:
        yield f"# only {', '.join(map(_text, profile.sources))}"
    yield "[[profiles]]"
    yield f"name = {_text(profile.name)}"
    yield "keywords = ["
    for keyword in profile.keywords:
        yield f"    {_text(keyword)},"
    yield "]"
    yield f"threshold = {number_in_normal_form(profile.threshold)}"
    if profile.top is not None:
        yield f"top = {profile.top}"


def _text(text: str) -> str:
    """A basic string (TOML 1.0.0). It escapes what JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
