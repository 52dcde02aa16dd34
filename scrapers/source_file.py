"""``sources.toml``: whose pages the files of a folder are.

.. code-block:: toml

    [[sources]]
    name = "huggingface-papers"
    kind = "dump"
    title = "Hugging Face Papers"               # optional
    homepage = "https://huggingface.co/papers"  # optional
    pages = ["*.txt"]
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from scrapers.errors import SourceFileError
from scrapers.text import MAX_NAME, clean_text, clean_url
from scrapers.types import PageKind, Source

SOURCE_FILE = "sources.toml"
"""The name of the file that says whose pages a folder holds."""
MAX_SOURCE_FILE_BYTES = 100_000
"""The largest source file that is read."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_KEYS = ("name", "kind", "title", "homepage", "pages")
_LONGEST_PATTERN = 200


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A source and the files that are its pages.

    :ivar pages: patterns as in a shell (``*``, ``?``, ``[…]``) for whole file names, case-sensitive.
    """

    source: Source
    pages: tuple[str, ...]

    def has(self, file_name: str) -> bool:
        """Whether a file of that name is a page of this source."""
        return any(fnmatchcase(file_name, pattern) for pattern in self.pages)


def read_source_file(path: Path) -> tuple[FolderSource, ...]:
    """The sources of a file, in its order.

    :raises scrapers.errors.SourceFileError: it cannot be read or used; file, key and what is allowed are named.
    """
    name = clean_text(path.name, MAX_NAME)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SOURCE_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise SourceFileError(name, "there is no such file.", "Make it, or name the source yourself.") from error
    except OSError as error:
        raise SourceFileError(name, f"it cannot be read: {error.strerror}.") from error
    if len(raw) > MAX_SOURCE_FILE_BYTES:
        raise SourceFileError(name, f"it is larger than {MAX_SOURCE_FILE_BYTES:,} bytes.")
    return parse_source_file(raw, name)


def parse_source_file(raw: bytes, name: str = SOURCE_FILE) -> tuple[FolderSource, ...]:
    """The sources of a file's bytes. :param name: what to call it in messages. Raises as :func:`read_source_file`."""
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceFileError(name, f"it is not UTF-8 (byte {error.start:,}).", "Save it in UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceFileError(name, f"it is no valid TOML: {error}.", "See toml.io.") from error
    unknown = sorted(set(document) - {"sources"})
    if unknown:
        raise SourceFileError(name, f'unknown key "{clean_text(unknown[0], 80)}".', 'Only "[[sources]]" is allowed.')
    tables = document.get("sources")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise SourceFileError(name, '"sources" should be one or more tables.', 'Begin each with "[[sources]]".')
    sources = tuple(_source(table, f"sources[{place}]", name) for place, table in enumerate(tables, start=1))
    seen: set[str] = set()
    for place, one in enumerate(sources, start=1):
        if one.source.name in seen:
            raise SourceFileError(
                name,
                f'sources[{place}].name: "{one.source.name}" is there twice.',
                "Every source needs a name of its own.",
            )
        seen.add(one.source.name)
    return sources


def _source(table: Mapping[str, object], where: str, file: str) -> FolderSource:
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        key = clean_text(unknown[0], 80)
        raise SourceFileError(file, f'{where}: unknown key "{key}".', f"Allowed are {', '.join(_KEYS)}.")
    name = _text(table, "name", where, file)
    if not _NAME.fullmatch(name):
        raise SourceFileError(
            file,
            f"{where}.name is not usable.",
            "Allowed are 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit.",
        )
    kind = _text(table, "kind", where, file)
    kinds = [known.value for known in PageKind]
    if kind not in kinds:
        raise SourceFileError(file, f'{where}.kind is "{clean_text(kind, 80)}".', f"Allowed are {', '.join(kinds)}.")
    homepage = _text(table, "homepage", where, file, needed=False)
    if homepage and clean_url(homepage) is None:
        raise SourceFileError(file, f"{where}.homepage is no address.", "Allowed are http:// and https:// addresses.")
    title = clean_text(_text(table, "title", where, file, needed=False), MAX_NAME)
    source = Source(name=name, kind=kind, title=title, homepage=homepage)
    return FolderSource(source, _patterns(table.get("pages"), where, file))


def _text(table: Mapping[str, object], key: str, where: str, file: str, *, needed: bool = True) -> str:
    value = table.get(key, None if needed else "")
    if value is None:
        raise SourceFileError(file, f'{where}: "{key}" is missing.', "name, kind and pages are needed.")
    if not isinstance(value, str):
        raise SourceFileError(file, f"{where}.{key} is a {_kind_of(value)}.", "It should be a text in quotation marks.")
    return value


def _patterns(value: object, where: str, file: str) -> tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        patterns = [pattern for pattern in value if isinstance(pattern, str) and 0 < len(pattern) <= _LONGEST_PATTERN]
        if len(patterns) == len(value):
            return tuple(patterns)
    raise SourceFileError(
        file,
        f"{where}.pages should be a list of patterns for file names.",
        f'For instance pages = ["*.txt"]; each has 1 to {_LONGEST_PATTERN} characters.',
    )


def _kind_of(value: object) -> str:
    names = {bool: "true or false", int: "number", float: "number", list: "list", dict: "table"}
    return names.get(type(value), "date or time")
