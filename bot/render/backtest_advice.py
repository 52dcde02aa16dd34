"""What is to be said of the keywords of a back-test, and what to try instead. Pure, cleaned and bounded."""

from collections.abc import Iterator

from bot.core.backtest import Backtest, KeywordTally, Reached
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.plan import is_fact, narrowing
from bot.core.matching.types import Keyword, Role
from bot.core.vocabulary import UnknownWord
from bot.render.backtest import per_day
from bot.render.language import SPEAKING_ENGLISH, Language
from bot.render.presentation import name_of, number


def remarks(test: Backtest, language: Language = SPEAKING_ENGLISH) -> Iterator[str]:
    """What is to be said of single keywords: never found, found nearly everywhere, required, excluded."""
    everywhere = test.everywhere
    for keyword, tally in zip(test.profile.keywords, test.keywords, strict=True):
        yield from _on_spelling(keyword, tally, language)
        if tally.role is Role.EXCLUDED:
            yield _on_exclusion(tally, test, language)
        elif tally.role is Role.REQUIRED:
            yield _on_requirement(tally, test, language)
        if tally in everywhere:
            yield language.gettext(
                "%(keyword)s is in %(share)s %% of the papers: it hardly tells one from another.",
                keyword=name_of(tally.keyword),
                share=round(100 * tally.fully / test.papers),
            )
    required = [tally for tally in test.keywords if tally.role is Role.REQUIRED]
    if len(required) > 1 and all(tally.papers for tally in required) and test.lacking + test.excluded == test.papers:
        yield language.gettext("No paper has everything that is required.")


def advice(test: Backtest, language: Language = SPEAKING_ENGLISH) -> str:
    """What to try instead if nothing matches or nearly everything does, else empty."""
    if not test.papers:
        return ""
    if not test.matched:
        return _on_nothing(test, language)
    return _on_plenty(test, language) if test.is_nearly_all(test.matched) else ""


def _on_plenty(test: Backtest, language: Language) -> str:
    drop = language.separated([name_of(tally.keyword) for tally in test.everywhere[:3]])
    minimum = _minimum(test.fitting, language) if test.fitting else ""
    if drop and len(test.everywhere) < len(test.keywords):
        if minimum:
            return language.gettext(
                "That is nearly everything: leave out %(drop)s, or raise the threshold: with %(minimum)s.",
                drop=drop,
                minimum=minimum,
            )
        return language.gettext("That is nearly everything: leave out %(drop)s.", drop=drop)
    if minimum:
        return language.gettext(
            "That is nearly everything: write narrower keywords, or raise the threshold: with %(minimum)s.",
            minimum=minimum,
        )
    return language.gettext("That is nearly everything: write narrower keywords.")


def _on_nothing(test: Backtest, language: Language) -> str:
    if test.excluded == test.papers:
        return language.gettext("Exclusions kept out every paper: remove some.")
    if test.lacking + test.excluded == test.papers:
        return _on_lacking(test, language)
    if not test.scored:
        return language.gettext(
            "None of its keywords is found in any paper: try other words, or fewer of them in one keyword."
        )
    if test.fitting:
        return language.gettext(
            "Nothing reaches %(threshold)s. With %(minimum)s.",
            threshold=number(test.profile.threshold, language),
            minimum=_minimum(test.fitting, language),
        )
    return language.gettext(
        "No paper comes near: the best has %(score)s. Add keywords that occur.",
        score=number(test.nearest[0].match.score, language),
    )


def _on_lacking(test: Backtest, language: Language) -> str:
    facts = language.separated([name_of(print_keyword(each)) for each in list(narrowing(test.profile.keywords))[:3]])
    if not any(tally.role is Role.REQUIRED for tally in test.keywords):
        return language.gettext("What narrows down kept everything out: widen or leave out %(facts)s.", facts=facts)
    if facts:
        return language.gettext(
            "What is required kept everything out: drop a plus, or leave out %(facts)s.", facts=facts
        )
    return language.gettext("What is required kept everything out: drop a plus.")


