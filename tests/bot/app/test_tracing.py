"""The way of a paper to a reader is told from the look that found it to the message it went in, or why it did not."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.collect import collect_within
from bot.app.delivery_round import Round, deliver_round
from bot.app.outcomes import Policy
from bot.app.tracing import Story, WhyNot, trace
from bot.channels.types import Later, Refused, Uncertain
from bot.render.tracing import Ending, conclusion, story_report
from bot.wiring import background
from scrapers.parsers import parse
from store.api import Store
from store.readers import Reader, Way
from store.watch import Look, LookResult
from tests.bot.app.delivery_world import HOST, Postbox, World, page_of
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

RUN = "20261101T060000-k3f9"
PIGEONS = "Pigeons sort letters by colour"
MORNING = timedelta(hours=3)
"""After the digest's time."""


@pytest.fixture
def world(store: Store) -> World:  # noqa: F811 - the fixture
    return World(store)


def look(world: World, *titles: str, source: str = "meadow") -> None:
    """A look at a source brings a page."""
    page = page_of(*titles, source=source)
    with world.store.writing() as catalog:
        got = collect_within(catalog, page, parse(page), world.now, world.teller, RUN)
        begun = world.now - timedelta(seconds=2)
        found = {"source": source, "run": RUN, "day": None, "promised": got.promised}
        catalog.add_look(Look(**found, begun_at=begun, ended_at=world.now, result=LookResult.NEWS))  # type: ignore[arg-type]


def deliver(world: World, box: Postbox | None = None) -> Round:
    outlets = {Way.MAIL: (box or Postbox()).outlet()}
    rounds = deliver_round(
        world.store, world.explainer, outlets, clock=lambda: world.now, policy=Policy(owner="me", repeat_uncertain=True)
    )
    return asyncio.run(rounds)


def told(world: World, reader: Reader, *, number: int = 1, lacking: dict[Way, str] | None = None) -> Story:
    with world.store.reading() as catalog:
        reader = catalog.reader(reader.number)
        return trace(catalog, reader, f"arxiv:2611.{number:05}", background(), world.now, lacking or {})


def ending(world: World, story: Story) -> tuple[Ending, str]:
    end = conclusion(story, world.now)
    assert story_report(story, world.now)["ending"] == end.ending.value
    return end.ending, end.said


def test_the_whole_way_is_told_from_the_look_to_the_message(world: World) -> None:
    ada = world.reader("ada", "pigeon")
    look(world, PIGEONS)
    seen = world.now
    world.now += MORNING
    deliver(world)
    story = told(world, ada)
    (listed,), (considered,), (message,) = story.listed, story.considered, story.told
    assert (listed.source, listed.first_at) == ("meadow", seen)
    assert listed.look is not None
    assert (listed.look.run, listed.look.number) == (RUN, 1)
    assert considered.match is not None
    assert (considered.match.at, considered.why_not) == (seen, None)
    assert considered.match.score == considered.explanation.match.score
    assert message.delivery is not None
    assert (message.promise.at, message.address.way, message.runs) == (seen, Way.MAIL, (RUN,))
    assert message.kept_back == ()
    assert ending(world, story) == (Ending.TOLD, "ada was told Sun 1 Nov 09:00 by mail, delivery 1.")


def test_what_waits_says_until_when_and_what_keeps_it_back(world: World) -> None:
    ada = world.reader("ada", "pigeon")
    look(world, PIGEONS)
    assert ending(world, told(world, ada)) == (
        Ending.WAITS,
        "It is promised, and waits until Sun 1 Nov 08:00.",
    )
    world.now += MORNING
    lacking = {Way.MAIL: "Mail waits. Set PAPERROUND_SMTP_URL."}
    due = "It is promised, and due since Sun 1 Nov 08:00."
    assert ending(world, told(world, ada, lacking=lacking)) == (Ending.WAITS, f"{due} {lacking[Way.MAIL]}")
    with world.store.writing() as catalog:
        catalog.save_reader(replace(catalog.reader(ada.number), paused=True))
    assert ending(world, told(world, ada)) == (Ending.WAITS, f"{due} The reader has paused.")


