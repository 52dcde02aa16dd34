"""What changed about a paper, in the reader's language. Pure."""

from bot.render.language import Language
from bot.render.presentation import name_of, title_of
from store.records import FieldChange, Revision

MAX_TITLE = 120
"""How much of an earlier title is shown, in characters."""


def change_in_words(revision: Revision, language: Language) -> str:
    """``Changed: title (before: “…”), abstract, version 1 → 2``; empty if nothing of it has a name."""
    parts = [part for change in revision.changes if (part := _change(change, language))]
    return language.gettext("Changed: %(parts)s", parts=language.separated(parts)) if parts else ""


def _change(change: FieldChange, language: Language) -> str:
    _ = language.gettext
    if change.field == "title":
        return _("title (before: “%(title)s”)", title=title_of(change.before, MAX_TITLE, language))
    if change.field == "version":
        return _("version %(before)s → %(after)s", before=name_of(change.before), after=name_of(change.after))
    if change.field == "withdrawn":
        return _("withdrawn") if change.after == "yes" else _("no longer withdrawn")
    names = {
        "abstract": _("abstract"),
        "authors": _("authors"),
        "github_url": _("code"),
        "project_url": _("project page"),
        "journal_ref": _("journal"),
        "note": _("the authors’ comment"),
        "doi": _("DOI"),
    }
    return names.get(change.field, "")
