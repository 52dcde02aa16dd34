"""Page dumps: the plain text of Hugging Face paper listings and search results. Pure.

Upvotes stand before the title on the live page and are lost in dumps; the number behind a date counts comments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers.decoding import decode
from scrapers.parsers.dump_blocks import Block, Furniture, Meta, looks_like_dump, understood_blocks
from scrapers.parsers.dump_pairing import FULL_ABSTRACT, ends_like_a_sentence, pair
from scrapers.parsers.dump_years import DatedLine, YearRule
from scrapers.parsers.skips import SkippedBlocks, excerpt
from scrapers.text import MAX_ABSTRACT, MAX_TITLE, clean_text
from scrapers.types import Entry, Listing, Page, PageKind

MAX_BLOCKS = 50_000
"""Blocks in one dump. The largest honest page of 5 MB has about 10,000."""
_HEADER_BLOCKS = 12
_HEADER_LINE = 150


Part = Block | Furniture | Meta
Blocks = Sequence[Part]


@dataclass(frozen=True, slots=True)
class _Paper:
    title: Block
    abstract: Block
    meta: Meta | None


def parse(page: Page) -> Listing:
    """The papers of a dump. The header alone is an honest empty day.

    Comments are 0 where the lines behind an abstract do not tell of any, and unknown where there are no such lines.

    :raises scrapers.errors.LayoutChanged: nothing in it belongs to a papers page, or blocks are there but no paper.
    """
    text = decode(page)
    if not looks_like_dump(text):
        raise LayoutChanged(page.address, "plain text without the header or the author lines of a papers page.")
    blocks: list[Part] = []
    for block in understood_blocks(text):
        blocks.append(block)
        if len(blocks) > MAX_BLOCKS:
            raise Refused(page.address, f"the text has more than {MAX_BLOCKS:,} blocks.", "No listing looks like that.")
    skipped = SkippedBlocks()
    papers = _drop_cut_paper(list(_papers(_without_unknown_header(blocks, skipped), skipped)), blocks, skipped)
    if not papers:
        _refuse_unless_empty(blocks, skipped, page.address)
    years = _year_rule(page, papers, blocks)
    entries = tuple(_entry(paper, rank, years) for rank, paper in enumerate(papers, start=1))
    header_date = _header_date(blocks, years, skipped)
    if years.contradiction:
        skipped.add(*years.contradiction)
    return Listing(PageKind.DUMP, entries, skipped.named(), header_date)


def _without_unknown_header(blocks: Blocks, skipped: SkippedBlocks) -> Blocks:
    """The blocks without short unknown ones before the header's last line: a banner is no title."""
    head = blocks[:_HEADER_BLOCKS]
    end = next((place for place, one in enumerate(head) if isinstance(one, Furniture) and one.community), 0)
    unknown = [one for one in head[:end] if isinstance(one, Block)]
    if any(isinstance(one, Meta) for one in head[:end]) or any(len(one.text) > _HEADER_LINE for one in unknown):
        return blocks
    for one in unknown:
        skipped.add(f"header, line {one.line}: {excerpt(one.text)}", "an unknown line in the page's header")
    return [*(one for one in head[:end] if isinstance(one, Furniture)), *blocks[end:]]


def _papers(blocks: Blocks, skipped: SkippedBlocks) -> Iterator[_Paper]:
    """The papers, read between landmarks: the lines behind an abstract, and headers in the middle of the page."""
    among_long = any(isinstance(one, Block) and len(one.text) >= FULL_ABSTRACT for one in blocks)
    run: list[Block] = []
    furniture = 0
    for block in blocks:
        if isinstance(block, Furniture):
            furniture += 2 if block.community else 1
            # One stray word of furniture may stand anywhere; a header begins another page.
            if furniture > 1:
                yield from _run(run, None, skipped, among_long=among_long)
                run = []
            continue
        furniture = 0
        if isinstance(block, Meta):
            yield from _run(run, block, skipped, among_long=among_long)
            run = []
        else:
            run.append(block)
    yield from _run(run, None, skipped, among_long=among_long)


