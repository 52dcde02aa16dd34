"""RELIABILITY C4 by Telegram: told to end while it answers and sends, the process ends well and soon, gives back what
it holds, and loses nothing.
"""

import signal
import time
from pathlib import Path

import pytest

from store.outbox import DeliveryState
from tests.faults.telegram_home import Home, command, eventually, held
from tests.faults.telegram_sending import chatting, tell_all
from tests.faults.telegram_world import ActingStandIn

PEOPLE = 80
NEWS = "We move tomorrow."


def assert_it_ends_well(folder: Path, url: str) -> None:
    with ActingStandIn() as telegram, chatting(url, telegram, telegram.cloud.clock(), PEOPLE) as (store, people):
        home = Home(folder, url, telegram)
        tell_all(store, NEWS, telegram.cloud.clock())
        with command(home, "run") as process:
            eventually(lambda: sum(home.told(people, NEWS)) > PEOPLE // 4, folder / "err")
            for person in people[-12:]:
                home.asks(person)
            eventually(lambda: len(home.answers(*people)) > 2, home.folder / "err")
            told_at = time.time()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0, (folder / "err").read_text()
            assert time.time() - told_at < 10
        assert "Traceback" not in (folder / "err").read_text()
        assert [asked for asked in telegram.calls("sendMessage") if asked.at > told_at + 1] == []
        assert held(url) == {}
        assert set(home.unsent()) == {DeliveryState.PENDING}
        with command(home, "run"):
            eventually(lambda: not home.unsent() and not home.waiting(), folder / "err")
        assert home.told(people, NEWS) == [1] * PEOPLE
        assert set(home.answers(*people).values()) == {1}
        assert len(home.answers(*people)) == home.asked
        assert telegram.breaches == []


def test_told_to_end_while_it_answers_and_sends_it_ends_well_and_the_next_one_goes_on(
    file_url: str, tmp_path: Path
) -> None:
    assert_it_ends_well(tmp_path, file_url)


@pytest.mark.slow
@pytest.mark.parametrize("again", range(4))
def test_it_ends_well_again_and_again(lasting_url: str, tmp_path: Path, again: int) -> None:
    assert_it_ends_well(tmp_path, lasting_url)
