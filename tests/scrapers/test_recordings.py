"""What was recorded is answered again as it was live: pages, failures, order, times; and read as pages of a folder."""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scrapers.dumps import PageFiles
from scrapers.errors import AskedTooOften, Blocked, FetchError, PageMissing, Unreachable
from scrapers.exchange import Answer, Request, Validators
from scrapers.kinds import KINDS, page_of
from scrapers.kinds.types import WatchedSource
from scrapers.parsers import parse
from scrapers.recordings import RecordedWeb, Recorder
from scrapers.types import Page, Source
from tests.scrapers.page_builders import PAGES, SEEDS

MINE = WatchedSource(name="mine", kind="huggingface-daily", title="Mine é", homepage="https://example.org/")
OTHER = Source("other", "feed")
DAY = date(2025, 3, 6)
START = datetime(2025, 3, 6, 12, 0, 0, 123456, tzinfo=UTC)
FIRST, SECOND = KINDS[MINE.kind].requests(MINE, DAY)


class FakeWeb:
    """Answers with what it was given, in order; remembers what it was asked."""

    def __init__(self, *outcomes: bytes | FetchError, headers: dict[str, str] | None = None) -> None:
        self.outcomes = list(outcomes)
        self.headers = headers or {"content-type": "application/json; charset=utf-8", "set-cookie": "session=hunter2"}
        self.asked: list[Request] = []

    async def get(self, request: Request) -> Answer:
        self.asked.append(request)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, FetchError):
            raise outcome
        return Answer(
            address=request.address + "#redirected",
            status=200,
            headers=self.headers | {"etag": f'"{len(outcome)}"'},
            body=outcome,
            received_at=START + timedelta(minutes=len(self.asked)),
        )


def recorded(folder: Path, requests: Sequence[Request], *outcomes: bytes | FetchError) -> list[Page]:
    """The live pages of a source that was recorded while it was asked."""

    async def ask() -> list[Page]:
        recorder = Recorder(FakeWeb(*outcomes), folder, MINE.source, DAY)
        pages = []
        for request in requests:
            with suppress(FetchError):
                pages.append(page_of(MINE, request, await recorder.get(request)))
        return pages

    return asyncio.run(ask())