def _run(run: Sequence[Block], meta: Meta | None, skipped: SkippedBlocks, *, among_long: bool) -> Iterator[_Paper]:
    """The papers of a run of texts; the lines behind it are the last one's only if its abstract is the last text."""
    titles = pair([block.text for block in run], before_meta=meta is not None, among_long=among_long)
    belongs = bool(titles) and titles[-1] == len(run) - 2
    members = {place for title in titles for place in (title, title + 1)}
    for place, block in enumerate(run):
        if place in members:
            continue
        what = "a title without its abstract" if len(block.text) <= _HEADER_LINE else "an abstract without its title"
        skipped.add(f"line {block.line}: {excerpt(block.text)}", f"it looks like {what}, or like neither")
    for title in titles:
        own = meta if belongs and title == titles[-1] else None
        yield _Paper(run[title], run[title + 1], own)
    if meta is None:
        return
    if not belongs:
        skipped.add(f"line {meta.line}: {excerpt(meta.text)}", "authors and date of a paper that could not be read")
    elif meta.flaw:
        skipped.add(
            f"line {meta.line}: {excerpt(meta.text)}", f"the lines behind an abstract are not whole: {meta.flaw}"
        )


def _drop_cut_paper(papers: list[_Paper], blocks: Blocks, skipped: SkippedBlocks) -> list[_Paper]:
    """The papers without a last one of which only the first words of the abstract are left."""
    if len(papers) < 2 or papers[-1].abstract is not blocks[-1]:  # noqa: PLR2004  # one paper has none to compare with
        return papers
    last = papers[-1]
    if ends_like_a_sentence(last.abstract.text):
        return papers
    where = f"paper {len(papers)}, line {last.abstract.line}: {excerpt(last.title.text)}"
    if 2 * len(last.abstract.text) < min(len(paper.abstract.text) for paper in papers[:-1]):
        skipped.add(where, "the page stops at the beginning of its abstract: the page was cut")
        return papers[:-1]
    skipped.add(where, "its abstract is kept but stops without a full stop: the page may be cut")
    return papers


def _refuse_unless_empty(blocks: Blocks, skipped: SkippedBlocks, address: str) -> None:
    whole = any(isinstance(block, Furniture) and block.community for block in blocks)
    if len(skipped):
        unread = skipped.named()[0]
        raise LayoutChanged(
            address,
            f"not one paper could be read; the first block that could not: {unread.where} ({unread.why}).",
            "The page was cut, or its layout has changed.",
        )
    if not whole:
        raise LayoutChanged(address, "the text stops inside the page's header.", "Save the page again.")


def _year_rule(page: Page, papers: Sequence[_Paper], blocks: Blocks) -> YearRule:
    dated = [DatedLine(one.line, one.date) for one in blocks if isinstance(one, Furniture) and one.date]
    metas = (paper.meta for paper in papers if paper.meta)
    dated += [DatedLine(meta.line, meta.date) for meta in metas if meta.date]
    return YearRule(page.captured_on, dated)


def _header_date(blocks: Blocks, years: YearRule, skipped: SkippedBlocks) -> str | None:
    dates = [one.date for one in blocks if isinstance(one, Furniture) and one.date]
    if len(set(dates)) > 1:
        skipped.add(
            "the header's date", f"the page has several headers with different dates: {', '.join(map(str, dates[:5]))}"
        )
        return None
    return years.say(dates[0]) if dates else None


def _entry(paper: _Paper, rank: int, years: YearRule) -> Entry:
    meta = paper.meta
    return Entry(
        rank=rank,
        title=clean_text(paper.title.text, MAX_TITLE),
        abstract=clean_text(paper.abstract.text, MAX_ABSTRACT),
        author_count=meta.author_count if meta else None,
        organization=meta.organization if meta else None,
        organization_handle=meta.organization_handle if meta else None,
        published=years.say(meta.date) if meta else None,
        comments=meta.comments if meta else None,
    )
