"""The language of what readers read: where translations are found, and how templates get at them.

English is what programs and templates say themselves. A translation is a compiled catalogue of GNU gettext,
``bot/locale/<language>/LC_MESSAGES/paperround.mo``; where there is none, or it lacks a sentence, English stands.
Sentences to translate stand in ``_()``, ``gettext()``, ``ngettext()`` and :func:`marked`.
"""

import re
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

DOMAIN = "paperround"
LOCALES = Path(__file__).parent.parent / "locale"
ENGLISH = "en"

_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")


def language_of(tag: str) -> str:
    """The language to use for a BCP 47 tag: it, or it without its last parts, if there is a translation; else English.

    ``de-AT`` becomes ``de``, ``tlh`` becomes ``en``. What is no tag at all is English too.
    """
    parts = tag.replace("_", "-").split("-") if _TAG.fullmatch(tag) else []
    known = {name.lower(): name for name in languages()}
    tried = ("-".join(parts[:length]).lower() for length in range(len(parts), 0, -1))
    return next((known[name] for name in tried if name in known), ENGLISH)


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are, as BCP 47 tags, English among them."""
    found = {path.parent.parent.name.replace("_", "-") for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted(found | {ENGLISH}))


@cache
def translations(language: str) -> NullTranslations:
    """The sentences of a language; English ones where it has none.

    :param language: as :func:`language_of` or :func:`languages` names it.
    """
    if language not in languages():
        return NullTranslations()
    return translation(DOMAIN, LOCALES, languages=[language.replace("-", "_")], fallback=True)


def marked(sentence: str) -> str:
    """The sentence itself: marks, for the tools that gather what there is to translate, what is only shown later."""
    return sentence


def environment(folder: Path, words: NullTranslations | None = None) -> Environment:
    """Templates of a folder in a language, with ``_``, ``gettext``, ``ngettext`` and ``{% trans %}``.

    Whatever is filled into ``.html``, ``.xml`` and ``.atom`` is escaped, also into sentences; into ``.txt`` it is not.
    An undefined name is an error. Filling is by name, ``_("%(count)s papers", count=7)``, so a percent sign is ``%%``.

    :param words: the language, see :func:`translations`; ``None`` for English.
    """
    made = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=select_autoescape(["html", "xml", "atom"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # The i18n extension gives an environment this method, which type checkers cannot know.
    made.install_gettext_translations(words or NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    return made
