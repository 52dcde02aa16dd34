"""What the operator hears of trouble: once that it began, once that it is over."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.watching.alerts import Send, tell_operator
from bot.channels.types import Uncertain, Unusable
from bot.core.watch import FetchTiming
from bot.settings import load_settings
from bot.watch_wiring import operator_sender
from store.readers import Way
from store.watch import Incident
from tests.bot.app.delivery_world import Postbox
from tests.bot.app.watching_world import TODAY, WatchingWorld, huggingface
from tests.store.emptied import emptied

_SETTINGS = load_settings(
    {
        "PAPERROUND_OPERATOR": "ops@example.org",
        "PAPERROUND_DATABASE_URL": "sqlite://",
        "PAPERROUND_PUBLIC_URL": "https://papers.example",
    },
    None,
    Path(),
)
MOMENT = "2026-11-18 15:00 UTC"
ONE = huggingface("one", FetchTiming(catch_up=0))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


class Operator:
    """Who is told, or cannot be reached."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.reachable = True

    async def send(self, subject: str, text: str) -> None:
        if not self.reachable:
            raise Unusable("no server.")
        self.heard.append((subject, text))

    def tell(self, world: WatchingWorld) -> str:
        return asyncio.run(tell_operator(world.store, self.send, world.now)).failure


def test_the_operator_hears_once_that_trouble_began_and_once_that_it_is_over(world) -> None:
    operator = Operator()
    world.site.days = {TODAY: [1]}
    world.site.trouble = lambda request: world.site.whole(request, b"<html><body>nothing</body></html>", "text/html")
    for _ in range(3):
        world.look(ONE)
        operator.tell(world)
        world.later(hours=1)
    assert [subject for subject, _ in operator.heard] == ["Paperround: source one changed layout"]
    said = operator.heard[0][1].splitlines()
    assert said[0] == "source one"  # the sentence says the rest, once
    assert said[1].startswith(f"Changed layout: since {MOMENT} the page cannot be understood.")
    assert said[-1].startswith("Its pages are kept")
    world.site.trouble = lambda _: None
    for _ in range(2):
        world.look(ONE)
        operator.tell(world)
    assert [subject for subject, _ in operator.heard[1:]] == ["Paperround: source one is well again"]


def test_an_operator_who_could_not_be_reached_is_told_the_next_time_all_in_one_message(world) -> None:
    operator = Operator()
    operator.reachable = False
    with world.store.writing() as catalog:
        for name in ("a", "b"):
            catalog.open_incident(
                Incident(subject=f"source {name}", kind="failed", said=f"{name} fails.", began_at=world.now)
            )
        catalog.end_incident("source b", world.now + timedelta(hours=1))
    assert operator.tell(world) == "no server."
    operator.reachable = True
    assert operator.tell(world) == ""
    assert operator.tell(world) == ""
    [(subject, text)] = operator.heard
    assert subject == "Paperround: 1 thing needs a look, 1 well again"
    assert text == (
        f"source a: failed, since {MOMENT}\na fails.\n"
        "It is tried again by itself. If it lasts, look at it: paperround source check a\n\n"
        f"source b: well again since {MOMENT.replace('15:00', '16:00')}. Before that: failed, since {MOMENT}.\n"
        "b fails.\n"
    )


def test_an_incident_that_is_forgotten_while_the_message_goes_out_does_not_make_it_go_out_again(world) -> None:
    operator = Operator()
    with world.store.writing() as catalog:
        for name in ("a", "b"):
            catalog.open_incident(Incident(subject=f"source {name}", kind="failed", said="x", began_at=world.now))

    async def send(subject: str, text: str) -> None:
        await operator.send(subject, text)
        with world.store.writing() as catalog:
            catalog.forget_source("a")

    assert asyncio.run(tell_operator(world.store, send, world.now)).begun == 2
    assert operator.tell(world) == ""
    assert [subject for subject, _ in operator.heard] == ["Paperround: 2 things need a look"]


def test_what_may_have_arrived_is_not_told_again(world) -> None:
    with world.store.writing() as catalog:
        catalog.open_incident(Incident(subject="job fetch a", kind="failing", said="It fails.", began_at=world.now))
    postbox = Postbox()
    postbox.troubles = [Uncertain("silence after the dot."), None]
    for _ in range(2):
        asyncio.run(tell_operator(world.store, lambda subject, text: _posted(postbox, subject, text), world.now))
    assert (postbox.letters, postbox.troubles) == ([], [None])


async def _posted(postbox: Postbox, subject: str, text: str) -> None:
    send = operator_sender(_SETTINGS, {Way.MAIL: postbox.outlet()})
    assert send is not None
    await send(subject, text)


def test_the_same_alert_is_the_same_message_however_often_it_is_sent_and_another_is_not() -> None:
    postbox = Postbox()
    for text in ("It broke.", "It broke.", "It broke again."):
        asyncio.run(_posted(postbox, "Paperround: something", text))
    first, again, other = (letter.message_id for _, letter in postbox.letters)
    assert first == again != other


def test_alerts_go_where_the_settings_say_and_wait_if_that_is_not_set_up(tmp_path) -> None:
    postbox = Postbox()
    send = operator_sender(_SETTINGS, {Way.MAIL: postbox.outlet()})
    assert send is not None
    asyncio.run(_sent(send))
    [(target, letter)] = postbox.letters
    assert (target, letter.subject, letter.of_list) == ("ops@example.org", "Paperround: something", False)
    assert letter.text.startswith("It broke.\n\nPaperround ")
    assert letter.text.endswith(", https://papers.example\n")  # which of several installations it is about
    nowhere = operator_sender(_SETTINGS, {})
    assert nowhere is not None
    with pytest.raises(Unusable, match="PAPERROUND_SMTP_URL"):
        asyncio.run(_sent(nowhere))
    assert operator_sender(load_settings({}, None, tmp_path), {}) is None


async def _sent(send: Send) -> None:
    await send("Paperround: something", "It broke.")
