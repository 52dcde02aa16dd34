"""Golden pages, cut, flipped, repeated, spliced, re-encoded: read or refused with a reason, never a crash."""

import random
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scrapers.errors import ScrapeError
from scrapers.parsers import PARSERS, parse
from scrapers.types import Entry, Listing, PageKind
from tests.scrapers.page_builders import HEADER, PAGES, SEEDS, page

Mutation = Callable[[bytes, random.Random], bytes]


@cache
def golden_pages() -> tuple[bytes, ...]:
    """The fixtures, and the seeds in pieces of ten papers: more than fifty pages that can be read."""
    fixtures = [path.read_bytes() for path in sorted(PAGES.iterdir()) if "error" not in path.name]
    pieces: list[bytes] = []
    for seed in sorted(SEEDS.glob("*.txt")):
        blocks = seed.read_text(encoding="utf-8").split("\n\n")[8:]
        pieces += [(HEADER + "\n\n".join(blocks[at : at + 24])).encode() for at in range(0, len(blocks) - 24, 12)]
    return (*fixtures, *pieces)


def flip(body: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body))]


def behead(body: bytes, chance: random.Random) -> bytes:
    return body[chance.randrange(len(body)) :]


def repeat(body: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(body))
    end = chance.randrange(start, len(body))
    return body[:end] + body[start:end] * chance.randint(1, 4) + body[end:]


def splice(body: bytes, chance: random.Random) -> bytes:
    other = chance.choice(golden_pages())
    return body[: chance.randrange(len(body))] + other[chance.randrange(len(other)) :]


def recode(body: bytes, chance: random.Random) -> bytes:
    text = body.decode()
    return text.encode(
        chance.choice(["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-7", "utf-8-sig", "cp037"]), "replace"
    )


def poison(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    drop = chance.choice([b"\x00", b"\xff", b"<!--", b"<![CDATA[", b"&", b'"', b"\\", b"\r", b"\xe2\x80\xae", b"{"])
    return body[:at] + drop + body[at:]


def nest(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    deep = chance.choice([b"<div>", b"[", b"{", b'{"a":', b"<a>", b"<x a=''>"]) * chance.choice([10, 1_000, 20_000])
    return body[:at] + deep + body[at:]


def declare(body: bytes, chance: random.Random) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + body.replace(
        b"the", b"&e;", chance.randint(1, 5)
    )


def shuffle_blocks(body: bytes, chance: random.Random) -> bytes:
    blocks = body.split(b"\n\n")
    chance.shuffle(blocks)
    return b"\n\n".join(blocks)


MUTATIONS: tuple[Mutation, ...] = (flip, cut, behead, repeat, splice, recode, poison, nest, declare, shuffle_blocks)


def malformed(count: int, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for number in range(count):
        body = golden_pages()[number % len(golden_pages())]
        for _ in range(chance.choice([1, 1, 2])):
            mutation = MUTATIONS[(number + chance.randrange(2)) % len(MUTATIONS)]
            try:
                body = mutation(body, chance) or b" "
            except UnicodeDecodeError:  # mutated before: it cannot be re-encoded
                body = flip(body, chance)
        yield body


def check(listing: Listing) -> None:
    """A listing keeps its promises whatever it was read from."""
    for entry in listing.entries:
        assert 0 < len(entry.title) <= 1_000
        assert len(entry.abstract) <= 20_000
        assert entry.upvotes is None or entry.upvotes >= 0
        for url in (entry.url, entry.pdf_url, entry.github_url, entry.thumbnail_url, *entry.media_urls):
            assert url is None or url.startswith(("http://", "https://"))
        assert repr(entry).encode()
    assert listing.entries or not listing.skipped
    for skipped in listing.skipped:
        assert 0 < len(skipped.where) < 300
        assert skipped.why


def reason(body: bytes) -> str | None:
    """Why a page was refused; ``None`` if it was read. Any other end is an error."""
    try:
        check(parse(page(body)))
    except ScrapeError as error:
        return str(error)
    return None


def tally(count: int, seed: int) -> tuple[int, int]:
    """How many malformed pages were read and how many refused with a reason."""
    reasons = [reason(body) for body in malformed(count, seed)]
    refused = [why for why in reasons if why is not None]
    assert all(why.startswith("page: ") and len(why) < 1_200 for why in refused)
    return len(reasons) - len(refused), len(refused)


def test_there_are_golden_pages_enough_and_all_can_be_read() -> None:
    readable = [body for body in golden_pages() if b"Just a moment" not in body]
    assert len(readable) >= 50
    kinds = set()
    for body in readable:
        listing = parse(page(body))
        check(listing)
        kinds.add(listing.kind)
    assert kinds == set(PageKind)


def test_malformed_pages_are_read_or_refused_with_a_reason() -> None:
    accepted, refused = tally(600, seed=1)
    assert accepted + refused == 600
    assert accepted > 100
    assert refused > 100


@pytest.mark.slow
def test_ten_thousand_malformed_pages_are_read_or_refused_with_a_reason() -> None:
    accepted, refused = tally(10_000, seed=2)
    assert accepted + refused == 10_000


def either(kind: PageKind, body: bytes) -> tuple[Entry, ...]:
    """What the parser of that kind makes of a page, of whatever kind the page is."""
    try:
        listing = PARSERS[kind](page(body))
    except ScrapeError:
        return ()
    check(listing)
    return listing.entries


@pytest.mark.parametrize("kind", list(PageKind))
@given(body=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
@example(body=b"<?xml")
@example(body=b"<!-- x --><?xml version='1.0'?><y>")
@example(body=b".HTM")
@example(body=b"https://example.org/page")
@settings(max_examples=60, deadline=None)
def test_no_bytes_break_a_parser(kind: PageKind, body: bytes) -> None:
    either(kind, body)


@pytest.mark.parametrize("kind", list(PageKind))
def test_no_page_of_another_kind_breaks_a_parser(kind: PageKind) -> None:
    read = [either(kind, body) for body in golden_pages()]
    assert any(read)


@cache
def pages_of(kind: PageKind) -> tuple[bytes, ...]:
    """The golden pages that a parser can read."""
    return tuple(body for body in golden_pages() if either(kind, body))


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(PageKind))
@given(data=st.data())
@settings(max_examples=1_000, deadline=None)
def test_a_thousand_mutations_of_its_own_pages_break_no_parser(kind: PageKind, data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(pages_of(kind)))
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    either(kind, data.draw(st.sampled_from(MUTATIONS))(body, chance))
