"""Links: looking changes nothing, and a link that does not work says nothing about why."""

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.app.readers import forget_reader, renew_links
from bot.links import Links, Signer
from bot.web.app import make_app
from bot.wiring import background
from store.profiles import FeedbackKind
from tests.bot.web.site_world import KEY, NOON, URL, Answer, Visitor, World, token_of

PAGES = ("confirm", "settings", "unsubscribe", "view", "feedback")


@dataclass
class Counting:
    """A store that counts what it is asked."""

    store: Any
    read: int = 0
    written: int = 0

    @contextmanager
    def reading(self) -> Iterator[Any]:
        self.read += 1
        with self.store.reading() as catalog:
            yield catalog

    @contextmanager
    def writing(self) -> Iterator[Any]:
        self.written += 1
        with self.store.writing() as catalog:
            yield catalog


@dataclass
class Watched:
    """Ada's pages over a store that counts."""

    world: World
    store: Counting = field(init=False)
    visitor: Visitor = field(init=False)

    def __post_init__(self) -> None:
        self.store = Counting(self.world.store)
        app = make_app(self.store, self.world.links, background(), lambda: self.world.now)  # type: ignore[arg-type]
        self.visitor = Visitor(app)


@pytest.fixture
def watched(world: World) -> Iterator[Watched]:
    made = Watched(world)
    with made.visitor:
        yield made


def test_a_thousand_scanners_change_nothing(watched: Watched) -> None:
    world = watched.world
    before = world.rows()
    every = world.links_of_all_pages() | {"feed": world.links.feed(world.reader, world.profile.number)}
    acting = [link for name, link in every.items() if name.startswith(("unsubscribe", "confirm", "feedback"))]
    links = [*every.values(), *(acting[number % len(acting)] for number in range(1000))]
    kinds = random.Random(7)
    for link in links:
        method = kinds.choice(("GET", "HEAD"))
        headers = {"user-agent": "scanner", "sec-purpose": "prefetch"}
        assert watched.visitor.ask(method, link, headers=headers).status == 200
    assert world.rows() == before
    assert watched.store.written == 0


def test_a_head_has_the_headers_of_a_get(world: World, visitor: Visitor) -> None:
    for name, address in world.links_of_all_pages().items():
        looked, asked = visitor.get(address), visitor.ask("HEAD", address)
        assert (asked.status, dict(asked.headers)) == (looked.status, dict(looked.headers)), name


def bad_links(world: World) -> dict[str, str]:
    """Links that do not work, for one reason each."""
    other = Links(URL, Signer(["x" * 32]))
    stranger = replace(world.reader, number=4711)
    stale = replace(world.reader, generation=world.reader.generation + 1)
    good = world.links.settings(world.reader)
    return {
        "nothing": f"{URL}/settings/x",
        "empty": f"{URL}/settings/%20",
        "another key": other.settings(world.reader),
        "an unknown reader": world.links.settings(stranger),
        "another generation": world.links.settings(stale),
        "another purpose": f"{URL}/settings/{token_of(world.links.unsubscribe(world.reader, world.address.number))}",
        "a sign changed": good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
        "cut": good[:-5],
        "too long": good + "A" * 3000,
        "not ASCII": f"{URL}/settings/%F0%9F%92%A9",
        "NUL": f"{URL}/settings/%00",
    }


def seen(answer: Answer) -> tuple[int, dict[str, str], str]:
    return answer.status, dict(answer.headers), answer.text


def test_every_link_that_does_not_work_gets_the_same_answer(world: World, visitor: Visitor) -> None:
    answers = {why: visitor.get(address) for why, address in bad_links(world).items()}
    first = answers["nothing"]
    assert (first.status, first.heading) == (404, "This link does not work")
    assert first.page.select_one("form[action='/links'] input[name=mail]")
    for why, answer in answers.items():
        assert seen(answer) == seen(first), why


@pytest.mark.parametrize("page", PAGES)
def test_all_kinds_of_links_fail_alike(world: World, visitor: Visitor, page: str) -> None:
    first = visitor.get("/settings/x")
    assert seen(visitor.get(f"/{page}/x")) == seen(first)
    assert seen(visitor.get(f"/{page}/{token_of(world.links._at('other', 1, 1))}")) == seen(first)  # noqa: SLF001
    assert visitor.post(f"/{page}/x").status == (405 if page == "view" else 404)


