"""The buttons of papers in groups, and for channels: who may teach, and for whom a paper is saved."""

from datetime import timedelta

import pytest

from bot.chat.types import Wrong
from store.profiles import FeedbackKind
from store.readers import Address, Way
from tests.bot.chat_papers.conftest import ADA, BEN, TITLES, said_by, told
from tests.bot.chat_papers.talking import PARTS, Talker, desk_of, enrol

GROUP = -100


@pytest.fixture
def in_group(world) -> Talker:
    """Ben in a group that reads of pigeons; he does not administrate it, and has not met the bot himself."""
    group = enrol(world.store, "Flock", GROUP, world.now - timedelta(days=1))
    world.profile(group, "pigeon", name="shared")
    world.read(*TITLES)
    return Talker(desk_of(world.store, administrators=(ADA,)), world.now, number=BEN, room=GROUP)


def test_in_a_group_anyone_reads_and_only_administrators_teach(in_group, world) -> None:
    in_group.says("/latest")
    in_group.taps("1")
    for label in ("👍", "👎", "Not interested"):
        with pytest.raises(Wrong, match="administrators"):
            in_group.taps(label)
    changing = frozenset().union(*(part.changing for part in PARTS))
    assert {"pm", "pmw", "pf", "pfw"} <= changing
    assert not {"pg", "po", "pw", "pk", "pu"} & changing
    in_group.number = ADA
    in_group.taps("👍")
    assert [kind for kind, _ in said_by(world, "Flock")] == ["like"]
    assert "✓ 👍" in in_group.labels()


def test_in_a_group_a_paper_is_saved_for_the_person_alone(in_group, world) -> None:
    in_group.says("/latest")
    in_group.taps("1")
    with pytest.raises(Wrong, match="@paperbot"):
        in_group.taps("🔖")
    enrol(world.store, "Ben", BEN, world.now)
    in_group.taps("🔖")
    assert in_group.toast.startswith("Saved.")
    assert "🔖 Save" in in_group.labels()
    assert said_by(world, "Flock") == []
    assert [kind for kind, _ in said_by(world, "Ben")] == [FeedbackKind.SAVE.value]
    alone = Talker(in_group.desk, world.now, number=BEN, room=BEN)
    assert "1 paper" in alone.says("/saved")
    alone.taps("1")
    alone.taps("✓ Saved")
    assert said_by(world, "Ben") == []
    with pytest.raises(Wrong, match="/add"):
        alone.taps("👍")


def test_who_speaks_as_the_group_saves_for_nobody(in_group, world) -> None:
    in_group.says("/latest")
    in_group.taps("1")
    in_group.number = 0
    with pytest.raises(Wrong, match="@paperbot"):
        in_group.taps("🔖")
    assert said_by(world, "Flock") == []


def test_in_a_group_nobody_sees_their_private_lists(in_group, world) -> None:
    ben = enrol(world.store, "Ben", BEN, world.now - timedelta(days=1))
    world.profile(ben, "pigeon", name="mine")
    alone = Talker(in_group.desk, world.now, number=BEN, room=BEN)
    alone.says("/latest")
    with pytest.raises(Wrong, match="too old"):
        in_group.taps_data("1:pg:s1:0")


def test_who_manages_a_channel_sees_its_papers_and_their_own(world, talker) -> None:
    delivery = told(world)
    channel = enrol(world.store, "News", -500, world.now)
    world.profile(channel, "lattice", name="maths")
    talker.speaks_for = -500
    assert "Nothing new has come since you began." in talker.says("/digest")
    assert talker.taps_data(f"1:po:d{delivery.number}:0").startswith(TITLES[0])
    talker.taps("🔖")
    assert said_by(world, "Ada") == [("save", TITLES[0])]


def test_in_a_topic_the_digest_of_that_topic_is_shown(world) -> None:
    group = enrol(world.store, "Flock", GROUP, world.now - timedelta(days=1))
    with world.store.writing() as catalog:
        topic = catalog.save_address(
            Address(
                reader=group.number,
                way=Way.CHAT,
                target=f"{GROUP}/7",
                created_at=world.now,
                confirmed_at=world.now,
            )
        )
        (main, _) = catalog.addresses(group.number)
    world.profile(group, "sea", name="sea", addresses=(topic.number,))
    world.profile(group, "lattice", name="maths", addresses=(main.number,))
    world.read(*TITLES)
    talker = Talker(desk_of(world.store), world.now, number=BEN, room=GROUP)
    assert "1. Pigeons at Sea" in talker.says("/digest", topic=7)
    assert "1. Lattices without Birds" in talker.says("/digest", topic=8)
    assert "1. Lattices without Birds" in talker.says("/digest")