def get(web: RecordedWeb, request: Request = FIRST) -> Answer:
    return asyncio.run(web.get(request))


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The recording with something else in its file."""
    document = json.loads((folder / "recording.json").read_text())
    change(document)
    (folder / "recording.json").write_text(json.dumps(document))
    return folder


def test_a_recording_gives_the_pages_of_live_once_more(tmp_path: Path) -> None:
    bodies = [(PAGES / "daily.json").read_bytes(), (PAGES / "daily.html").read_bytes(), b"\xff\x00 no text"]
    third = replace(SECOND, address="https://example.org/third")
    live = recorded(tmp_path, [FIRST, SECOND, third], *bodies)
    assert list(PageFiles([tmp_path]).pages()) == live
    assert [page.body for page in live] == bodies
    again = [page_of(MINE, request, get(RecordedWeb(tmp_path), request)) for request in (FIRST, SECOND, third)]
    assert again == live
    assert parse(live[0]) == parse(again[0])
    assert (live[0].observed_at, live[0].source) == (START + timedelta(minutes=1), MINE.source)


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_text_dump_had_from_the_web_is_replayed_byte_for_byte(seed: Path, tmp_path: Path) -> None:
    [live] = recorded(tmp_path, [FIRST], seed.read_bytes())
    [page] = PageFiles([tmp_path]).pages()
    assert page == live
    assert parse(page) == parse(live)


def test_an_address_asked_again_gives_what_came_next_and_the_last_stays(tmp_path: Path) -> None:
    recorded(tmp_path, [FIRST, SECOND, FIRST], b"one", b"page", b"other")
    web = RecordedWeb(tmp_path)
    assert [get(web).body, get(web).body, get(web).body] == [b"one", b"other", b"other"]
    assert get(web, SECOND).body == b"page"
    assert [page.body for page in PageFiles([tmp_path]).pages()] == [b"one", b"page", b"other"]


def test_failures_fail_again_as_they_did(tmp_path: Path) -> None:
    later = AskedTooOften("https://a.example/", "asked too often.", START, "Wait.")
    blocked = Blocked("https://a.example/", "a challenge.", "Use the API.")
    recorded(tmp_path, [FIRST, FIRST, FIRST], later, blocked, b"page")
    web = RecordedWeb(tmp_path)
    with pytest.raises(AskedTooOften) as again:
        get(web)
    assert (str(again.value), again.value.until) == (str(later), START)
    with pytest.raises(Blocked) as again_blocked:
        get(web)
    assert str(again_blocked.value) == str(blocked)
    assert get(web).body == b"page"
    assert len(list(PageFiles([tmp_path]).pages())) == 1


def test_what_was_never_asked_is_unreachable_and_said_so(tmp_path: Path) -> None:
    recorded(tmp_path, [FIRST], b"page")
    with pytest.raises(PageMissing, match="not in the recording"):
        get(RecordedWeb(tmp_path), SECOND)


def test_who_has_the_version_already_is_told_that_nothing_changed(tmp_path: Path) -> None:
    recorded(tmp_path, [FIRST, FIRST], b"1234", b"123456")
    web = RecordedWeb(tmp_path)
    had = get(web).validators
    assert had == Validators('"4"', "")
    assert not get(web, replace(FIRST, validators=had)).unchanged
    answer = get(web, replace(FIRST, validators=Validators('W/"6"', "yesterday")))
    assert (answer.unchanged, answer.body) == (True, b"")


def test_a_recording_stands_by_itself_and_keeps_no_secret(tmp_path: Path) -> None:
    web = FakeWeb(b"{}")
    asyncio.run(Recorder(web, tmp_path, MINE.source).get(replace(FIRST, validators=Validators('"2"'))))
    assert web.asked == [FIRST]
    text = (tmp_path / "recording.json").read_text()
    assert not [secret for secret in ("hunter2", "cookie", str(tmp_path)) if secret in text.lower()]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001.json", "recording.json"]


def test_a_recording_is_continued_also_for_other_sources_and_days(tmp_path: Path) -> None:
    recorded(tmp_path, [FIRST], b"one")
    recorder = Recorder(FakeWeb(b"two", b"<x/>", headers={"content-type": "text/xml"}), tmp_path, MINE.source, DAY)
    asyncio.run(recorder.get(FIRST))
    asyncio.run(recorder.about(OTHER, date(2025, 3, 7)).get(SECOND))
    pages = list(PageFiles([tmp_path]).pages())
    assert [(page.source.name, page.body) for page in pages] == [("mine", b"one"), ("mine", b"two"), ("other", b"<x/>")]
    days = [one["day"] for one in json.loads((tmp_path / "recording.json").read_text())["exchanges"]]
    assert days == ["2025-03-06", "2025-03-06", "2025-03-07"]
    assert [page.source for page in PageFiles([tmp_path], source=OTHER).pages()] == [OTHER] * 3


def test_a_body_written_before_a_crash_is_not_in_the_way(tmp_path: Path) -> None:
    recorded(tmp_path, [FIRST], b"one")
    (tmp_path / "0002.json").write_bytes(b"half")
    (tmp_path / ".recording.json.new").write_bytes(b'{"for')
    recorded(tmp_path, [FIRST], b"two")
    assert [page.body for page in PageFiles([tmp_path]).pages()] == [b"one", b"two"]


def test_a_folder_with_other_things_is_not_recorded_into(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(FetchError, match="has other files in it"):
        Recorder(FakeWeb(), tmp_path, MINE.source)
    with pytest.raises(FetchError, match="cannot be written"):
        Recorder(FakeWeb(), tmp_path / "thesis.tex" / "in", MINE.source)


def test_a_recording_of_failures_alone_has_no_page(tmp_path: Path) -> None:
    recorded(tmp_path, [FIRST], Unreachable(FIRST.address, "no answer."))
    with pytest.raises(PageMissing, match="only failures"):
        list(PageFiles([tmp_path]).pages())


@pytest.mark.parametrize(
    "file",
    ["../outside", "/etc/passwd", "..", "a/b", "sub\\x", "", "recording.json", ".hidden", "a\0b", 7, None, ["x"]],
)
def test_a_recording_leads_nowhere_else(file: object, tmp_path: Path) -> None:
    folder = tmp_path / "recording"
    recorded(folder, [FIRST], b"page")
    (tmp_path / "outside").write_text("the sentinel")
    changed(folder, lambda document: document["exchanges"][0].update(file=file))
    with pytest.raises(FetchError, match=r"recording\.json: this does not say what it should"):
        RecordedWeb(folder)
    with pytest.raises(FetchError):
        list(PageFiles([folder]).pages())


def test_a_link_in_a_recording_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "recording"
    recorded(folder, [FIRST], b"page")
    (tmp_path / "outside").write_text("the sentinel")
    (folder / "0001.json").unlink()
    (folder / "0001.json").symlink_to(tmp_path / "outside")
    with pytest.raises(FetchError, match="a link to another file"):
        get(RecordedWeb(folder))
    with pytest.raises(FetchError, match="a link to another file"):
        list(PageFiles([folder]).pages())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda document: document.update(version=2), "is of version 2. This Paperround reads version 1"),
        (lambda document: document.update(version=None), "is of version None"),
        (lambda document: document.pop("format"), "does not say that it is a recording"),
        (lambda document: document.pop("exchanges"), "does not say what it should"),
        (lambda document: document.update(exchanges=["x"]), "does not say what it should"),
        (lambda document: document["exchanges"][0].pop("asked"), "does not say what it should"),
        (lambda document: document["exchanges"][0].update(status=500), "does not say what it should"),
        (
            lambda document: document["exchanges"][0].update(received_at="2025-03-06T12:00"),
            "does not say what it should",
        ),
        (lambda document: document["exchanges"][0].update(received_at=None), "does not say what it should"),
        (lambda document: document["exchanges"][0].update(day="tomorrow"), "does not say what it should"),
        (lambda document: document["exchanges"][0].update(failure={}), "does not say what it should"),
    ],
)
def test_a_recording_that_cannot_be_used_says_why(
    change: Callable[[dict[str, Any]], object], told: str, tmp_path: Path
) -> None:
    recorded(tmp_path, [FIRST], b"page")
    with pytest.raises(FetchError, match=told) as caught:
        RecordedWeb(changed(tmp_path, change))
    assert str(caught.value).startswith("recording.json: ")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no valid JSON"),
        (b"\xff\xfe\x00", "no valid JSON"),
        (b"[" * 200_000, "no valid JSON"),
        (b"[]", "not say that"),
    ],
)
def test_a_recording_file_that_is_none_is_named(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "recording.json").write_bytes(content)
    with pytest.raises(FetchError, match=told):
        RecordedWeb(tmp_path)
    with pytest.raises(FetchError, match="is not there"):
        RecordedWeb(tmp_path / "nowhere")
