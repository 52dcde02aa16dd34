"""``/why``: what the reader's profiles make of a paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.types import Say, Wrong
from bot.chat.why import why_paper
from store.outbox import DeliveryState, Outcome
from store.readers import Way
from tests.bot.app.delivery_world import World
from tests.bot.chat_papers.conftest import ADA, told
from tests.bot.chat_papers.talking import Talker, desk_of, enrol

SEA = "2611.00003"


@pytest.mark.parametrize(
    "name",
    [SEA, f"arXiv:{SEA}v2", f"https://arxiv.org/abs/{SEA}", f"https://huggingface.co/papers/{SEA}", "pigeons at sea"],
    ids=["id", "version", "arxiv", "hugging face", "title"],
)
def test_a_paper_is_named_in_many_ways(talker, name) -> None:
    said = talker.says(f"/why {name}")
    assert said.startswith("Pigeons at Sea\nIt waits to be told, ")
    assert "✅ birds\n" in said
    assert "Why: pigeon (title, 100)" in said


def test_a_paper_that_did_not_match_is_explained_with_what_would_have_done(talker) -> None:
    said = talker.says("/why lattices")
    assert "▫️ birds\nNot told of: none of its keywords was found.\n“pigeon” in the abstract would have made" in said


def test_every_profile_is_explained_the_best_first(talker, world) -> None:
    with world.store.reading() as catalog:
        reader = catalog.reader_called("Ada")
    world.profile(reader, "lattice", name="maths")
    said = talker.says(f"/why {SEA}")
    assert said.index("✅ birds") < said.index("▫️ maths")


def test_a_profile_that_is_younger_than_the_paper_says_so(talker, world) -> None:
    world.now += timedelta(hours=1)
    with world.store.reading() as catalog:
        reader = catalog.reader_called("Ada")
    world.profile(reader, "sea", name="sea")
    assert "It would match, but it came before this profile became what it is." in talker.says(f"/why {SEA}")


def test_what_was_told_says_when(talker, world) -> None:
    delivery = told(world)
    assert "It is on its way." in talker.says(f"/why {SEA}")
    with world.store.sending() as sending:
        lease = timedelta(minutes=1)
        (claimed,) = sending.claim("me", world.now, lease=lease, limit=1, ways=[Way.CHAT])
        assert claimed.delivery.number == delivery.number
        sending.begin(delivery.number, "me", world.now, lease=lease)
        sending.settle(delivery.number, "me", Outcome(state=DeliveryState.SENT, at=world.now))
    talker.now = world.now + timedelta(hours=2)
    assert "You were told of it Sun 1 Nov 08:00." in talker.says(f"/why {SEA}")


def test_what_was_promised_and_not_told_says_so(talker, world) -> None:
    with world.store.writing() as catalog:
        (address,) = catalog.addresses(catalog.reader_called("Ada").number)
        catalog.stop_address(address.number, "The chat blocked this bot.", world.now)
    assert "It was promised, and not told after all." in talker.says(f"/why {SEA}")


def test_several_papers_of_a_name_are_offered(talker) -> None:
    said = talker.says("/why sea")
    assert said == "Which one do you mean?\n1. Pigeons at Sea\n2. A Pigeon's Sense of Direction at Sea"
    assert talker.taps("2").startswith("A Pigeon's Sense of Direction at Sea\nIt waits")
    assert talker.labels() == ["‹ Back"]
    talker.taps("‹ Back")
    assert "Why?" in talker.labels()


def test_a_paper_asked_for_alone_opens_and_closes(talker) -> None:
    talker.says(f"/why {SEA}")
    assert talker.labels() == ["📄 The paper", "✕ Close"]
    assert talker.taps("📄").startswith("Pigeons at Sea\nA. Author")
    assert talker.labels()[-1] == "✕ Close"
    assert talker.taps("Why?").startswith("Pigeons at Sea\nIt waits")


def test_a_reply_to_a_message_means_the_papers_it_links_to(talker) -> None:
    links = (f"https://arxiv.org/abs/{SEA}", "https://github.com/pigeons/sea", "https://arxiv.org/abs/2611.99999")
    said = talker.says("/why", reply_to=7, reply_text="Pigeons at Sea", reply_links=links)
    assert said.startswith("Pigeons at Sea\nIt waits")
    said = talker.says("/why", reply_to=7, reply_text=f"Look at arXiv:{SEA}, and (2611.00001).")
    assert said.startswith("Which one do you mean?\n1. Pigeons at Sea\n2. Pigeons Sort")


def test_a_reply_to_a_message_without_papers_says_so(talker) -> None:
    with pytest.raises(Wrong, match="arXiv id"):
        talker.says("/why", reply_to=7, reply_text="Hello!")


def test_without_a_paper_it_is_asked_for(talker) -> None:
    assert talker.says("/why").startswith("Which paper?")
    assert talker.says(SEA).startswith("Pigeons at Sea")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2611.99999", "none of the sources I watch has listed it yet"),
        ("unheard of", "No paper is known by “unheard of”"),
    ],
    ids=["identifier", "words"],
)
def test_an_unknown_paper_is_said_to_be_unknown(talker, name, said) -> None:
    with pytest.raises(Wrong, match=said):
        talker.says(f"/why {name}")


def test_who_has_no_profile_is_told_how_to_make_one(world) -> None:
    enrol(world.store, "Ada", ADA, world.now)
    world.read("Pigeons at Sea")
    said = Talker(desk_of(world.store), world.now).says("/why pigeons")
    assert said == "Pigeons at Sea\n\nThere is no profile yet. Make one with /add."


def test_many_long_profiles_still_fit_into_one_message(talker, world: World) -> None:
    with world.store.reading() as catalog:
        reader = catalog.reader_called("Ada")
    for number in range(40):
        world.profile(
            reader, *(f"“{word}” sea {number}" for word in ("letters", "colour")), name=f"{number} " + "n" * 90
        )
    said = talker.says(f"/why {SEA}")
    assert said.startswith("Pigeons at Sea")
    assert " more profiles." in said


def test_a_pasted_link_is_explained_by_the_same_words(talker) -> None:
    talker.says(f"/why {SEA}")
    known = talker.seen.plain
    incoming = replace(talker.last_turn.incoming, text=f"https://arxiv.org/abs/{SEA}")
    (said,) = why_paper(replace(talker.last_turn, incoming=incoming), SEA)
    assert isinstance(said, Say)
    assert said.message.plain == known
