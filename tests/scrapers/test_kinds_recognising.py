"""What people paste is recognised: lists, searches, categories, venues, folders; the rest is a feed or refused."""

import pytest

from scrapers.errors import SourceConfigError
from scrapers.kinds import KINDS
from scrapers.kinds.recognising import recognise, remark_on

HF = "https://huggingface.co"


@pytest.mark.parametrize(
    ("address", "name", "kind", "parameters"),
    [
        (f"{HF}/papers", "huggingface", "huggingface-daily", {}),
        (f" {HF}/papers/\n", "huggingface", "huggingface-daily", {}),
        (f"{HF}/papers/date/2026-11-20", "huggingface", "huggingface-daily", {}),
        (f"{HF}/papers?date=2024-08-01", "huggingface", "huggingface-daily", {}),
        (f"{HF}/papers/week/2026-W47", "huggingface-week", "huggingface-daily", {"period": "week"}),
        (f"{HF}/papers/month/2026-11", "huggingface-month", "huggingface-daily", {"period": "month"}),
        (f"{HF}/papers/trending", "huggingface-trending", "huggingface-daily", {"period": "trending"}),
        (f"{HF}/api/daily_papers?week=2026-W47&p=2", "huggingface-week", "huggingface-daily", {"period": "week"}),
        (f"{HF}/api/daily_papers?sort=trending", "huggingface-trending", "huggingface-daily", {"period": "trending"}),
        (f"{HF}/papers?q=a%20%26%20b", "huggingface-a-b", "huggingface-search", {"query": "a & b"}),
        ("https://arxiv.org/list/cs.CL/recent", "arxiv-cs-cl", "arxiv-rss", {"categories": ("cs.CL",)}),
        ("https://arxiv.org/list/hep-th/new", "arxiv-hep-th", "arxiv-rss", {"categories": ("hep-th",)}),
        (
            "https://rss.arxiv.org/rss/cs.CL+cond-mat.stat-mech",
            "arxiv-cs-cl-cond-mat-stat-mech",
            "arxiv-rss",
            {"categories": ("cs.CL", "cond-mat.stat-mech")},
        ),
        ("https://rss.arxiv.org/atom/stat.ML", "arxiv-stat-ml", "arxiv-rss", {"categories": ("stat.ML",)}),
        ("cs.CL", "arxiv-cs-cl", "arxiv-rss", {"categories": ("cs.CL",)}),
        ("physics.optics", "arxiv-physics-optics", "arxiv-rss", {"categories": ("physics.optics",)}),
        ("gr-qc", "arxiv-gr-qc", "arxiv-rss", {"categories": ("gr-qc",)}),
        (
            "https://export.arxiv.org/api/query?search_query=cat:cs.CL&start=0",
            "arxiv-cs-cl",
            "arxiv-api",
            {"categories": ("cs.CL",)},
        ),
        (
            "http://export.arxiv.org/api/query?search_query=ti:pigeon+AND+cat:cs.RO",
            "arxiv-ti-pigeon-and-cat-cs-ro",
            "arxiv-api",
            {"query": "ti:pigeon AND cat:cs.RO"},
        ),
        (
            "https://www.biorxiv.org/collection/cell-biology",
            "biorxiv-cell-biology",
            "biorxiv",
            {"category": "cell biology"},
        ),
        ("https://connect.biorxiv.org/biorxiv_xml.php?subject=all", "biorxiv", "biorxiv", {}),
        (
            "http://connect.medrxiv.org/medrxiv_xml.php?subject=Oncology",
            "medrxiv-oncology",
            "biorxiv",
            {"server": "medrxiv", "category": "Oncology"},
        ),
        ("https://www.medrxiv.org/", "medrxiv", "biorxiv", {"server": "medrxiv"}),
        ("https://api.biorxiv.org/details/medrxiv/7d/0", "medrxiv", "biorxiv", {"server": "medrxiv"}),
        (
            "https://openreview.net/group?id=ICLR.cc/2026/Conference#tab-active",
            "openreview-iclr-cc-2026-conference",
            "openreview",
            {"venueid": "ICLR.cc/2026/Conference"},
        ),
    ],
)
def test_a_known_address_becomes_a_source_of_its_kind(
    address: str, name: str, kind: str, parameters: dict[str, object]
) -> None:
    source = recognise(address)
    assert (source.name, source.kind, dict(source.parameters), source.address) == (name, kind, parameters, "")
    assert remark_on(source) == ""
    KINDS[kind].check(source)
    assert KINDS[kind].requests(source, None)


