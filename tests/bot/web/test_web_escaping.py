"""Nothing that anybody wrote becomes markup: in no page, in no field, whatever it is."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from bot.app.feedback import judge, read_stored_profile
from bot.links import Links, Signer
from store.profiles import Feedback, FeedbackKind
from store.readers import Way
from tests.bot.render.digests import HOSTILE_TITLES, PAYLOADS
from tests.bot.web.browser import Browser, chromium
from tests.bot.web.server_thread import Running
from tests.bot.web.site_world import KEY, NOON, URL, Visitor, World, new_world
from tests.conftest import required


def clean(text: str) -> str:
    """As a store can hold it."""
    return "".join(c for c in text if c not in "\x00\n\r").encode("utf-8", "replace").decode()


def hostile_world(text: str, world: World | None = None) -> World:
    """A world in which every field that anybody could choose is ``text``."""
    text = clean(text)
    made = (world or new_world()).fill(
        (f"{text} pigeon",),
        abstract=f"{text} pigeons " * 20,
        authors=(text, f"{text} rook"),
        organization=text,
        published=text,
        doi=f"10.1000/{text}",
        github_url=f"https://{text}",
        project_url=f"javascript:{text}",
        withdrawn=True,
    )
    with made.store.writing() as catalog:
        catalog.save_reader(replace(made.reader, name=text, language="en"))
        catalog.save_profile(
            replace(made.profile, name=text, keywords=("pigeon", f'"{text.replace(chr(34), "")[:90]}"'))
        )
        catalog.save_address(made.mail(f"{text[:200]}@x.example", confirmed_at=NOON))
        catalog.save_address(replace(made.mail(f"{text}{text}", confirmed_at=NOON, stopped=text), way=Way.CHAT))
        catalog.save_address(replace(made.mail(f"json://{text}", confirmed_at=NOON), way=Way.APPRISE))
        (found,) = catalog.papers(limit=1)
        muted = f'"{text.replace(chr(34), "")[:80]}x"'
        for kind, subject in ((FeedbackKind.MUTE, muted), (FeedbackKind.SAVE, "arxiv:gone")):
            given = Feedback(profile=text, kind=kind, subject=subject, title=text, at=NOON, reader=made.reader.number)
            catalog.give_feedback(given)
    made.profile = replace(made.profile, name=text)
    judge(made.store, read_stored_profile(made.profile), FeedbackKind.SAVE, found, NOON, made.reader.number)
    return made


def pages(world: World, text: str) -> dict[str, str]:
    """All pages, and those that show what was typed."""
    links = world.links_of_all_pages()
    typed = {"mail": text, "keywords": f'"{text}', "plan": text, "time": text, "timezone": text, "name": text}
    fields = {**typed, "threshold": text, "top": text, "told": text, "source": text, "number": "1", "word": text}
    with Visitor(world.app()) as visitor:
        answers = {name: visitor.get(link) for name, link in links.items()}
        answers["typed sign-up"] = visitor.post("/", **typed)
        answers["typed links"] = visitor.post("/links", **typed)
        answers["typed profile"] = visitor.post(links["settings"], do="profile", **fields)
        answers["typed times"] = visitor.post(links["settings"], do="times", quiet_from=text, language=text, **typed)
        answers["typed address"] = visitor.post(links["settings"], do="add-mail", mail=text)
        answers["typed snooze"] = visitor.post(links["unsubscribe"], do="snooze", until=text)
        answers["typed word"] = visitor.post(links["feedback mute"], subject=f'"{text}')
        answers["said"] = visitor.get(links["settings"], params={"said": text})
    assert not [name for name, answer in answers.items() if answer.status >= 500]
    return {name: answer.text for name, answer in answers.items()}


ALLOWED = {
    "div",
    "a", "article", "bdi", "body", "button", "code", "datalist", "dd", "details", "dl", "dt", "fieldset", "footer",
    "form", "h1", "h2", "h3", "head", "header", "html", "input", "label", "legend", "li", "link", "main", "mark",
    "meta", "option", "p", "pre", "rect", "section", "select", "span", "strong", "summary", "svg", "textarea", "time",
    "title", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "action", "aria-describedby", "aria-hidden", "aria-invalid", "autocomplete", "charset", "checked", "class",
    "content", "datetime", "dir", "for", "height", "href", "id", "inputmode", "lang", "list", "maxlength", "method",
    "name", "open", "preserveaspectratio", "rel", "required", "role", "rows", "selected", "spellcheck", "type",
    "value", "viewbox", "width",
}  # fmt: skip


@pytest.mark.parametrize("start", [0, *(pytest.param(start, marks=pytest.mark.slow) for start in range(1, 32))])
def test_no_text_becomes_an_element_or_an_attribute(start: int) -> None:
    """200 payloads in every field: the pages have only elements and attributes of their own, and links that are ours
    or plain web addresses.
    """
    for text in HOSTILE_TITLES[start::32]:
        world = hostile_world(text)
        for name, page in pages(world, text).items():
            seen = BeautifulSoup(page, "html.parser")
            assert {each.name for each in seen.find_all()} <= ALLOWED, (name, text)
            assert {attribute for each in seen.find_all() for attribute in each.attrs} <= ATTRIBUTES, (name, text)
            addresses = {str(each.get("href") or each.get("action")) for each in seen.select("[href], [action]")}
            assert all(each.startswith((f"{URL}/", "/", "https://")) for each in addresses), (name, text)
            assert all("evil.example" not in each for each in addresses if each.startswith((URL, "/"))), (name, text)
        with Visitor(world.app()) as visitor:
            feed = visitor.get(world.links.feed(world.ada(), world.profile.number)).text
        tags = {each.tag.rpartition("}")[2] for each in ET.fromstring(feed).iter()}  # noqa: S314 - our own
        assert not tags & {"script", "img", "svg", "iframe", "base", "meta", "a"}
        world.store.close()


@pytest.mark.parametrize("texts", [PAYLOADS[:3], pytest.param(PAYLOADS[3:24], marks=pytest.mark.slow)], ids=len)
def test_nothing_runs_in_a_real_browser(texts: tuple[str, ...], tmp_path: Path) -> None:
    program = chromium()
    if program is None:
        assert not required("chromium"), "PAPERROUND_REQUIRE names chromium, but there is none on the PATH"
        pytest.skip("no Chromium or Chrome on the PATH")
    with Browser(program, tmp_path) as browser:
        for text in texts:
            world = new_world()
            with Running(world.answer) as server:
                world.links = Links(f"http://127.0.0.1:{server.port}", Signer([KEY]))
                hostile_world(text, world)
                for name in ("settings", "learned", "view", "feedback save", "unsubscribe"):
                    browser.open(world.links_of_all_pages()[name])
                    told = {event["method"] for event in browser.events if "method" in event}
                    assert "Page.javascriptDialogOpening" not in told, (name, text)
                    assert browser.run("document.querySelectorAll('script, img, iframe, base').length") == 0
                    requests = [event for event in browser.events if event.get("method") == "Network.requestWillBeSent"]
                    asked = [event["params"]["request"]["url"] for event in requests]
                    root = f"http://127.0.0.1:{server.port}/"
                    # The icons of its own form fields the browser draws from data.
                    ours = (root, "about:", "data:image/svg+xml;base64,")
                    assert [each for each in asked if not each.startswith(ours)] == [], (name, text)
            world.store.close()
