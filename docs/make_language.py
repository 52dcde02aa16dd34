"""Gathers what there is to translate, and makes what the program reads of it: ``bot/locale``.

* ``python docs/make_language.py`` gathers all sentences from the sources and templates, brings ``paperround.pot`` and
  every language's ``paperround.po`` up to date (translations stay, nothing is guessed), and compiles ``paperround.mo``.
* ``--missing de`` prints what has no translation into German yet, as JSON: a list of ``{"msgid", "msgid_plural"}``.
* ``--fill de FILE`` takes translations from a JSON file: that list with ``"msgstr"`` in each entry, a text, or for a
  plural the list of its forms, in the order of the language.

The files hold no dates and no places in sources, so that they change only where a sentence does.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "bot" / "locale"
LANGUAGES = ("de", "es", "ru", "zh")
KEYWORDS = {"_": None, "gettext": None, "marked": None, "said": None, "ngettext": (1, 2), "said_many": (1, 2)}
_JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_NAME = "Paperround"
_WIDTH = 120


class Steady(Catalog):
    """Sentences, with a header that says nothing of when, by whom and with which program it was made."""

    def __iter__(self) -> Iterator[Message]:
        """The header first."""
        header, *messages = super().__iter__()
        header.string = "".join(f"{name}: {value}\n" for name, value in self._lasting())
        return iter((header, *messages))

    def _lasting(self) -> Iterator[tuple[str, str]]:
        yield "Project-Id-Version", _NAME
        if self.locale:
            yield "Language", str(self.locale)
            yield "Plural-Forms", self.plural_forms
        yield "MIME-Version", "1.0"
        yield "Content-Type", "text/plain; charset=utf-8"
        yield "Content-Transfer-Encoding", "8bit"


def main(arguments: list[str]) -> None:
    """:raises SystemExit: the arguments are none of those above, or a translation does not fit its sentence."""
    match arguments:
        case []:
            make(gathered())
        case ["--missing", language] if language in LANGUAGES:
            print(json.dumps(list(missing(merged(language, gathered()))), ensure_ascii=False, indent=1))
        case ["--fill", language, path] if language in LANGUAGES:
            fill(language, json.loads(Path(path).read_text(encoding="utf-8")))
        case _:
            sys.exit(__doc__)


def gathered() -> Catalog:
    """All sentences of the sources and templates."""
    found = Steady(fuzzy=False, header_comment="# What there is to translate. Made by docs/make_language.py.")
    for path in sorted((ROOT / "bot").rglob("*.py")):
        _gather(found, path, "python", {})
    templates = ROOT / "bot" / "templates"
    for path in sorted(each for each in templates.rglob("*.*") if each.suffix in (".html", ".txt", ".atom")):
        if templates / "mail" / "source" not in path.parents:  # what is made of these is gathered
            _gather(found, path, "jinja2.ext:babel_extract", _JINJA)
    return found


def _gather(found: Catalog, path: Path, method: str, options: dict[str, str]) -> None:
    with path.open("rb") as file:
        for _line, message, _comments, _context in extract(method, file, KEYWORDS, options=options):
            # Where a sentence is said both with and without a number, the forms with numbers serve both.
            if isinstance(message, tuple) or message not in found:
                found.add(message)


def merged(language: str, template: Catalog) -> Catalog:
    """A language's sentences as they are there now, with the translations that there are."""
    before = known(language)
    made = Steady(language, fuzzy=False, header_comment=f"# {Locale(language).english_name} for {_NAME}.")
    for message in template:
        if message.id:
            old = before.get(message.id)
            kept = old.string if old is not None and old.id == message.id else ""
            made.add(message.id, kept, flags=message.flags)
    return made


def known(language: str) -> Catalog:
    """A language's sentences as they were written last."""
    path = po_of(language)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(catalog: Catalog) -> Iterator[dict[str, str]]:
    """The sentences that are not translated."""
    for message in sorted(catalog, key=lambda each: str(each.id)):
        if message.id and not is_translated(message):
            one, *many = (message.id,) if isinstance(message.id, str) else message.id
            yield {"msgid": one} | ({"msgid_plural": many[0]} if many else {})


def is_translated(message: Message) -> bool:
    """Whether a sentence is, in all its forms."""
    forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    return all(forms)


def fill(language: str, entries: list[dict[str, Any]]) -> None:
    """Take translations.

    :raises SystemExit: one has not the right number of forms.
    """
    template = gathered()
    catalog = merged(language, template)
    for entry in entries:
        message, said = catalog.get(entry["msgid"]), entry["msgstr"]
        forms = (said,) if isinstance(said, str) else tuple(said)
        if message is None:
            print(f"Left out, for there is no such sentence any more: {entry['msgid']!r}")
            continue
        if len(forms) != (1 if isinstance(message.id, str) else catalog.num_plurals):
            sys.exit(f"It has not the right number of forms: {entry['msgid']!r}")
        message.string = said if isinstance(message.id, str) else forms
    _keep(language, catalog)


def make(template: Catalog) -> None:
    """Bring all files up to date."""
    LOCALES.mkdir(exist_ok=True)
    (LOCALES / "paperround.pot").write_bytes(written(template))
    for language in LANGUAGES:
        catalog = merged(language, template)
        _keep(language, catalog)
        left = sum(1 for _ in missing(catalog))
        print(f"{language}: {len(catalog):,} sentences, {left:,} not translated")


def _keep(language: str, catalog: Catalog) -> None:
    path = po_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalog))
    path.with_suffix(".mo").write_bytes(compiled(catalog))


def po_of(language: str) -> Path:
    """Where a language's translations are."""
    return LOCALES / language / "LC_MESSAGES" / "paperround.po"


def written(catalog: Catalog) -> bytes:
    """For people: the text of a ``.po`` or ``.pot``."""
    file = BytesIO()
    write_po(file, catalog, width=_WIDTH, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """For the program: a ``.mo``."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