def _on_spelling(typed: Keyword, tally: KeywordTally, language: Language) -> Iterator[str]:
    keyword = name_of(tally.keyword)
    if tally.role is Role.EXCLUDED or tally.papers:
        # Where a keyword does find something, a word that is merely missing is no news; one that is misspelt is.
        hints = " ".join(on_unknown(unknown, language) for unknown in tally.unknown if unknown.nearest)
        if hints:
            yield language.gettext("%(keyword)s: %(hints)s", keyword=keyword, hints=hints)
        return
    hints = " ".join(on_unknown(unknown, language) for unknown in tally.unknown)
    if hints:
        yield language.gettext("%(keyword)s is never found: %(hints)s", keyword=keyword, hints=hints)
    elif is_fact(typed.sought):
        yield language.gettext("%(keyword)s holds for no paper.", keyword=keyword)
    else:
        yield language.gettext("%(keyword)s is never found, though its words occur.", keyword=keyword)


def on_unknown(unknown: UnknownWord, language: Language = SPEAKING_ENGLISH) -> str:
    """That a word occurs nowhere, and the nearest spelling that does."""
    near, word = unknown.nearest, name_of(unknown.word)
    if near is None:
        return language.gettext("“%(word)s” occurs nowhere.", word=word)
    return language.ngettext(
        "“%(word)s” occurs nowhere. Nearest spelling: “%(near)s” (%(count)s paper).",
        "“%(word)s” occurs nowhere. Nearest spelling: “%(near)s” (%(count)s papers).",
        near.papers,
        word=word,
        near=name_of(near.word),
    )


def _on_requirement(tally: KeywordTally, test: Backtest, language: Language) -> str:
    filled = {"keyword": name_of(tally.keyword), "found": language.number(tally.papers)}
    if tally.papers:
        return language.ngettext(
            "%(keyword)s is in %(found)s of %(count)s paper.",
            "%(keyword)s is in %(found)s of %(count)s papers.",
            test.papers,
            **filled,
        )
    return language.ngettext(
        "%(keyword)s is in %(found)s of %(count)s paper, so nothing can match.",
        "%(keyword)s is in %(found)s of %(count)s papers, so nothing can match.",
        test.papers,
        **filled,
    )


def _on_exclusion(tally: KeywordTally, test: Backtest, language: Language) -> str:
    filled = {"keyword": name_of(tally.keyword), "threshold": number(test.profile.threshold, language)}
    if not tally.papers:
        return language.gettext("%(keyword)s kept nothing out.", **filled)
    if tally.papers == 1 and tally.spared:
        return language.gettext("%(keyword)s kept out 1 paper, which would have reached %(threshold)s.", **filled)
    if not tally.spared:
        return language.ngettext(
            "%(keyword)s kept out %(count)s paper, which would not have reached %(threshold)s.",
            "%(keyword)s kept out %(count)s papers, none of which would have reached %(threshold)s.",
            tally.papers,
            **filled,
        )
    return language.ngettext(
        "%(keyword)s kept out %(count)s paper, %(spared)s of which would have reached %(threshold)s.",
        "%(keyword)s kept out %(count)s papers, %(spared)s of which would have reached %(threshold)s.",
        tally.papers,
        spared=language.number(tally.spared),
        **filled,
    )


def _minimum(row: Reached, language: Language) -> str:
    """``min:35 there would be 12 papers, 1.5 a day``; the setting as profiles have it, whatever the language."""
    filled = {"threshold": number(row.threshold), "rate": per_day(row.per_day, language)}
    if row.per_day is None:
        return language.ngettext(
            "min:%(threshold)s there would be %(count)s paper",
            "min:%(threshold)s there would be %(count)s papers",
            row.papers,
            **filled,
        )
    return language.ngettext(
        "min:%(threshold)s there would be %(count)s paper, %(rate)s",
        "min:%(threshold)s there would be %(count)s papers, %(rate)s",
        row.papers,
        **filled,
    )
