"""``[[sources]]`` in ``paperround.toml``: what is watched, and when.

.. code-block:: toml

    [[sources]]
    name = "arxiv-cl"
    kind = "arxiv-rss"
    categories = ["cs.CL", "cs.LG"]   # what the kind wants to know
    at = ["06:30", "12:00"]           # or every = "2h"
    timezone = "Europe/Berlin"
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings.reading import Wrong, shortened
from bot.settings.sources import Written

if TYPE_CHECKING:
    from bot.core.watch.types import Watched
    from scrapers.kinds.types import Kind, ParameterValue

_ABOUT = ("name", "kind", "title", "homepage", "address", "enabled")
_TIMING = ("every", "at", "timezone", "weekdays", "holidays", "settled", "catch_up")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LONGEST_TITLE = 200


def read_sources(written: Written) -> "tuple[Watched, ...]":
    """The sources of a configuration file, in its order.

    :raises Wrong: something in it cannot be understood; it names the source by its place, the key and what is allowed.
    """
    tables = written.value
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise Wrong("must be tables, each beginning with [[sources]].")
    found: list[Watched] = []
    for place, table in enumerate(tables, start=1):
        where = f"sources[{place}]"
        watched = _read(table, where, written.home)
        if watched.name in (each.name for each in found):
            raise Wrong(f"cannot be used. {where}.name: {watched.name!r} is there twice; each needs a name of its own.")
        found.append(watched)
    return tuple(found)


def _read(table: Mapping[str, object], where: str, home: Path) -> "Watched":
    # Kinds come with their parsers' words; who watches nothing need not read them in.
    from bot.core.watch.types import Watched  # noqa: PLC0415 - as said
    from bot.settings.watched_timing import read_timing  # noqa: PLC0415 - as said
    from scrapers.errors import SourceConfigError  # noqa: PLC0415 - as said
    from scrapers.kinds import KINDS  # noqa: PLC0415 - as said
    from scrapers.kinds.types import WatchedSource  # noqa: PLC0415 - as said

    try:
        kind = _kind(table, KINDS)
        _check_keys(table, kind)
        source = WatchedSource(
            name=_name(table),
            kind=kind.name,
            title=_title(table),
            homepage=_homepage(table),
            address=_address(table, kind.name, home),
            parameters=_parameters(table, kind),
        )
        timing = read_timing({key: table[key] for key in _TIMING if key in table})
        enabled = _enabled(table)
        kind.check(source)
    except Wrong as wrong:
        raise Wrong(f"cannot be used. {where}.{wrong}") from wrong
    except SourceConfigError as error:
        raise Wrong(f"cannot be used. {where}: {error}") from error
    return Watched(source=source, timing=timing, enabled=enabled)


def _kind(table: Mapping[str, object], kinds: "Mapping[str, Kind]") -> "Kind":
    said = table.get("kind")
    allowed = f"Allowed are {', '.join(kinds)}."
    if not isinstance(said, str):
        raise Wrong(f"kind {'is missing' if said is None else 'must be a text in quotes'}. {allowed}")
    if said not in kinds:
        raise Wrong(f"kind is {shortened(said)}, and there is none.{_meant(said, kinds)} {allowed}")
    return kinds[said]


def _check_keys(table: Mapping[str, object], kind: "Kind") -> None:
    parameters = [each.name for each in kind.parameters]
    allowed = (*_ABOUT, *_TIMING, *parameters)
    for key in table:
        if key not in allowed:
            own = f"{', '.join(parameters)}, " if parameters else ""
            raise Wrong(
                f"{key} is unknown for the kind {kind.name}.{_meant(key, allowed)} "
                f"Allowed are {own}{', '.join((*_ABOUT, *_TIMING))}."
            )


def _name(table: Mapping[str, object]) -> str:
    said = table.get("name")
    if said is None:
        raise Wrong('name is missing: a short and lasting one, like name = "huggingface".')
    if not isinstance(said, str) or not _NAME.fullmatch(said):
        raise Wrong(
            f"name is {shortened(said)}; allowed are 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit."
        )
    return said


def _enabled(table: Mapping[str, object]) -> bool:
    said = table.get("enabled", True)
    if not isinstance(said, bool):
        raise Wrong(f"enabled must be true or false, not {shortened(said)}.")
    return said


def _text(table: Mapping[str, object], key: str) -> str:
    said = table.get(key, "")
    if not isinstance(said, str) or not said.isprintable():
        raise Wrong(f"{key} must be a text in quotes, on one line, not {shortened(said)}.")
    return said.strip()


def _title(table: Mapping[str, object]) -> str:
    said = _text(table, "title")
    if len(said) > _LONGEST_TITLE:
        raise Wrong(f"title has {len(said)} characters; at most {_LONGEST_TITLE} will do.")
    return said


def _homepage(table: Mapping[str, object]) -> str:
    from scrapers.text import clean_url  # noqa: PLC0415 - as above

    said = _text(table, "homepage")
    if said and clean_url(said) is None:
        raise Wrong(f"homepage is no address: {shortened(said)}. Allowed are http:// and https:// addresses.")
    return said


def _address(table: Mapping[str, object], kind: str, home: Path) -> str:
    """A folder is meant from where it is written down. What stands in an address is shown, so no password may."""
    said = _text(table, "address")
    if kind == "dump":
        if not said or "://" in said:
            raise Wrong('address must be a folder that is watched for pages, like address = "incoming".')
        return str(home / Path(said).expanduser())
    if said and (not said.startswith(("http://", "https://")) or " " in said):
        raise Wrong(f"address is {shortened(said)}; allowed are http:// and https:// addresses.")
    if "@" in said.partition("://")[2].partition("/")[0]:
        raise Wrong("address has a name or password before its host; it is shown and logged, so it may have none.")
    return said


def _parameters(table: Mapping[str, object], kind: "Kind") -> "dict[str, ParameterValue]":
    return {each.name: _parameter(each.name, table[each.name]) for each in kind.parameters if each.name in table}


def _parameter(name: str, said: object) -> "ParameterValue":
    if isinstance(said, str) or (isinstance(said, int) and not isinstance(said, bool)):
        return said
    if isinstance(said, list) and all(isinstance(each, str) for each in said):
        return tuple(said)
    raise Wrong(f"{name} must be a text, a whole number or a list of texts, not {shortened(said)}.")


def _meant(said: str, allowed: "Sequence[str] | Mapping[str, object]") -> str:
    close = get_close_matches(said, list(allowed), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