def test_what_a_server_refused_puts_off_or_may_have_taken_is_told_in_its_words(world: World) -> None:
    ada = world.reader("ada", "pigeon")
    look(world, PIGEONS)
    world.now += MORNING
    box = Postbox()
    box.troubles = [Later("The mailbox is full.")]
    deliver(world, box)
    kind, said = ending(world, told(world, ada))
    assert kind is Ending.WAITS
    assert said.startswith("It is in delivery 1, and waits until")
    assert said.endswith("Last: The mailbox is full.")
    world.now += timedelta(days=1)
    box.troubles = [Uncertain("The line went dead.")]
    deliver(world, box)
    kind, said = ending(world, told(world, ada))
    assert kind is Ending.WAITS
    assert "may have arrived" in said
    world.now += timedelta(days=1)
    box.troubles = [Refused("Nobody of that name.")]
    deliver(world, box)
    assert ending(world, told(world, ada)) == (
        Ending.LOST,
        "Delivery 1, which has it, was given up: Nobody of that name. To try it again: paperround delivery retry 1",
    )


@pytest.mark.parametrize(
    ("keywords", "why"),
    [
        (("pigeon^0.1", "whale", "squid"), "needs 40"),
        (("whale",), "none of its keywords was found"),
        (("pigeon", "-letters"), "never: it contains -letters (title)"),
        (("pigeon", "+whale"), "it lacks +whale"),
    ],
)
def test_a_score_that_is_too_low_is_explained(world: World, keywords: tuple[str, ...], why: str) -> None:
    ada = world.reader("ada", *keywords)
    look(world, PIGEONS)
    story = told(world, ada)
    assert [each.why_not for each in story.considered] == [WhyNot.SCORE]
    kind, said = ending(world, story)
    assert kind is Ending.UNTOLD
    assert why in said


def test_a_profile_that_is_younger_than_the_paper_says_so(world: World) -> None:
    ada = world.reader("ada")
    look(world, PIGEONS)
    world.now += timedelta(hours=1)
    world.profile(ada, "pigeon")
    story = told(world, ada)
    assert story.considered[0].why_not is WhyNot.YOUNGER
    assert ending(world, story)[1].startswith(
        "Not told: mine would match, but is what it is only since Sun 1 Nov 07:00"
    )


def test_a_profile_that_listens_to_other_sources_says_so(world: World) -> None:
    ada = world.reader("ada")
    world.profile(ada, "pigeon", sources=("forest",))
    look(world, PIGEONS)
    story = told(world, ada)
    assert story.considered[0].why_not is WhyNot.SOURCE
    assert "mine listens to forest alone, and the paper came from meadow" in ending(world, story)[1]


def test_a_paper_beyond_the_cap_was_counted(world: World) -> None:
    ada = world.reader("ada")
    world.profile(ada, "pigeon", "colour", top=1)
    look(world, PIGEONS, "Letters about one pigeon")
    world.now += MORNING
    deliver(world)
    assert ending(world, told(world, ada))[0] is Ending.TOLD
    kind, said = ending(world, told(world, ada, number=2))
    assert kind is Ending.COUNTED
    assert "beyond its profiles' caps: Sun 1 Nov 09:00 by mail, delivery 1" in said


def test_a_match_that_nobody_could_be_told_of_says_why(world: World) -> None:
    ada = world.reader("ada", "pigeon", confirmed=False)
    look(world, PIGEONS)
    assert ending(world, told(world, ada)) == (
        Ending.LOST,
        "It matched mine, but there was no address that is in use.",
    )


def test_what_was_promised_and_dropped_says_why(world: World) -> None:
    ada = world.reader("ada", "pigeon")
    look(world, PIGEONS)
    world.now += timedelta(hours=1)
    world.profile(ada, "whale")
    world.now += MORNING
    deliver(world)
    story = told(world, ada)
    assert story.told[0].promise.dropped
    assert ending(world, story) == (
        Ending.LOST,
        "It was promised, and not told after all: the profile was changed, and does not match it any more.",
    )


def test_without_a_profile_nothing_is_sought(world: World) -> None:
    ada = world.reader("ada")
    look(world, PIGEONS)
    assert ending(world, told(world, ada)) == (
        Ending.UNTOLD,
        "ada has no profile, so nothing is sought for them.",
    )


def test_the_log_names_each_delivery_with_the_run_that_brought_it_and_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    world.reader("ada", "pigeon")
    look(world, PIGEONS)
    world.now += MORNING
    deliver(world)
    (record,) = [each for each in caplog.records if each.name == "bot.app.delivery_round"]
    assert record.getMessage() == "delivery 1: sent by mail"
    facts = {name: getattr(record, name) for name in ("delivery", "state", "way", "papers", "runs")}
    assert facts == {"delivery": 1, "state": "sent", "way": "mail", "papers": 1, "runs": [RUN]}
    assert HOST not in caplog.text
