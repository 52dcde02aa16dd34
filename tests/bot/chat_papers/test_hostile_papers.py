"""Papers and words that would like to be more than text."""

from datetime import timedelta

import pytest

from tests.bot.app.delivery_world import World
from tests.bot.chat_papers.conftest import ADA
from tests.bot.chat_papers.talking import Talker, desk_of, enrol

HOSTILE = {
    "markup": "<b>pigeon</b> <a href='https://evil.example'>&amp; <script>",
    "commands": "/start@paperbot #pigeon @everyone pigeon",
    "right to left": "\u202epigeon \u05d0\u05d1\u05d2 \u0627\u0644\u062d\u0645\u0627\u0645 pigeon",
    "invisible": "\u200b\u2060\u00ad pigeon \u200d\u200c",
    "emoji": "🕊️👨‍👩‍👧‍👦 pigeon " * 40,
    "long": "pigeon " * 600,
    "one word": "pigeon" + "n" * 900,
    "quotes": '"pigeon" % %(name)s {title} %d',
}


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_a_paper_is_text_on_every_screen(world: World, title: str) -> None:
    reader = enrol(world.store, "Ada", ADA, world.now - timedelta(days=1))
    world.profile(reader, "pigeon*", name=f"<i>{title}"[:90].strip())
    world.profile(reader, "seasons", name="a & b")
    world.read(f"{title} pigeon", f"{title} 2 pigeon", abstract=f"{title} seasons")
    talker = Talker(desk_of(world.store), world.now)
    for command in ("/digest", "/latest", "/search pigeon*", "/why pigeon", "/why 2611.00001", "/trending"):
        talker.says(command)
    talker.says("/latest")
    for label in ("1", "👍", "🔖", "Why", "‹ Back", "Follow", "‹ Back", "🔕"):
        talker.taps(label)
    talker.taps(talker.labels()[0])
    for command in ("/saved", "/feedback", "/digest"):
        talker.says(command)
    assert talker.seen is not None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_was_typed_is_text_on_every_screen(talker: Talker, world: World, text: str) -> None:
    with world.store.reading() as catalog:
        reader = catalog.reader_called("Ada")
    world.profile(reader, "lattice", name="maths")
    word = f'"{text[:100].replace(chr(34), "")}"'
    for command in ("search", "mute", "follow"):
        talker.says(f"/{command} {word}")
    talker.taps("All profiles")
