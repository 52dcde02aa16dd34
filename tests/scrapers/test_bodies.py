"""Bodies come in within bounds, whole or not at all."""

import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.bodies import MAX_WIRE_BYTES, Body, Bounds
from scrapers.errors import BadAnswer, FetchError, PageTooLarge, Unreachable
from scrapers.types import MAX_PAGE_BYTES
from tests.scrapers.traps import gzip_bomb

PAGE = "https://papers.example/new"


def taken(raw: bytes, encoding: str = "gzip", *, step: int = 65_536, length: int | None = None, **bounds) -> bytes:
    """The body, as it is decoded from raw bytes that come in steps."""
    body = Body(PAGE, encoding, length, Bounds(**bounds))
    for at in range(0, len(raw), step):
        body.take(raw[at : at + step])
    return body.whole()


@given(
    parts=st.lists(st.binary(max_size=400), min_size=1, max_size=4),
    times=st.integers(1, 400),
    step=st.sampled_from([1, 2, 7, 100, 65_536]),
    padding=st.integers(0, 3),
)
def test_gzip_is_decoded_however_it_is_cut_up(parts: list[bytes], times: int, step: int, padding: int):
    whole = [part * min(times, 250_000 // 400 // len(parts)) for part in parts]
    raw = b"".join(map(gzip.compress, whole)) + b"\0" * padding
    assert taken(raw, step=step) == b"".join(whole)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_072, 262_144, 262_145])
def test_what_is_exactly_as_large_as_a_step_is_whole(size: int):
    page = random.Random(1).randbytes(size // 2) + bytes(size - size // 2)
    assert taken(gzip.compress(page)) == page


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_plain_bytes_stay_as_they_are(encoding: str):
    assert taken(b"page", encoding, length=4) == b"page"
    assert taken(b"", encoding, length=0) == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, identity", "x" * 5_000, "gzip;q=1"])
def test_an_encoding_nobody_asked_for_is_refused_before_anything_is_read(encoding: str):
    with pytest.raises(BadAnswer, match="only gzip was asked for") as raised:
        Body(PAGE, encoding)
    assert len(str(raised.value)) < 400


def test_a_listing_as_large_as_the_largest_passes():
    dense = random.Random(2)
    page = b"".join(b"<entry>%d</entry>" % dense.randrange(10**9) for _ in range(190_000))
    assert 4_500_000 < len(page) <= MAX_PAGE_BYTES
    assert taken(gzip.compress(page, 5)) == page
    assert taken(page, "") == page


@pytest.mark.parametrize(
    ("raw", "encoding", "length", "error", "says"),
    [
        (bytes(MAX_PAGE_BYTES + 1), "", None, PageTooLarge, "larger than 5,000,000|More than 5,000,000"),
        (b"", "", MAX_PAGE_BYTES + 1, PageTooLarge, "5,000,001 bytes long"),
        (b"", "gzip", MAX_WIRE_BYTES + 1, PageTooLarge, "2,000,001 bytes long"),
        (random.Random(3).randbytes(MAX_WIRE_BYTES + 1), "", MAX_WIRE_BYTES + 1, None, ""),
        (gzip.compress(random.Random(3).randbytes(MAX_WIRE_BYTES)), "gzip", None, PageTooLarge, "More than 2,000,000"),
        (gzip_bomb(50_000_000), "gzip", None, BadAnswer, "bomb"),
        (gzip.compress(b"") * 101, "gzip", None, BadAnswer, "very many"),
        (b"<html>", "gzip", None, BadAnswer, "is not"),
        (zlib.compress(b"page"), "gzip", None, BadAnswer, "is not"),
        (gzip.compress(b"page") + b"more", "gzip", None, BadAnswer, "is not"),
        (gzip.compress(b"page" * 99)[:-9], "gzip", None, Unreachable, "ended in the middle"),
        (gzip.compress(b"page")[:5], "gzip", None, Unreachable, "ended in the middle"),
        (b"half a pa", "", 11, Unreachable, "Only 9 of 11 bytes"),
    ],
    # The bytes are no names: some are megabytes, and gzip writes the time into its own.
    ids=[
        *("large", "said-large", "said-large-gzip", "largest", "large-gzip", "bomb", "members", "no-gzip", "zlib"),
        *("more-behind", "cut-at-the-end", "cut-in-the-head", "half"),
    ],
)  # fmt: skip
def test_what_is_too_large_broken_or_half_is_refused(
    raw: bytes, encoding: str, length: int | None, error: type[FetchError] | None, says: str
):
    if error is None:
        assert taken(raw, encoding, length=length) == raw
        return
    with pytest.raises(error, match=says) as raised:
        taken(raw, encoding, length=length)
    assert raised.value.address == PAGE


def test_damage_on_the_way_is_noticed():
    raw = bytearray(gzip.compress(random.Random(4).randbytes(10_000)))
    raw[5_000] ^= 1
    with pytest.raises(BadAnswer, match="damaged"):
        taken(bytes(raw))


@pytest.mark.parametrize("ratio", [8, 19, 22, 100])
def test_twenty_times_its_size_is_the_most_a_body_may_become(ratio: int):
    part = random.Random(5).randbytes(1_000_000 // ratio)
    page = part + bytes(1_000_000 - len(part))
    if ratio < 20:
        assert taken(gzip.compress(page)) == page
    else:
        with pytest.raises(BadAnswer, match="more than 20 times"):
            taken(gzip.compress(page))


def test_a_short_page_of_repetitions_is_no_bomb():
    assert taken(gzip.compress(bytes(262_144))) == bytes(262_144)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_where_the_beginning_will_do_the_rest_is_left_out(encoding: str):
    text = random.Random(6).randbytes(3_000)
    raw = gzip.compress(text) if encoding else text
    body = Body(PAGE, encoding, len(raw), Bounds(decoded=1_000, wire=10_000, cut=True))
    body.take(raw)
    assert body.full
    assert body.whole() == text[:1_000]
    assert taken(gzip.compress(b"short"), cut=True) == b"short"
