"""What a message says as a whole, in the reader's language: subject, heading, tally, notes, sources. Pure.

Text of papers and names is cleaned and bounded, not escaped. What is filled into a sentence is never taken for one.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from bot.core.edition import Edition, Nearest
from bot.render.language import ENGLISH, Language
from bot.render.mail.verdicts import missing, told, trouble_subject, troubles, well
from bot.render.presentation import name_of, number, title_of
from bot.render.words import shorten
from store.outbox import DeliveryKind, Note, SourceDay
from store.watch import SourceVerdict

SUBJECT_TITLE = 70
"""How much of a title a subject has, in characters."""
PREHEADER = 200
"""Characters of what mail programs show beside the subject."""
PREHEADER_TITLES = 4
SHOWN_SOURCES = 20
SHOWN_NEAREST = 5
NEAREST_TITLE = 120
MAX_BECAUSE = 200
"""Characters of the list of profiles in the footer."""

# Marks of direction that `printable` lets through, since a text may be spelt with them; a subject may not.
_DIRECTIONS = dict.fromkeys((0x200E, 0x200F, 0x061C))
_DAY = timedelta(days=1)


class Wording:
    """The sentences of one language."""

    def __init__(self, words: NullTranslations, tag: str = ENGLISH) -> None:
        """:param words: the language, see :func:`bot.render.language.translations`. :param tag: its BCP 47 tag."""
        self.language = Language(tag, words)
        self.words = words

    def subject(self, edition: Edition) -> str:
        """What is inside, in one line: ``Reward Hacking in the Wild, and 6 more``"""
        if not edition.items:
            return self.tally(edition) if edition.hidden else self._quiet_subject(edition)
        first = edition.items[0]
        title = title_of(first.paper.title.translate(_DIRECTIONS), SUBJECT_TITLE)
        if first.revision is not None:
            title = self.words.gettext("Revised: %(title)s") % {"title": title}
        others = len(edition.items) - 1
        if not others:
            return title
        said = self.words.ngettext("%(title)s, and %(count)s more", "%(title)s, and %(count)s more", others)
        return said % {"title": title, "count": self.language.number(others)}

    def _quiet_subject(self, edition: Edition) -> str:
        if troubles(edition):
            return trouble_subject(edition, self.language)
        if is_weekly(edition):
            return self.words.gettext("A quiet week: %(tally)s") % {"tally": self._matched(edition)}
        return self.words.gettext("A quiet day: %(tally)s") % {"tally": self._matched(edition)}

    def preheader(self, edition: Edition) -> str:
        """What goes on where the subject ends."""
        if not edition.items:
            return " ".join(self.quiet(edition)[1:2])
        titles = [title_of(item.paper.title, SUBJECT_TITLE) for item in edition.items[1 : 1 + PREHEADER_TITLES]]
        return shorten(" · ".join((*titles, self.tally(edition))), PREHEADER)

    def heading(self, edition: Edition) -> str:
        """The reader's day: ``Sunday, 1 November 2026``"""
        return self.language.full_date(edition.day)

    def tally(self, edition: Edition) -> str:
        """``412 new papers · 7 for you``; empty where there is nothing for them."""
        if is_quiet(edition):
            return ""
        chosen = len(edition.items) + edition.hidden
        yours = self.words.ngettext("%(count)s for you", "%(count)s for you", chosen) % {
            "count": self.language.number(chosen)
        }
        if edition.delivery.kind is DeliveryKind.INSTANT:
            return self.words.gettext("told at once · %(yours)s") % {"yours": yours}
        return f"{self._new_papers(edition.new_papers)} · {yours}"

    def note(self, edition: Edition) -> str:
        """Why it covers more than its day; empty if it does not."""
        note, since = edition.delivery.note, edition.delivery.since
        if note is Note.NONE:
            return ""
        days = -((since - edition.delivery.created_at) // _DAY) if since else 0
        if days < 2:  # noqa: PLR2004 - one day needs no counting
            if note is Note.AWAY:
                return self.words.gettext("You were away: this has come since.")
            return self.words.gettext("This is late: nothing could be sent before.")
        if note is Note.AWAY:
            said = self.words.ngettext(
                "These are the papers of %(count)s day: you were away.",
                "These are the papers of %(count)s days: you were away.",
                days,
            )
        else:
            said = self.words.ngettext(
                "These are the papers of %(count)s day: nothing could be sent in between.",
                "These are the papers of %(count)s days: nothing could be sent in between.",
                days,
            )
        return said % {"count": self.language.number(days)}

    def quiet(self, edition: Edition) -> tuple[str, ...]:
        """Why there is nothing, whether something may be missing, what was nearest. Empty if there are papers."""
        if not is_quiet(edition):
            return ()
        if is_weekly(edition) and troubles(edition):
            first = self.words.gettext("Nothing for you this week: %(tally)s.")
        elif is_weekly(edition):
            first = self.words.gettext("Nothing for you this week, and everything is running: %(tally)s.")
        else:
            first = self.words.gettext("Nothing for you today: %(tally)s.")
        return (
            first % {"tally": self._matched(edition)},
            *missing(edition, self.language),
            *(self._nearest(each) for each in edition.nearest[:SHOWN_NEAREST]),
            *well(edition, self.language),
        )

    def _matched(self, edition: Edition) -> str:
        if not edition.new_papers:
            return self.words.gettext("there were no new papers at all")
        return self.words.ngettext(
            "0 of %(count)s new paper matched", "0 of %(count)s new papers matched", edition.new_papers
        ) % {"count": self.language.number(edition.new_papers)}

    def _nearest(self, nearest: Nearest) -> str:
        return self.words.gettext("Nearest: “%(title)s” (%(score)s, wants %(threshold)s) for %(profile)s.") % {
            "title": title_of(nearest.title, NEAREST_TITLE),
            "score": number(nearest.score, self.language),
            "threshold": number(nearest.threshold, self.language),
            "profile": name_of(nearest.profile),
        }

    def sources(self, edition: Edition, zone: ZoneInfo) -> tuple[str, ...]:
        """What each source did: ``Hugging Face: 38 papers, 12 new``, ``arXiv cs.CL: quiet, it is Saturday``; those in
        trouble first.

        :param zone: in which days are meant.
        """
        broken = {verdict.source for verdict in troubles(edition)}
        ordered = sorted(edition.sources, key=lambda source: source.name not in broken)[:SHOWN_SOURCES]
        thought = {verdict.source: self._thought(verdict, edition.day, zone) for verdict in edition.verdicts}
        since = edition.delivery.since
        # What was looked at and had no other page than before was read, too.
        looked = {verdict.source for verdict in edition.verdicts if since is None or verdict.judged_at > since}
        shown = [
            self._source(replace(source, pages=source.pages or int(source.name in looked)), thought, edition.day, zone)
            for source in ordered
        ]
        others = len(edition.sources) - len(shown)
        if others:
            said = self.words.ngettext("and %(count)s more source", "and %(count)s more sources", others)
            shown.append(said % {"count": self.language.number(others)})
        return tuple(shown)

    def _thought(self, verdict: SourceVerdict, today: date, zone: ZoneInfo) -> str:
        def when(verdict: SourceVerdict) -> str:
            since = verdict.since.astimezone(zone)
            return (
                self._since(since.date(), today)
                if since.date() < today
                else self.language.time(since.hour * 60 + since.minute)
            )

        return told(verdict, self.language, when)

    def _source(self, source: SourceDay, thoughts: Mapping[str, str], today: date, zone: ZoneInfo) -> str:
        """:param thoughts: what is thought of sources, by name, if that is noteworthy; else empty."""
        thought = thoughts.get(source.name, "")
        name = name_of(source.title) or name_of(source.name)
        if source.new:
            papers = self.words.ngettext("%(count)s paper", "%(count)s papers", source.papers)
            fresh = self.words.ngettext("%(count)s new", "%(count)s new", source.new)
            said = self.words.gettext("%(source)s: %(papers)s, %(fresh)s") % {
                "source": name,
                "papers": papers % {"count": self.language.number(source.papers)},
                "fresh": fresh % {"count": self.language.number(source.new)},
            }
            return f"{said}; {thought}" if thought else said
        if thought:
            return self.words.gettext("%(source)s: %(verdict)s") % {"source": name, "verdict": thought}
        if source.last_news is None:
            return self.words.gettext("%(source)s: nothing new yet") % {"source": name}
        since = self._since(source.last_news.astimezone(zone).date(), today)
        if not source.pages:
            said = self.words.gettext("%(source)s: no page was read; the last news came %(when)s")
            return said % {"source": name, "when": since}
        return self.words.gettext("%(source)s: nothing new since %(when)s") % {"source": name, "when": since}

    def _since(self, then: date, today: date) -> str:
        days = (today - then).days
        if days <= 0:
            return self.words.gettext("earlier today")
        if days == 1:
            return self.words.gettext("yesterday")
        if days < 7:  # noqa: PLR2004 - a weekday names a day of the last week
            return self.language.weekday(then.weekday())
        return self.language.date(then)

    def more(self, count: int, *, on_page: bool) -> str:
        """How many papers the message does not show; empty for none."""
        if not count:
            return ""
        if on_page:
            said = self.words.ngettext("And %(count)s more on the page", "And %(count)s more on the page", count)
        else:
            said = self.words.ngettext(
                "And %(count)s more that reached your threshold",
                "And %(count)s more that reached your threshold",
                count,
            )
        return said % {"count": self.language.number(count)}

    def because(self, edition: Edition, *, on_page: bool) -> tuple[str, ...]:
        """Why the reader gets this, and how to stop it where there is no page for it."""
        profiles = shorten(
            self.language.separated([name_of(profile.name) for profile in edition.profiles]), MAX_BECAUSE
        )
        said = [self.words.gettext("You get this because Paperround watches for you: %(profiles)s.")]
        if not on_page:
            said.append(self.words.gettext("To get no more of it, answer with the word “unsubscribe”."))
        return tuple(sentence % {"profiles": profiles} for sentence in said)

    def _new_papers(self, count: int) -> str:
        return self.words.ngettext("%(count)s new paper", "%(count)s new papers", count) % {
            "count": self.language.number(count)
        }


def is_quiet(edition: Edition) -> bool:
    """Is there nothing for the reader?"""
    return not edition.items and not edition.hidden


def is_weekly(edition: Edition) -> bool:
    """Is it the weekly sign of life?"""
    return edition.delivery.kind is DeliveryKind.QUIET and edition.delivery.slot.startswith("week ")
