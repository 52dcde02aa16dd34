"""The way out to a folder."""

import asyncio
import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.file import FileChannel
from bot.channels.types import Gone, Later, Letter, Refused
from store.outbox import DeliveryKind
from tests.bot.channels.short_letters import short_letter


def send(folder: Path | str, sent: Letter) -> list[str]:
    asyncio.run(FileChannel().send(str(folder), sent))
    return sorted(path.name for path in Path(folder).iterdir())


def test_a_message_is_a_text_and_if_there_is_one_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    (name,) = send(folder, short_letter(text="Ünïcode\n"))
    assert re.fullmatch(r"2026-11-01-digest-[0-9a-f]{10}\.txt", name)
    assert (folder / name).read_bytes() == "Pigeons Sort Letters, and 2 more\n\nÜnïcode\n".encode()
    names = send(folder, short_letter(message_id="<second@papers.example>", html="<!doctype html><p>…"))
    assert sorted(Path(each).suffix for each in names if each != name) == [".html", ".txt"]


def test_the_same_message_again_is_the_same_file(tmp_path: Path) -> None:
    first = send(tmp_path, short_letter(html="<p>"))
    assert send(tmp_path, short_letter(html="<p>")) == first


def test_two_messages_of_one_day_are_two_files(tmp_path: Path) -> None:
    send(tmp_path, short_letter())
    assert len(send(tmp_path, short_letter(kind=DeliveryKind.INSTANT, message_id="<other@x>"))) == 2


def test_messages_of_one_day_kind_and_folder_are_files_of_their_own_however_alike_their_identities(
    tmp_path: Path,
) -> None:
    for number in range(300):
        send(tmp_path, short_letter(message_id=f"<{'0' * 37}{number:03}@papers.example>"))
    assert len(list(tmp_path.iterdir())) == 300


@pytest.mark.parametrize("identity", ["<../../etc/passwd@x>", "<a/b\0c@x>", "<>", "<" + "ä" * 500 + "@x>", "<.@x>"])
def test_no_identity_leads_out_of_the_folder(tmp_path: Path, identity: str) -> None:
    folder = tmp_path / "papers"
    (name,) = send(folder, short_letter(message_id=identity))
    assert name.startswith("2026-11-01-digest")
    assert name.endswith(".txt")
    assert [path.name for path in tmp_path.iterdir()] == ["papers"]


def test_half_a_surrogate_pair_stops_nothing(tmp_path: Path) -> None:
    assert len(send(tmp_path, short_letter(text="\ud800"))) == 1


def test_a_folder_whose_place_is_gone_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Gone, match="not there any more"):
        send(tmp_path / "gone" / "papers", short_letter())


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("mine")
    for target in (tmp_path / "papers", tmp_path / "papers" / "inside"):
        with pytest.raises(Refused, match="no folder"):
            send(target, short_letter())
    assert (tmp_path / "papers").read_text() == "mine"


def test_a_name_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be one"):
        send("/tmp/a\0b", short_letter())  # noqa: S108 - nothing is written there


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_for_later(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Later, match="cannot be written"):
        send(tmp_path, short_letter())
    tmp_path.chmod(0o700)


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file may have more than 100 bytes: the error of the system is another, its way is that of a full disk."""
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_leaves_no_half_file_and_is_for_later(tmp_path: Path, full_disk: None) -> None:
    with pytest.raises(Later, match="cannot be written"):
        send(tmp_path, short_letter(text="x" * 10_000))
    assert list(tmp_path.iterdir()) == []
