"""What holds for every way out."""

import asyncio
import inspect
import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.channels import types
from bot.channels.apprise import AppriseChannel
from bot.channels.console import ConsoleChannel
from bot.channels.file import FileChannel
from bot.channels.types import Channel, DeliveryError, Gone, Later, Moved, NotNow, Refused, Uncertain, Unusable
from store.readers import Way
from tests.bot.channels.short_letters import short_letter
from tests.conftest import ROOT

Made = Callable[[Path], Channel]
CHANNELS: dict[str, Made] = {
    "console": lambda _: ConsoleChannel(io.StringIO()),
    "file": lambda _: FileChannel(),
    "apprise": lambda _: AppriseChannel(),
}


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Channel:
    """One of every kind."""
    return CHANNELS[request.param](tmp_path)


def test_every_way_out_serves_one_kind_of_address(channel: Channel) -> None:
    assert channel.way in Way


def test_closing_twice_is_harmless(channel: Channel) -> None:
    async def twice() -> None:
        await channel.close()
        await channel.close()

    asyncio.run(twice())


@pytest.mark.filterwarnings("ignore:.*slated for removal in Python 3.13:DeprecationWarning")
def test_whatever_the_target_the_only_errors_are_those_of_a_delivery(channel: Channel, tmp_path: Path) -> None:
    targets = ["", " ", "\0", "nowhere", "://", "x://y", "\udc80", str(tmp_path / "a" / "b"), "a" * 5_000]
    for target in targets:
        with suppress(DeliveryError):
            asyncio.run(channel.send(target, short_letter()))


def test_a_failure_has_words_and_knows_what_it_is() -> None:
    kinds = {name for name, each in vars(types).items() if inspect.isclass(each) and issubclass(each, DeliveryError)}
    assert kinds == {"DeliveryError", "Later", "NotNow", "Uncertain", "Refused", "Gone", "Moved", "Unusable"}
    for error in (
        Later("w"),
        NotNow("w", 1),
        Uncertain("w"),
        Refused("w"),
        Gone("w"),
        Moved("w", "there"),
        Unusable("w"),
    ):
        assert str(error) == "w"


def test_every_way_out_is_one_small_file_and_stands_in_the_checklist() -> None:
    document = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
    for name in CHANNELS:
        file = ROOT / "bot" / "channels" / f"{name}.py"
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 150
        assert f"bot/channels/{name}.py" in document
