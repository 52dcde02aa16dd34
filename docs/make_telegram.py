"""Makes ``docs/telegram.png`` and ``docs/telegram-transcript.txt`` by having the conversations that they show.

``python docs/make_telegram.py`` has them with the real bot at a stand-in for Telegram, over the papers of ``seeds``;
the picture needs Chromium on the PATH.
"""

import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.app.collect import collect
from bot.app.replay import ReadPage
from bot.app.telling import Teller
from bot.wiring import background, kept_store
from store.api import Store
from tests.telegram.clock import Clock
from tests.telegram.conversation import Seat, World
from tests.telegram.seeded import DAY, pages
from tests.telegram.transcript import picture

PICTURE = Path(__file__).with_name("telegram.png")
TEXT = Path(__file__).with_name("telegram-transcript.txt")
MINUTE = timedelta(minutes=1)


def come(store: Store, some: tuple[ReadPage, ...], last: datetime) -> None:
    """Pages of the seeds were had, one a day, the last of them then."""
    teller = Teller(background())
    for number, each in enumerate(reversed(some)):
        moment = last - number * DAY
        listing = replace(each.listing, listing_date=moment.date().isoformat())
        collect(store, replace(each.page, observed_at=moment), listing, moment, teller)


def first_minute(world: World) -> Seat:
    """From Start to the first digest, next morning."""
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("reward model, preference optimization, -survey")
    ada.taps("London")
    come(world.store, pages()[-1:], world.clock() + DAY - 5 * MINUTE)
    world.wait_until(world.clock().replace(hour=8) + DAY)
    return ada


def reading(ada: Seat) -> None:
    """A paper opened, saved, explained; a word that should not come again."""
    ada.taps("1")
    ada.taps("🔖")
    ada.taps("Why")


def beside(world: World, ada: Seat) -> None:
    """What else one says: a search, a link, a holiday, a group with topics, a channel."""
    ada.says('/search "reward hacking", -survey')
    ada.says("https://arxiv.org/abs/2503.02130")
    ada.says("/snooze")
    ada.says("/resume")
    ben = world.person("Ben")
    group = world.group("Reading group", ada, [ben], is_forum=True)
    ada.at(group).says("/add robots, -survey")
    ben.at(group).says("/add cats")
    topic = world.telegram.topic(group, "Robots")
    ada.at(group, topic).says("/topic")
    world.channel("Rewards weekly", ada)
    ada.says("/channel")


def in_german(world: World) -> None:
    """The first minute of somebody whose app speaks German."""
    emma = world.person("Emma", language="de")
    emma.says("/start")
    emma.says("Sprachmodelle, language model")
    emma.says("/settings")


def main() -> None:
    """Have them, and write down what was said."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "paperround.db"
        with closing(kept_store(f"sqlite:///{database}")) as store:
            come(store, pages()[:-1], clock())
        with World(database, clock) as world:
            ada = first_minute(world)
            shown = world.transcript.page("The first minute")
            reading(ada)
            beside(world, ada)
            in_german(world)
            TEXT.write_text(world.transcript.text(), encoding="utf-8")
    picture(shown, PICTURE)
    print(f"{TEXT}: {TEXT.stat().st_size:,} bytes; {PICTURE}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
