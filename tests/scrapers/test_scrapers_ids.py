"""arXiv identifiers and DOIs are recognised in every dress, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ids import Identifiers, find_arxiv_id, parse_arxiv_id, parse_doi, recognise


@pytest.mark.parametrize(
    ("text", "arxiv_id", "version"),
    [
        ("2503.02130", "2503.02130", None),
        ("2503.02130v2", "2503.02130", 2),
        (" 0704.0001v1\n", "0704.0001", 1),
        ("1412.9999", "1412.9999", None),
        ("1501.00001", "1501.00001", None),
        ("hep-th/9901001", "hep-th/9901001", None),
        ("math.GT/0309136v3", "math/0309136", 3),
        ("arXiv:2503.02130v10", "2503.02130", 10),
        ("ARXIV: 2503.02130", "2503.02130", None),
        ("oai:arXiv.org:2401.17268v1", "2401.17268", 1),
        ("oai:arXiv.org:hep-th/9901001v1", "hep-th/9901001", 1),
        ("http://arxiv.org/abs/2606.13677v1", "2606.13677", 1),
        ("https://export.arxiv.org/pdf/2606.13677v1.pdf", "2606.13677", 1),
        ("https://arxiv.org/pdf/hep-th/9901001", "hep-th/9901001", None),
        ("https://www.arxiv.org/html/2606.13677?x=1#S2", "2606.13677", None),
        ("https://huggingface.co/papers/2503.02130#community", "2503.02130", None),
        ("10.48550/arXiv.2503.02130", "2503.02130", None),
        ("https://doi.org/10.48550/ARXIV.2503.02130", "2503.02130", None),
    ],
)
def test_an_arxiv_identifier_is_known_in_every_dress(text: str, arxiv_id: str, version: int | None) -> None:
    assert parse_arxiv_id(text) == (arxiv_id, version)
    assert recognise(text) == Identifiers(arxiv_id=arxiv_id, version=version)


@pytest.mark.parametrize(
    "text",
    [
        "2503.0213",  # a zero lost
        "1412.12345",
        "2513.02130",
        "2500.02130",
        "0703.0001",
        "2503.021300",
        "2503.02130v0",
        "2503.02130x",
        "hep-th/0801001",  # the old scheme had ended
        "hep-th/99010",
        "٢٥٠٣.٠٢١٣٠",
        "https://arxiv.org.evil.example/abs/2503.02130",
        "https://arxiv.org/list/cs.CL/2503.02130",
        "",
        "arXiv:",
        "x" * 3_000,
    ],
)
def test_what_arxiv_cannot_have_given_is_no_identifier(text: str) -> None:
    assert parse_arxiv_id(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("arXiv:2401.17268v1 Announce Type: new", ("2401.17268", 1)),
        ("see arXiv: hep-th/9901001.", ("hep-th/9901001", None)),
        ("see myarXiv:2401.17268", None),
        ("arXiv:2513.00001 and arXiv:2401.17268", ("2401.17268", None)),
        ("2401.17268", None),
    ],
)
def test_an_identifier_is_found_in_running_text(text: str, found: tuple[str, int | None] | None) -> None:
    assert find_arxiv_id(text) == found


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1234/ABC.5", "10.1234/abc.5"),
        ("https://doi.org/10.1234/ABC", "10.1234/abc"),
        ("http://dx.doi.org/10.1002/%28SICI%291097", "10.1002/(sici)1097"),
        ("doi:10.1234/abc.", "10.1234/abc"),
        ("info:doi/10.1234/abc", "10.1234/abc"),
        ("10.48550/arXiv.2503.02130", None),
        ("10.12/abc", None),
        ("11.1234/abc", None),
        ("10.1234/a b", None),
        ("10.1234/a\u202eb", None),
        ("", None),
    ],
)
def test_a_doi_is_bare_and_in_lower_case(text: str, doi: str | None) -> None:
    assert parse_doi(text) == doi


@pytest.mark.parametrize(
    ("link", "doi", "version"),
    [
        ("https://www.biorxiv.org/content/10.1101/2024.01.02.573456v2?rss=1", "10.1101/2024.01.02.573456", 2),
        ("https://www.medrxiv.org/content/10.1101/2020.05.05.20092296v1.full.pdf", "10.1101/2020.05.05.20092296", 1),
        ("https://journal.example/doi/10.5555/Lamps.18?x=y", "10.5555/lamps.18", None),
        ("https://journal.example/nothing", None, None),
    ],
)
def test_a_doi_is_found_in_a_publishers_address(link: str, doi: str | None, version: int | None) -> None:
    assert recognise(link) == Identifiers(doi=doi, version=version)


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_recognition(text: str) -> None:
    found = recognise(text)
    assert not (found.arxiv_id and found.doi)
    if found.doi:
        assert found.doi == found.doi.lower()


@given(st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999), st.integers(1, 99))
@settings(max_examples=100, deadline=None)
def test_every_form_of_an_identifier_leads_to_the_same_paper(year: int, month: int, number: int, version: int) -> None:
    arxiv_id = f"{year}{month:02}.{number:05}"
    for form in ("{}", "arXiv:{}", "oai:arXiv.org:{}", "https://arxiv.org/abs/{}", "https://arxiv.org/pdf/{}"):
        assert parse_arxiv_id(form.format(f"{arxiv_id}v{version}")) == (arxiv_id, version)
