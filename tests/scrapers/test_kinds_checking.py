"""Which configurations a kind takes, and what it says to the others."""

from datetime import timedelta

import pytest

from scrapers.errors import SourceConfigError
from scrapers.kinds import KINDS
from scrapers.kinds.types import WatchedSource
from tests.scrapers.kind_builders import source


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (source("huggingface-daily", period="year"), 'period is "year". Allowed are day, week, month, trending.'),
        (source("huggingface-daily", limit=101), "limit is 101. Allowed are whole numbers from 1 to 100."),
        (source("huggingface-daily", limit="10"), 'limit is "10". Allowed are whole numbers'),
        (source("huggingface-daily", limit=True), "limit is True."),
        (source("huggingface-daily", perod="day"), '"perod" is no parameter of its kind. Did you mean "period"? The'),
        (source("dump", query="x"), '"query" is no parameter of its kind. dump knows none.'),
        (source("huggingface-search", query=""), 'query is missing. what is searched for: query = "pigeon'),
        (source("huggingface-search", query="a\nb"), "Allowed is one line of text"),
        (source("arxiv-api", categories=()), "categories is missing, and so is query."),
        (source("arxiv-rss", categories=("cs.CL", "cs CL/")), 'categories has "cs CL/". Allowed are names such as'),
        (source("arxiv-rss", categories=("cs.*",)), 'categories has "cs.*"'),
        (source("arxiv-rss", categories=7), "categories is 7. Allowed is a list"),
        (source("biorxiv", server="chemrxiv"), 'server is "chemrxiv". Allowed are biorxiv, medrxiv.'),
        (source("openreview", venueid="a b"), "venueid is no venue."),
        (source("openreview", limit=0), "limit is 0."),
        (WatchedSource(name="mine", kind="feed"), "address is missing. For instance"),
        (WatchedSource(name="mine", kind="dump"), "address names no folder."),
        (source("dump", "https://example.org/"), 'address is no folder. For an address of the web use kind = "feed".'),
        (source("feed", "example.org/feed"), 'address is "example.org/feed". Allowed are http'),
        (source("feed", "file:///etc/passwd"), "Allowed are http"),
        (source("feed", "https://example.org/#x"), "Allowed are http"),
        (source("feed", "https://bücher.example/"), "Allowed are http"),
        (source("feed", "https://example.org/?a=1&TOKEN=x"), 'address has a secret in its query ("TOKEN").'),
        (source("biorxiv", "https://example.org/?a=1"), "address has a query."),
    ],
)
def test_what_cannot_be_used_is_said_with_what_is_allowed(one: WatchedSource, told: str) -> None:
    with pytest.raises(SourceConfigError) as caught:
        KINDS[one.kind].check(one)
    assert str(caught.value).startswith('source "mine": ')
    assert told in str(caught.value)


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(SourceConfigError) as caught:
        KINDS["feed"].check(source("feed", "https://ada:hunter2@example.org/feed"))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_says_what_it_is_and_what_it_wants(kind: str) -> None:
    its, one = KINDS[kind], source(kind)
    its.check(one)
    assert (its.name, bool(its.about)) == (kind, True)
    assert len({parameter.name for parameter in its.parameters}) == len(its.parameters)
    assert timedelta(minutes=5) <= its.every(one) <= timedelta(days=1)
    assert its.weekdays(one) <= frozenset(range(7))
