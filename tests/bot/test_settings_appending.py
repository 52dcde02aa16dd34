"""A source is added behind what a person wrote, which stays as it was; or nothing is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import SettingsError, load_settings
from bot.settings.appending import append_source, source_block
from scrapers.kinds.recognising import recognise
from scrapers.kinds.types import WatchedSource

WRITTEN = """# Mine, and nobody else's.
database_url = "papers.db"   # here

[[sources]]
name = "huggingface"
kind = "huggingface-daily"  # every day

# [[sources]] — later, perhaps"""
NEW = recognise("cs.CL")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def append(path: Path, source: WatchedSource = NEW, every: str = "") -> None:
    append_source(path, source_block(source, every), {}, path.parent)


def test_what_stood_there_stands_there_still_comments_too(path) -> None:
    append(path, every="2h")
    assert path.read_text(encoding="utf-8").startswith(WRITTEN)
    first, second = load_settings({}, path, path.parent).sources
    assert (first.name, second.source, str(second.timing.every)) == ("huggingface", NEW, "2:00:00")


def test_the_mode_a_link_and_the_ends_of_lines_are_kept(path) -> None:
    path.write_bytes(WRITTEN.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    link = path.with_name("paperround.toml")
    link.symlink_to(path)
    append(link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert sorted(each.name for each in path.parent.iterdir()) == ["mine.toml", "paperround.toml"]


def same_name() -> WatchedSource:
    return WatchedSource(name="huggingface", kind="huggingface-daily")


@pytest.mark.parametrize(
    ("before", "source"),
    [
        (WRITTEN, same_name),
        ('sources = [{name = "a", kind = "huggingface-daily"}]\n', lambda: NEW),
        (WRITTEN, lambda: WatchedSource(name="Bad Name", kind="huggingface-daily")),
    ],
)
def test_what_could_not_be_understood_is_not_written(
    path: Path, before: str, source: Callable[[], WatchedSource]
) -> None:
    path.write_text(before, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"Nothing was changed\.") as raised:
        append(path, source())
    assert str(path) in str(raised.value)
    assert path.read_text(encoding="utf-8") == before
    assert [each.name for each in path.parent.iterdir()] == ["mine.toml"]


TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).map(str.strip)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS.filter(str.isprintable), query=TEXTS.filter(bool).filter(str.isprintable))
def test_whatever_a_source_is_called_it_is_read_as_it_was_meant(path: Path, title: str, query: str) -> None:
    path.write_text("", encoding="utf-8")
    source = WatchedSource(name="a", kind="huggingface-search", title=title, parameters={"query": query})
    append(path, source)
    [watched] = load_settings({}, path, path.parent).sources
    assert watched.source == source
