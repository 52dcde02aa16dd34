"""Pages out of files and folders, and the sources.toml beside them."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scrapers.dumps import PageFiles
from scrapers.errors import FetchError, LayoutChanged, PageMissing, PageTooLarge, Refused, ScrapeError, SourceFileError
from scrapers.source_file import parse_source_file, read_source_file
from scrapers.types import MAX_PAGE_BYTES, Page, Source
from tests.scrapers.page_builders import HEADER, PAGES, ROOT, SEEDS

MINE = Source(name="mine", kind="dump")
ONE_SOURCE = '[[sources]]\nname = "papers"\nkind = "dump"\npages = ["*.txt"]\n'


def read_page(path: Path, source: Source | None = None, captured: date | None = None) -> Page:
    """The page in one file."""
    [page] = PageFiles([path], source=source, captured=captured).pages()
    return page


def test_a_file_is_one_page_named_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "today.txt").write_text(HEADER)
    page = read_page(tmp_path / "today.txt", captured=date(2025, 3, 6))
    assert page.address == "today.txt"
    assert page.body == HEADER.encode()
    assert page.observed_at == datetime(2025, 3, 6, tzinfo=UTC)
    assert page.source == Source("huggingface", "dump", "Hugging Face Papers", "https://huggingface.co/papers")


@pytest.mark.parametrize(
    ("name", "source", "kind"),
    [
        ("dump_plain.txt", "huggingface", "dump"),
        ("daily.json", "huggingface", "huggingface-json"),
        ("cards.html", "huggingface", "huggingface-html"),
        ("arxiv_api.xml", "arxiv", "arxiv-api"),
        ("arxiv_rss.xml", "arxiv", "arxiv-rss"),
        ("journal_rss.xml", "feed-lamps-example", "feed"),
    ],
)
def test_without_a_word_the_source_follows_from_the_page(name: str, source: str, kind: str) -> None:
    page = read_page(PAGES / name)
    assert (page.source.name, page.source.kind) == (source, kind)
    assert page.observed_at is None


def test_a_folder_gives_its_pages_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "C.txt", ".hidden.txt", "notes.md", "other.toml"):
        (tmp_path / name).write_text(HEADER)
    (tmp_path / "within").mkdir()
    assert [page.address for page in PageFiles([tmp_path]).pages()] == ["C.txt", "a.txt", "b.txt"]


def test_sources_toml_says_whose_pages_a_folder_holds(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(ONE_SOURCE)
    (tmp_path / "a.txt").write_text(HEADER)
    (tmp_path / "b.dump").write_text(HEADER)
    names = [page.source.name for page in PageFiles([tmp_path]).pages()]
    assert names == ["papers", "huggingface"]
    assert read_page(tmp_path / "a.txt").source.name == "papers"
    assert read_page(tmp_path / "a.txt", MINE).source is MINE
    assert [page.source for page in PageFiles([tmp_path], source=MINE).pages()] == [MINE, MINE]


def test_the_seeds_are_pages_of_hugging_face() -> None:
    pages = list(PageFiles([SEEDS]).pages())
    assert len(pages) == 5
    assert {page.source for page in pages} == {
        Source("huggingface-papers", "dump", "Hugging Face Papers", "https://huggingface.co/papers")
    }


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PageMissing, match=r"gone\.txt: there is no such file"):
        PageFiles([tmp_path / "gone.txt"]).files()[0].read()
    with pytest.raises(PageMissing):
        read_page(tmp_path / "gone" / "gone.txt")


def test_a_folder_without_pages_is_no_silent_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("x")
    with pytest.raises(PageMissing, match="no page in this folder"):
        list(PageFiles([tmp_path]).pages())


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    path.chmod(0)  # so even opening it would be another error, unless root runs the tests
    with pytest.raises(PageTooLarge, match="300,000,000 bytes"):
        read_page(path)


def test_the_largest_page_allowed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * MAX_PAGE_BYTES)
    assert len(read_page(path, MINE).body) == MAX_PAGE_BYTES
    path.write_bytes(b"x" * (MAX_PAGE_BYTES + 1))
    with pytest.raises(PageTooLarge):
        read_page(path, MINE)


def test_a_folder_a_pipe_and_a_strange_path_are_no_pages(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "circle", Path("nul\x00byte")):
        with pytest.raises(FetchError):
            read_page(path, MINE)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(HEADER)
    path.chmod(0)
    with pytest.raises(FetchError, match="may not be read"):
        read_page(path, MINE)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("Dear diary,\n\nnothing happened.\n")
    (tmp_path / "c.txt").write_text(HEADER)
    outcomes: list[str] = []
    for file in PageFiles([tmp_path]).files():
        try:
            outcomes.append(file.read().source.name)
        except ScrapeError as error:
            outcomes.append(type(error).__name__)
    assert outcomes == [Refused.__name__, LayoutChanged.__name__, "huggingface"]


def test_an_address_is_readable_whatever_the_name_is_made_of(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\x1b[31m.txt")
    try:
        path.write_text(HEADER)
    except OSError:
        pytest.skip("this file system takes no such names")
    assert read_page(path).address == "caf\ufffd[31m.txt"


def test_reading_a_dump_loads_no_tree_builder_and_no_feed_parser() -> None:
    program = (
        "import sys; from pathlib import Path; from scrapers.dumps import PageFiles\n"
        "from scrapers.parsers import parse\n"
        "assert sum(len(parse(page).entries) for page in PageFiles([Path('seeds')]).pages()) == 303\n"
        "print(sorted({'bs4', 'lxml', 'feedparser', 'html5lib', 'xml.etree.ElementTree'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sources = 1", r'"sources" should be one or more tables'),
        ("", r'"sources" should be'),
        ("x = 1\n" + ONE_SOURCE, r'unknown key "x"'),
        (ONE_SOURCE + "colour = 'red'", r'sources\[1\]: unknown key "colour"\. Allowed are name, kind'),
        (ONE_SOURCE + ONE_SOURCE, r'sources\[2\]\.name: "papers" is there twice'),
        (ONE_SOURCE.replace('"dump"', '"paper"'), r'sources\[1\]\.kind is "paper"\. Allowed are dump,'),
        (ONE_SOURCE.replace('"papers"', '"My Papers"'), r"sources\[1\]\.name is not usable\. Allowed are"),
        (ONE_SOURCE.replace('"papers"', "3"), r"sources\[1\]\.name is a number"),
        (ONE_SOURCE.replace('name = "papers"\n', ""), r'sources\[1\]: "name" is missing'),
        (ONE_SOURCE.replace('["*.txt"]', '"*.txt"'), r"sources\[1\]\.pages should be a list"),
        (ONE_SOURCE.replace('["*.txt"]', "[]"), r"sources\[1\]\.pages should be a list"),
        (ONE_SOURCE.replace('["*.txt"]', "[1]"), r"sources\[1\]\.pages should be a list"),
        (ONE_SOURCE + "homepage = 'javascript:x'", r"sources\[1\]\.homepage is no address"),
        (ONE_SOURCE + "title = 2025-01-01", r"sources\[1\]\.title is a date or time"),
        ("[[sources", "no valid TOML"),
        ("a = " + "[" * 20_000, "no valid TOML"),
        ("\ufffe\x00", "no valid TOML"),
    ],
)
def test_a_source_file_that_cannot_be_used_says_where_and_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(SourceFileError, match=told) as caught:
        parse_source_file(text.encode())
    assert str(caught.value).startswith("sources.toml: ")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (Path.exists, "no such file"),
        (Path.mkdir, "cannot be read"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "not UTF-8"),
        (lambda path: path.write_bytes(b"#" * 200_000), "larger than 100,000 bytes"),
    ],
)
def test_a_source_file_that_cannot_be_read_is_named(make: Callable[[Path], object], told: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    make(path)
    with pytest.raises(SourceFileError, match=told):
        read_source_file(path)


def test_patterns_are_for_whole_names_and_nothing_else() -> None:
    (one,) = parse_source_file(ONE_SOURCE.replace('["*.txt"]', '["day-?.txt", "x+.json"]').encode())
    assert [one.has(name) for name in ("day-1.txt", "day-12.txt", "Day-1.txt", "x+.json", "xx.json")] == [
        True,
        False,
        False,
        True,
        False,
    ]