@pytest.mark.parametrize(
    ("address", "name", "asked"),
    [
        ("https://www.example.org/new.xml?a=b#top", "feed-example-org", "https://www.example.org/new.xml?a=b"),
        ("http://127.0.0.1:8080/feed", "feed-127-0-0-1", "http://127.0.0.1:8080/feed"),
        ("https://arxiv.org/a/ada_l_1.atom2", "feed-arxiv-org", "https://arxiv.org/a/ada_l_1.atom2"),
        ("example.org/feed.xml", "feed-example-org", "https://example.org/feed.xml"),
        ("HTTP://Example.ORG/Feed", "feed-example-org", "http://example.org/Feed"),
        (
            "https://münchen.example/neues für alle",
            "feed-xn-mnchen-3ya-example",
            "https://xn--mnchen-3ya.example/neues%20f%C3%BCr%20alle",
        ),
        (f"https://{'a' * 60}.example.org/", f"feed-{'a' * 59}", f"https://{'a' * 60}.example.org/"),
    ],
)
def test_any_other_address_is_a_feed_that_must_be_checked(address: str, name: str, asked: str) -> None:
    source = recognise(address)
    assert (source.name, source.kind, source.address) == (name, "feed", asked)
    assert "check that it can be read" in remark_on(source)


@pytest.mark.parametrize(
    ("path", "name"),
    [("./pages", "folder-pages"), ("/srv/My Dumps/", "folder-my-dumps"), ("~", "folder"), ("in/", "folder-in")],
)
def test_a_path_is_a_folder(path: str, name: str) -> None:
    assert (recognise(path).name, recognise(path).kind, recognise(path).address) == (name, "dump", path)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hello",
        "example.org",
        "cs.cl.xx",
        "math.html",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https://",
        "a\0b",
    ],
)
def test_what_is_nothing_of_this_is_refused_with_examples(address: str) -> None:
    with pytest.raises(SourceConfigError, match=r"arXiv category such as cs\.CL"):
        recognise(address)


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("huggingface.co/papers", f"{HF}/papers"),
        ("www.huggingface.co/papers/", f"{HF}/papers"),
        ("HTTPS://HuggingFace.co/Papers/", f"{HF}/papers"),
        ("arxiv.org/list/cs.CL/recent", "cs.CL"),
        ("CS.cl", "cs.CL"),
        ("Cond-Mat.STR-EL", "cond-mat.str-el"),
        ("cs.CL, cs.LG", "https://rss.arxiv.org/rss/cs.CL+cs.LG"),
        ("cs.cl cs.lg cs.CL", "https://rss.arxiv.org/rss/cs.CL+cs.LG"),
        ("math", "https://rss.arxiv.org/rss/math"),
        ("biorxiv.org", "https://www.biorxiv.org/"),
    ],
)
def test_what_is_pasted_means_what_would_be_written_out(pasted: str, meant: str) -> None:
    assert recognise(pasted) == recognise(meant)


@pytest.mark.parametrize(
    ("address", "instead"),
    [
        ("https://arxiv.org/search/?query=reward", 'kind = "arxiv-api"'),
        ("https://arxiv.org/a/bengio_y_1", "list/cs.CL/recent"),
        ("https://arxiv.org/list/cs.CL/2026-11", "list/cs.CL/recent"),
        (f"{HF}/models", f"{HF}/papers"),
        ("https://openreview.net/forum?id=abc", "openreview.net/group"),
    ],
)
def test_a_page_of_a_known_host_that_has_no_list_is_refused_with_one_that_has(address: str, instead: str) -> None:
    with pytest.raises(SourceConfigError) as caught:
        recognise(address)
    assert instead in str(caught.value)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://example.org:99999/feed", "no address"),
        (f"https://example.org/{'a' * 5_000}", "longer than 2,000 characters"),
        ("https://ada:hunter2@example.org/feed", "names a user or a password"),
    ],
)
def test_what_cannot_be_asked_is_refused_briefly(address: str, why: str) -> None:
    with pytest.raises(SourceConfigError, match=why) as caught:
        recognise(address)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("address", [f"{HF}/papers/2503.02130", "https://arxiv.org/abs/2503.02130v2"])
def test_the_page_of_one_paper_is_not_watched(address: str) -> None:
    with pytest.raises(SourceConfigError, match="page of one paper"):
        recognise(address)


def test_no_secret_is_taken_or_shown() -> None:
    for address in ("https://ada:hunter2@example.org/", "https://example.org/?api_key=hunter2"):
        with pytest.raises(SourceConfigError) as caught:
            recognise(address)
        assert "hunter2" not in str(caught.value)
