"""Digests for the tests of rendering: ordinary ones, quiet ones, and ones made of hostile text."""

from typing import Any

from hypothesis import strategies as st

from bot.core.digest import Digest, DigestItem, PageSummary, ProfileMatch, ProfileSummary
from bot.core.matching.types import Field, Form, Match, Place, Reason
from store.records import Counts, Paper

PAGE = PageSummary(
    page="week.txt",
    kind="dump",
    listing_date="--10-29",
    entries=53,
    new=15,
    revised=2,
    enriched=0,
    known=36,
    skipped=1,
)
ABSTRACT = (
    "Pigeons sort letters by colour, e.g. red before blue. We train them with direct letter optimization (DLO) and "
    "compare three post offices over two seasons. Trained pigeons sort faster than untrained ones. "
) * 4


def paper(title: str = "Pigeons Sort Letters", **facts: Any) -> Paper:
    """A paper with this title and whatever else matters to the test."""
    return Paper(key="title:pigeons", title=title, **facts)


def reason(
    keyword: str = "letters",
    points: float = 61.4,
    *words: str,
    field: Field = Field.TITLE,
    form: Form = Form.TOGETHER,
    places: tuple[Place, ...] = (),
    learned: str | None = None,
) -> Reason:
    """That a keyword was found, in the title unless said otherwise."""
    return Reason(keyword, field, points, words, form, places, learned)


def places(text: str, *words: str, field: Field = Field.TITLE) -> tuple[Place, ...]:
    """Where each of these words first stands in a text."""
    starts = ((text.index(word), word) for word in words)
    return tuple(Place(field, start, start + len(word)) for start, word in sorted(starts))


def chosen(shown: Paper, *reasons: Reason, profile: str = "post") -> DigestItem:
    """A paper that one profile matched for these reasons."""
    return DigestItem(shown, (matched(profile, *(reasons or (reason(),))),))


def matched(profile: str, *reasons: Reason) -> ProfileMatch:
    """A profile's match; its score is the sum of its reasons."""
    return ProfileMatch(profile, Match(round(sum(each.points for each in reasons), 1), reasons))


def digest(*items: DigestItem, profiles: tuple[ProfileSummary, ...] = (), day: str = "--10-29", **page: Any) -> Digest:
    """A day with these papers; ``page`` are the fields of its :class:`PageSummary` that are not as in ``PAGE``."""
    facts = {name: page.get(name, getattr(PAGE, name)) for name in PageSummary.__slots__}
    asked = profiles or (ProfileSummary("post", 40, len(items), len(items)),)
    return Digest(day, PageSummary(**facts), items, asked, statistics="3f2a9c81d0b4", counted=253)


def hostile(text: str) -> Digest:
    """A day on which every word anybody could choose is ``text``."""
    everything = paper(
        text,
        abstract=f"{text} " * 6,
        authors=(text, text),
        organization=text,
        published=text,
        withdrawn=True,
        doi=f"10.1000/{text}",
        arxiv_id=text,
        urls=(text, f"https://example.org/{text}", f"javascript:{text}"),
        github_url=f"https://{text}",
        project_url=f"//{text}",
        sources=(text, "dump"),
    )
    anywhere = tuple(
        Place(field, start, start + size)
        for field in (Field.TITLE, Field.ABSTRACT)
        for start, size in (
            (-2, 3),
            (0, 1),
            (2, 3),
            (4, 1),
            (len(text) - 1, 2),
            (len(text) // 2, 9),
            (9, -4),
            (10**9, 1),
        )
    )
    reasons = (
        reason(text, 50.0, text, *text.split(), form=Form.SCATTERED, places=anywhere),
        reason("letters", 10.0, text[:20], field=Field.ABSTRACT, form=Form.ACRONYM, places=anywhere[::2]),
        reason(text, -4.0, learned=f"you hid {text}"),
    )
    summary = ProfileSummary(text, 40, 0, 0, (text, 39.9))
    return digest(chosen(everything, *reasons, profile=text), profiles=(summary,), day=text, page=text, kind=text)


_TITLE = "Direct Letter Optimization: Your Pigeon Is Secretly a Postman"
ORDINARY = digest(
    chosen(
        paper(
            _TITLE,
            abstract=ABSTRACT,
            arxiv_id="2305.18290",
            authors=("Ada One", "Ben Two", "Cy Three", "Di Four"),
            author_count=6,
            organization="University of the Loft",
            published="2023-05-29",
            urls=("https://arxiv.org/abs/2305.18290v2", "https://huggingface.co/papers/2305.18290"),
            github_url="https://github.com/example/pigeons",
            counts=Counts(upvotes=1204, comments=3),
        ),
        reason(
            "direct letter optimization",
            51.3,
            "Direct Letter Optimization",
            places=(
                *places(_TITLE, "Direct", "Letter", "Optimization"),
                *places(ABSTRACT, "direct letter optimization", field=Field.ABSTRACT),
            ),
        ),
        reason("DLO", 12.1, "DLO", field=Field.ABSTRACT, places=places(ABSTRACT, "DLO", field=Field.ABSTRACT)),
    ),
    chosen(
        paper("A Withdrawn Loft", withdrawn=True, published="--07-25"),
        reason("loft", 44.0, "Loft", places=places("A Withdrawn Loft", "Loft")),
    ),
    profiles=(ProfileSummary("post", 40, 5, 2), ProfileSummary("robots", 45.5, 0, 0, ("Robot Pigeons", 31.0))),
)
QUIET = digest(
    profiles=(
        ProfileSummary("post", 40, 0, 0, ("Nearly About Letters", 31.0)),
        ProfileSummary("robots", 45.5, 0, 0),
    ),
    skipped=0,
)

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "</style><svg onload=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus '",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "{{ ''.__class__.__mro__ }}",
    "<!-- --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<math><mi xlink:href='data:x,<script>alert(1)</script>'>",
    "<details open ontoggle=alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "[bold]x[/bold] [link=https://evil.example]y[/link]",
)
"""What would be markup if it were not escaped."""

_DRESSES = ("{}", "A {} title", "\x1b[31m{}\x1b[0m", "{0}{0}", "\u202e{}\u202c", "\x00{}\x07", "{}" + "w" * 300)
_DRESSES_FOR_WIDTH = ("一种直接偏好优化方法{}", "تعلم {} الآلة", "👩‍👩‍👧‍👦🏳️‍🌈{}❤️")
HOSTILE_TITLES = tuple(dress.format(payload) for payload in PAYLOADS for dress in (*_DRESSES, *_DRESSES_FOR_WIDTH))
"""Two hundred titles."""

_AWKWARD = "一愛ｗ👩\u200d👧🏳\ufe0f🌈e\u0301\u202e\u200b\x1b\x07\x9b\ud800 \u00a0[]/<>&\"'{}%ا"
hostile_text = st.one_of(
    st.sampled_from(HOSTILE_TITLES),
    st.text(st.sampled_from(_AWKWARD + "ab "), max_size=120),
    st.text(st.characters(), max_size=120),
    st.text(st.characters(exclude_categories=["Cc", "Zs"]), min_size=1, max_size=5).map(lambda word: word * 60),
)
"""Text of the kinds that break layouts and escaping."""
