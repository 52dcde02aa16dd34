"""A reader's settings: everything about them, to be seen, changed, taken along and erased; no account, one link."""

import json

from starlette.responses import Response

from bot.app.feedback import LearnedProfile, look_at, read_stored_profile
from bot.app.readers import export_reader, forget_reader
from bot.app.said_before import said_besides
from bot.render.language import marked
from bot.render.presentation import name_of, number, title_of
from bot.web.paging import part_of
from bot.web.safety import CACHE, NEVER_KEEP
from bot.web.settings_actions import Done, act, take_back
from bot.web.settings_view import settings_facts, ways_to_say
from bot.web.site import LinkVoid, Site, Visit
from store.errors import NotFound
from store.profiles import JUDGEMENTS, Feedback, StoredProfile
from store.readers import Reader

_UNDONE = marked("Taken back.")
_SAID = {
    "saved": marked("Saved."),
    "removed": marked("Removed."),
    "paused": marked("Paused: nothing is sent until you resume."),
    "resumed": marked("You will be told again."),
    "snoozed": marked("Snoozed: nothing is sent until then, and then one digest."),
    "asked": marked(
        "If that address can be used, a mail with a question is on its way there, and it is listed here once it is "
        "confirmed. No mail after some minutes? Add the address again: it gets at most three such mails a day."
    ),
    "stopped": marked("Nothing is sent to that address any more."),
    "opened": marked("That address is in use again."),
    "undone": _UNDONE,
    "renewed": marked(
        "All links handed out before are void now, but for those to unsubscribe. This page has a new address."
    ),
}


def settings(site: Site, visit: Visit) -> Response:
    """Look, or change something."""
    reader = site.reader_of(visit, "settings").reader
    if not visit.post:
        said = site.language(reader.language).gettext(_SAID[visit.said]) if visit.said in _SAID else ""
        return site.page("settings", reader.language, said=said, **settings_facts(site, visit, reader))
    result = act(site, visit, reader)
    if isinstance(result, Done):
        return site.there(site.links.settings(result.reader or reader), result.said, result.place)
    facts = settings_facts(site, visit, reader, result)
    return site.page("settings", reader.language, status=400, said="", **facts)


def learned(site: Site, visit: Visit) -> Response:
    """What was learned from what the reader said, profile by profile; take some of it back."""
    reader = site.reader_of(visit, "settings").reader
    if visit.post:
        try:
            take_back(site, visit, reader)
        except NotFound as error:
            raise LinkVoid from error
        return site.there(f"{site.links.settings(reader)}/learned", "undone")
    with site.store.reading() as catalog:
        profiles = catalog.profiles_of(reader.number)
    looked = [
        (each, look_at(site.store, read_stored_profile(each), site.statistics, reader.number)) for each in profiles
    ]
    known = {said.number for _, each in looked for said in (*each.said, *each.judged)}
    besides = [(*_reaction(each), name_of(each.profile)) for each in said_besides(site.store, reader.number, known)]
    return site.page(
        "learned",
        reader.language,
        here=site.path(f"{site.links.settings(reader)}/learned"),
        settings=site.links.settings(reader),
        said=site.language(reader.language).gettext(_UNDONE) if visit.said == "undone" else "",
        profiles=[_learned(site, reader, *each) for each in looked],
        besides=part_of(besides, visit.skip),
    )


def export(site: Site, visit: Visit) -> Response:
    """Every row about the reader, as JSON."""
    reader = site.reader_of(visit, "settings").reader
    try:
        rows = export_reader(site.store, reader.number)
    except NotFound as error:
        raise LinkVoid from error
    body = json.dumps(rows, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
    headers = {"Content-Disposition": 'attachment; filename="paperround.json"', CACHE: NEVER_KEEP}
    return Response(body, media_type="application/json", headers=headers)


def erasing(site: Site, visit: Visit) -> Response:
    """Erase the reader: a page that asks, and a button that does it."""
    reader = site.reader_of(visit, "settings").reader
    if not visit.post:
        return site.page("erase", reader.language, settings=site.links.settings(reader), reader=reader)
    try:
        forget_reader(site.store, reader.number)
    except NotFound as error:
        raise LinkVoid from error
    return site.page("erased", reader.language)


def _learned(site: Site, reader: Reader, profile: StoredProfile, looked: LearnedProfile) -> dict[str, object]:
    language = site.language(reader.language)
    return {
        "name": name_of(looked.profile.name),
        "ways": ways_to_say(site, reader, profile),
        "lessons": [
            (
                f"{'+' if lesson.adjustment.points > 0 else ''}{number(lesson.adjustment.points, language)}",
                name_of(lesson.adjustment.sought.text),
                title_of(language.translated(lesson.adjustment.cause)),
            )
            for lesson in looked.lessons
        ],
        "said": [(*_reaction(each), each.number in looked.unused) for each in (*looked.said, *looked.judged)],
        "suggestion": looked.suggestion,
    }


def _reaction(said: Feedback) -> tuple[int, str, str]:
    return said.number, said.kind.value, title_of(said.title) if said.kind in JUDGEMENTS else name_of(said.subject)
