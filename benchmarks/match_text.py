"""How fast a paper's text is understood, and how fast one profile is scored on it with reasons.

Analysing: title and abstract of the papers of the dumps, with no word known yet (cold) and with all of them known
(warm), beside what one would write instead: words by a regular expression, lower case, PyStemmer.
Scoring: every profile on every paper, with reasons and places, beside counting each keyword with a compiled regular
expression. Profiles are those of ``seeds/profiles.toml`` and generated ones of three to eight keywords.

    python benchmarks/match_text.py [--profiles 30] [--papers 100] [--turns 5]
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import Stemmer

from benchmarks.reverse.mixture import mixed
from benchmarks.reverse.papers import SEEDS, day_of, real_papers, real_statistics
from benchmarks.reverse.report import MEGABYTE, at_least, at_most, print_claims, print_machine, print_table
from benchmarks.reverse.timing import Seconds, forget_words, once, repeated
from benchmarks.reverse.vocabulary import vocabulary
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.language import parse_keywords
from bot.core.matching.scoring import score
from bot.core.matching.types import Profile, terms_of
from bot.profile_file import load_profiles
from store.records import Paper

LEAST_MEGABYTES = 5.0
MOST_MICROSECONDS = 200.0

_WORD = re.compile(r"\w+")


def plain_analysis(papers: Sequence[Paper]) -> list[Counter[str]]:
    """What one would write instead: how often each stem occurs, without places, spellings or acronyms."""
    stemmer = Stemmer.Stemmer("english")
    return [Counter(stemmer.stemWords(_WORD.findall(f"{paper.title}\n{paper.abstract}".lower()))) for paper in papers]


def generated(count: int) -> list[Profile]:
    """Profiles like those of the reverse search."""
    stored = mixed(vocabulary(), [analyse(paper) for paper in real_papers()]).profiles(count)
    return [
        Profile(f"{each.number}", parse_keywords("\n".join(each.keywords)), each.threshold, each.top) for each in stored
    ]


def time_analysis(turns: int) -> tuple[float, float]:
    """Print how fast texts are analysed; MB/s cold and warm."""
    papers = real_papers()
    size = sum(len(paper.title.encode()) + len(paper.abstract.encode()) for paper in papers)

    def work() -> list[AnalysedPaper]:
        return [analyse(paper) for paper in papers]

    work()
    taken = {
        "analyse, no word known": repeated(work, turns=turns, before=forget_words),
        "analyse, words known": repeated(work, turns=turns),
        "regular expression and PyStemmer": repeated(lambda: plain_analysis(papers), turns=turns),
    }
    rows = [(what, *(f"{size / seconds / MEGABYTE:.1f}" for seconds in each)) for what, each in taken.items()]
    print_table(f"Analysing {len(papers)} papers, {size / MEGABYTE:.2f} MB (MB/s)", ("", "best", "median"), rows)
    cold, warm, _ = (size / each.best / MEGABYTE for each in taken.values())
    return cold, warm


def time_scoring(what: str, profiles: Sequence[Profile], papers: Sequence[AnalysedPaper], turns: int) -> float:
    """Print how fast profiles are scored; microseconds for one on one paper."""
    corpus = real_statistics()
    pairs = len(profiles) * len(papers)
    matches = [score(profile, paper, corpus) for profile in profiles for paper in papers]
    found = [(p, each) for p in profiles for each in papers if score(p, each, corpus).score]

    def on_those_that_match() -> None:
        for profile, paper in found:
            score(profile, paper, corpus)

    expressions = [_expressions(profile) for profile in profiles]
    texts = [f"{paper.paper.title}\n{paper.paper.abstract}" for paper in papers]
    taken = {
        "score with reasons": repeated(
            lambda: [score(profile, paper, corpus) for profile in profiles for paper in papers], turns=turns
        ),
        "compiled regular expressions, counts": repeated(
            lambda: [[len(e.findall(text)) for e in of_one] for of_one in expressions for text in texts], turns=turns
        ),
    }
    rows = [(name, *_microseconds(each, pairs)) for name, each in taken.items()]
    rows.append(
        ("score where something is found", *_microseconds(repeated(on_those_that_match, turns=turns), len(found)))
    )
    share = sum(1 for match in matches if match.score) / pairs
    keywords = sum(len(profile.keywords) for profile in profiles) / len(profiles)
    title = (
        f"Scoring {len(profiles)} {what} profiles ({keywords:.1f} keywords) on {len(papers)} papers (µs for one pair)"
    )
    print_table(title, ("", "best", "median"), rows, [f"Something is found in {share:.0%} of the pairs."])
    return taken["score with reasons"].best / pairs * 1e6


def _expressions(profile: Profile) -> list[re.Pattern[str]]:
    terms = [term for keyword in profile.keywords for term in terms_of(keyword.sought)]
    return [re.compile(rf"\b{re.escape(term.text.rstrip('*'))}", re.IGNORECASE) for term in terms]


def _microseconds(taken: Seconds, pairs: int) -> tuple[str, ...]:
    return tuple(f"{seconds / max(1, pairs) * 1e6:.1f}" for seconds in taken)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profiles", type=int, default=30, help="how many are generated")
    parser.add_argument("--papers", type=int, default=100, help="how many are scored")
    parser.add_argument("--turns", type=int, default=5, help="runs of each measurement")
    options = parser.parse_args(arguments)
    print_machine()
    first = once(lambda: [analyse(paper) for paper in real_papers()])[0]
    print(f"\nThe very first analysis in this process, dumps read besides: {first:.3f} s")
    cold, warm = time_analysis(options.turns)
    papers = [analyse(paper) for paper in day_of(options.papers)]
    example = time_scoring("example", load_profiles(SEEDS / "profiles.toml"), papers, options.turns)
    made_up = time_scoring("generated", generated(options.profiles), papers, options.turns)
    print_claims(
        [
            at_least("analysing, no word known", LEAST_MEGABYTES, cold, "MB/s"),
            at_least("analysing, words known", LEAST_MEGABYTES, warm, "MB/s"),
            at_most("scoring an example profile with reasons", MOST_MICROSECONDS, example, "µs"),
            at_most("scoring a generated profile with reasons", MOST_MICROSECONDS, made_up, "µs"),
        ]
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