def test_links_to_others_or_to_what_is_gone_do_not_work(world: World, visitor: Visitor) -> None:
    links = world.links
    gone = {
        "address": links.unsubscribe(world.reader, 4711),
        "confirmation": links.confirm(4711, NOON),
        "delivery": links.view(world.reader, 4711),
        "profile": links.feedback(world.reader, 4711, FeedbackKind.LIKE, "arxiv:2611.00001"),
        "feed": links.feed(world.reader, 4711),
        "kind": links._at("feedback", world.reader.number, 1, world.profile.number, "adore", "x"),  # noqa: SLF001
        "subject": links._at("feedback", world.reader.number, 1, "x", "like", "x"),  # noqa: SLF001
    }
    for what, address in gone.items():
        assert visitor.get(address).status == 404, what
        assert visitor.get(address).heading == "This link does not work", what


def test_a_forged_link_costs_the_work_of_a_void_one(watched: Watched) -> None:
    """The same questions to the store, and times of one class: medians that differ by less than the noise of a page."""
    bad = bad_links(watched.world)
    watched.visitor.get(bad["nothing"])
    spent: dict[str, list[float]] = {}
    asked = set()
    for turn in range(40):
        for why in ("another key", "an unknown reader", "another generation", "a sign changed"):
            before = watched.store.read
            start = time.perf_counter()
            watched.visitor.get(bad[why])
            if turn > 5:
                spent.setdefault(why, []).append(time.perf_counter() - start)
            asked.add(watched.store.read - before)
    assert asked == {1}
    medians = [statistics.median(times) for times in spent.values()]
    assert max(medians) < 2 * min(medians)


def test_made_void_all_links_stop_working_but_unsubscribing(world: World, visitor: Visitor) -> None:
    before = {**world.links_of_all_pages(), "feed": world.links.feed(world.reader, world.profile.number)}
    renew_links(world.store, world.reader.number)
    works = {name for name, address in before.items() if visitor.get(address).status == 200}
    assert works == {"unsubscribe", "confirm"}
    assert all(visitor.get(address).status == 200 for address in world.links_of_all_pages().values())


def test_a_replaced_key_still_opens_old_links(world: World) -> None:
    old = world.links_of_all_pages()
    world.links = Links(URL, Signer(["n" * 32, KEY]))
    with Visitor(world.app()) as visitor:
        assert {visitor.get(address).status for address in old.values()} == {200}
        assert world.links_of_all_pages()["settings"] != old["settings"]
    world.links = Links(URL, Signer(["n" * 32]))
    with Visitor(world.app()) as visitor:
        assert {visitor.get(address).status for address in old.values()} == {404}


def test_an_erased_reader_and_a_forged_link_look_alike(world: World, visitor: Visitor) -> None:
    links = world.links_of_all_pages()
    forget_reader(world.store, world.reader.number)
    for name, address in links.items():
        assert seen(visitor.get(address)) == seen(visitor.get("/settings/x")), name


def test_pages_work_below_a_path_of_the_public_address(world: World) -> None:
    world.links = Links(f"{URL}/papers", Signer([KEY]))
    with Visitor(world.app()) as visitor:
        page = visitor.get(world.links.settings(world.reader))
        assert page.status == 200
        assert page.page.select_one("link[href^='/papers/style.css']")
        assert visitor.get("/papers/style.css").status == 200
        assert visitor.press(page, "Pause").words.count("Paused: nothing is sent until you resume.") == 1
        stripped = visitor.get(world.links.settings(world.reader).replace("/papers/", "/"))
        assert stripped.status == 200
        assert visitor.get("/healthz").status == visitor.get("/papers/healthz").status == 200
        assert visitor.get("/papers").heading == visitor.get("/papers/").heading == "New papers, picked for you"


@pytest.mark.parametrize("base", ["", "/papers"])
def test_a_slash_too_many_leads_nowhere_else_and_gives_nobody_the_token(world: World, base: str) -> None:
    world.links = Links(f"{URL}{base}", Signer([KEY]))
    with Visitor(world.app()) as visitor:
        for name, address in world.links_of_all_pages().items():
            answer = visitor.get(f"{address}/", headers={"host": "evil.example"})
            assert (answer.status, "location" in answer.headers) == (404, False), name
