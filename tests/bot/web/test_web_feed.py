"""Feeds and messages in the browser."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest

from store.outbox import StoredMatch
from store.profiles import FeedbackKind
from store.readers import Reader
from tests.bot.web.site_world import NOON, TITLES, Visitor, World, new_world

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def link(world: World) -> str:
    """The feed of Ada's profile."""
    return world.links.feed(world.reader, world.profile.number)


def root(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


def test_a_feed_has_what_atom_demands(visitor: Visitor, link: str) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2: an id, a title and a time each, an author, a link to itself; ids are IRIs."""
    answer = visitor.get(link)
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = root(answer.text)
    assert feed.tag == f"{ATOM}feed"
    for each in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1, name
        assert each.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert datetime.fromisoformat(each.findtext(f"{ATOM}updated", "")).tzinfo
        assert each.findtext(f"{ATOM}title")
        assert each.findall(f"{ATOM}author/{ATOM}name")
        assert len(each.findall(f"{ATOM}link[@rel='alternate']")) <= 1
        assert len(each.findall(f"{ATOM}content")) <= 1
    assert [each.get("href") for each in feed.findall(f"{ATOM}link[@rel='self']")] == [link]
    known = {f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "link", "summary", "content", "name")}
    assert {each.tag for each in feed.iter()} <= known | {f"{ATOM}feed", f"{ATOM}entry", f"{ATOM}generator"}


def test_a_feed_reader_understands_it(visitor: Visitor, link: str) -> None:
    read = feedparser.parse(visitor.get(link).text)
    assert not read.bozo
    assert read.version == "atom10"
    assert sorted(entry.title for entry in read.entries) == sorted(TITLES)
    (first,) = [entry for entry in read.entries if entry.title == TITLES[0]]
    assert first.link == "https://arxiv.org/abs/2611.00001"
    assert [author.name for author in first.authors] == ["Ada Dove", "Ben Rook"]
    assert "pigeon (title" in first.summary
    assert first.updated_parsed[:5] == (2026, 11, 2, 12, 0)


def test_names_stay_the_same_whatever_happens(world: World, visitor: Visitor, link: str) -> None:
    def names() -> dict[str, str]:
        return {entry.title: entry.id for entry in feedparser.parse(visitor.get(fresh).text).entries}

    fresh = link
    before = names()
    assert len(set(before.values())) == len(TITLES)
    with world.store.writing() as catalog:
        catalog.save_reader(replace(world.reader, generation=2, language="de"))
        catalog.save_profile(replace(world.profile, name="feathers"))
    fresh = world.links.feed(world.ada(), world.profile.number)
    assert names() == before


def test_what_a_feed_reader_has_is_not_sent_again(world: World, visitor: Visitor, link: str) -> None:
    first = visitor.get(link)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (tag, f"W/{tag}", f'"x", {tag}'):
        again = visitor.get(link, headers={"if-none-match": known})
        assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
    assert visitor.get(link, headers={"if-none-match": '"x"'}).status == 200
    world.now += timedelta(days=1)
    assert visitor.get(link, headers={"if-none-match": tag}).status == 304
    with world.store.writing() as catalog:
        (match, *_) = catalog.matches(profile=world.profile.number)
        catalog.promise([replace(match, news="revised 1", at=world.now)], [])
    changed = visitor.get(link, headers={"if-none-match": tag})
    assert (changed.status, changed.headers["etag"] == tag) == (200, False)


def test_a_feed_without_matches_is_a_feed(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        empty = catalog.save_profile(replace(world.profile, number=0, name="empty"))
    read = feedparser.parse(visitor.get(world.links.feed(world.reader, empty.number)).text)
    assert (read.bozo, read.entries, read.feed.updated) == (False, [], "2026-11-02T12:00:00Z")


def test_characters_that_xml_cannot_hold_do_not_break_a_feed() -> None:
    titles = ("Pigeons \x00\x07\ufffe ]]> <&\"' \u202e", "Pigeons \U0001f54a")
    world = new_world()
    world.fill((titles[0].replace("\x00", ""), titles[1]), abstract="pigeon \x0b\uffff &amp; <b>")
    with Visitor(world.app()) as visitor:
        answer = visitor.get(world.links.feed(world.reader, world.profile.number))
    assert root(answer.text) is not None
    world.store.close()


def test_a_message_in_the_browser_shows_what_is_beyond_the_cap_too(world: World, visitor: Visitor) -> None:
    page = visitor.get(world.links.view(world.reader, world.delivery.number))
    assert page.heading == "2 Nov 2026"
    assert "4 papers for you" in page.words
    assert "13:00" in page.words
    assert sorted(each.get_text() for each in page.page.select("article h2")) == sorted(TITLES)
    with world.store.reading() as catalog:
        promises = catalog.promises_in([world.delivery.number])[world.delivery.number]
    assert [each.shown for each in promises].count(True) == 1
    says = page.page.select("article .says a")
    assert len(says) == 6 * len(TITLES)
    assert {visitor.get(str(each["href"])).status for each in says[:6]} == {200}


def test_what_was_said_of_a_paper_leads_to_that_paper(world: World, visitor: Visitor) -> None:
    page = visitor.get(world.links.view(world.reader, world.delivery.number)).page
    for article in page.select("article"):
        title = article.select_one("h2").get_text()  # type: ignore[union-attr]
        like = visitor.get(str(article.select(".says a")[1]["href"]))
        assert (like.heading, title in like.words) == ("More like this?", True)


def test_nobody_sees_the_messages_or_feeds_of_others(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        eve = catalog.save_reader(Reader(name="Eve", created_at=NOON))
    assert visitor.get(world.links.view(eve, world.delivery.number)).status == 404
    assert visitor.get(world.links.feed(eve, world.profile.number)).status == 404


def test_a_link_of_a_feed_is_no_link_of_the_settings(world: World, visitor: Visitor, link: str) -> None:
    """A feed's address is handed to feed readers of others: it shows the feed and nothing else."""
    token = urlsplit(link).path.removeprefix("/feed/").removesuffix(".atom")
    for page in ("settings", "view", "unsubscribe", "confirm", "feedback"):
        assert visitor.get(f"/{page}/{token}").status == 404
    text = visitor.get(link).text
    assert "ada@reader.example" not in text
    assert "/settings/" not in text
    assert world.links.feedback(world.reader, 1, FeedbackKind.LIKE, "x").split("/")[3] not in text


def test_matches_of_papers_that_are_gone_are_left_out(world: World, visitor: Visitor, link: str) -> None:
    gone = StoredMatch(
        reader=world.reader.number, profile=world.profile.number, paper="arxiv:gone", score=50, statistics="x", at=NOON
    )
    with world.store.writing() as catalog:
        catalog.promise([gone], [])
    assert len(feedparser.parse(visitor.get(link).text).entries) == len(TITLES)
