"""The worked example of ``docs/matching.md``: one profile, one paper, every number from running the code.

python -m benchmarks.quality.example
"""

from benchmarks.quality.tables import table
from bot.core.matching import degrees
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.evidence import find_evidence
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.language import parse_keywords
from bot.core.matching.scoring import score
from bot.core.matching.specificity import specificity, worths
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Form, Keyword, Profile, Term
from bot.wiring import background
from store.records import Paper

KEYWORDS = "reward model, preference data^2, RLHF, reward hacking, scaling law, -diffusion"
TITLE = "Asking Experts Instead of Crowds"
ABSTRACT = (
    "We collect preferences and other data from experts in medicine. A reward model trained on them needs fewer "
    "comparisons than one trained on the judgements of crowds."
)


def worked_example() -> str:
    """What is looked for, what is found and how it makes a score, in Markdown."""
    profile = Profile("mine", parse_keywords(KEYWORDS))
    paper = analyse(Paper(key="example", title=TITLE, abstract=ABSTRACT))
    statistics = Statistics(background=background())
    wishes = [keyword for keyword in profile.keywords if not keyword.excluded]
    rows, answered = [], 0
    of_wishes = worths([(keyword.weight, keyword.sought) for keyword in wishes], statistics)
    for keyword, worth in zip(wishes, of_wishes, strict=True):
        degree, how = _found(keyword, paper, statistics)
        answered += worth * degree
        nats = specificity(keyword.sought, statistics) / 1000
        rows.append((f"`{print_keyword(keyword)}`", f"{nats:.2f}", f"{worth / 1e5:.2f}", how, f"{degree}"))
    total = sum(of_wishes)
    heads = ("keyword", "specificity", "worth", "found", "degree")
    parts = [
        f"> **{TITLE}.** {ABSTRACT}",
        f"Keywords: `{KEYWORDS}`",
        table(heads, rows),
        _sum(answered, total, len(wishes)),
        _reasons(profile, paper, statistics),
    ]
    return "\n\n".join(parts)


def _found(keyword: Keyword, paper: AnalysedPaper, statistics: Statistics) -> tuple[int, str]:
    """Its degree, and how that comes about."""
    if not isinstance(keyword.sought, Term):
        raise TypeError("The example has only words and phrases.")
    evidence = find_evidence(keyword.sought, paper, statistics)
    if evidence is None:
        return 0, "nowhere"
    place = f"{evidence.form}, {evidence.field}"
    if evidence.form is not Form.SCATTERED:
        return evidence.degree, f"{place}, {degrees.SATURATED.index(evidence.degree) / degrees.MENTION:g} of a mention"
    words = [Term(word) for word in keyword.sought.text.split()]
    shares = [specificity(word, statistics) for word in words]
    single = [find_evidence(word, paper, statistics) for word in words]
    each = [found.degree if found else 0 for found in single]
    if degrees.scattered(shares, each) != evidence.degree:
        raise ValueError("The example explains the degree wrongly.")
    parts = [(word.text, share / sum(shares), degree) for word, share, degree in zip(words, shares, each, strict=True)]
    covered = sum(share for _, share, degree in parts if degree)
    of_words = " + ".join(f"{word} {share:.2f} × {degree}" for word, share, degree in parts)
    return evidence.degree, f"scattered: {degrees.SCATTERED_PERCENT / 100:g} × {covered:.2f} × ({of_words})"


def _sum(answered: int, total: int, wishes: int) -> str:
    share = answered / (degrees.FULL * total)
    average, everything = degrees.AT_MOST_FOR_AVERAGE / 10, degrees.FOR_EVERYTHING / 10
    return (
        f"All that was asked for is worth A = {total / 1e5:.2f}; found is E = {answered / 1e8:.2f}, a share of "
        f"{share:.4f}; one of the {wishes} wishes is worth A / {wishes} on average. So the score is "
        f"min({average:g}, {average:g} · {wishes} · {share:.4f}) + {everything:g} · {share:.4f} = "
        f"{min(average, average * wishes * share):.2f} + {everything * share:.2f}, "
        f"**{degrees.tenths(answered, total, wishes) / 10:.1f}** to a tenth."
    )


def _reasons(profile: Profile, paper: AnalysedPaper, statistics: Statistics) -> str:
    match = score(profile, paper, statistics)
    reasons = ", ".join(f"`{reason.keyword}` {reason.points:g} ({', '.join(reason.words)})" for reason in match.reasons)
    return f"Reasons, as they are shown: {reasons}; together {match.score:g}."


if __name__ == "__main__":
    print(worked_example())
