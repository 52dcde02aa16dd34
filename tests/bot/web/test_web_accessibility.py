"""Every page passes axe (https://github.com/dequelabs/axe-core) in a real browser, and fits a phone, light and dark."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.app.feedback import judge, read_stored_profile
from bot.links import Links, Signer
from store.profiles import FeedbackKind
from tests.bot.web.browser import Browser, chromium
from tests.bot.web.server_thread import Running
from tests.bot.web.site_world import KEY, NOON, World
from tests.conftest import required

AXE = "axe-core@4.14.1"
PHONE, DESK = 360, 1000


def missing(what: str) -> None:
    assert not required("chromium"), f"PAPERROUND_REQUIRE names chromium, but there is {what}"
    pytest.skip(what)


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker's script, fetched once by npm into a folder of the user's cache."""
    npm = shutil.which("npm")
    if npm is None:
        missing("no npm on the PATH")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "paperround-tests" / AXE
    script = cache / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        command = [str(npm), "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(cache), AXE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            missing(f"no axe-core to be had from npm: {done.stderr[-300:]}")
    return script.read_text(encoding="utf-8")


def fill(world: World) -> None:
    """Make every part of the pages appear."""
    profile = read_stored_profile(world.profile)
    with world.store.reading() as catalog:
        papers = list(catalog.papers())
    for kind, paper in ((FeedbackKind.SAVE, papers[0]), (FeedbackKind.LIKE, papers[1])):
        judge(world.store, profile, kind, paper, NOON, world.reader.number)
    with world.store.writing() as catalog:
        catalog.save_address(world.mail("waiting-for-a-long-time@a-rather-long-name.of-a-reader.example"))
        catalog.save_address(world.mail("stopped@reader.example", confirmed_at=NOON, stopped="unsubscribed"))


def test_every_page_passes_axe_and_fits(world: World, axe: str, tmp_path: Path) -> None:
    program = chromium()
    if program is None:
        missing("no Chromium or Chrome on the PATH")
    with Running(world.answer) as server, Browser(str(program), tmp_path) as browser:
        root = f"http://127.0.0.1:{server.port}"
        world.links = Links(root, Signer([KEY]))
        fill(world)
        pages = {"home": f"{root}/", "links": f"{root}/links", "void": f"{root}/view/x", "fault": f"{root}/nothing"}
        for name, address in {**pages, **world.links_of_all_pages()}.items():
            for width, dark in ((PHONE, False), (PHONE, True), (DESK, False)):
                browser.look(width, dark=dark)
                browser.open(address)
                browser.run("document.querySelectorAll('details').forEach(part => { part.open = true; })")
                assert browser.run("document.documentElement.scrollWidth") <= width, (name, width)
                browser.run(axe)
                found = browser.run(
                    "axe.run().then(seen => seen.violations.map(each => "
                    "[each.id, each.help, each.nodes.map(node => node.html).slice(0, 3)]))"
                )
                assert found == [], (name, width, dark)


def test_a_form_with_mistakes_passes_axe_and_keys_alone_are_enough(world: World, axe: str, tmp_path: Path) -> None:
    program = chromium()
    if program is None:
        missing("no Chromium or Chrome on the PATH")
    with Running(world.answer) as server, Browser(str(program), tmp_path) as browser:
        world.links = Links(f"http://127.0.0.1:{server.port}", Signer([KEY]))
        browser.open(world.links.settings(world.reader))
        browser.run("document.getElementById('p1-keywords').value = 'pigeon, \"open'")
        browser.run("document.getElementById('p1-name').focus()")
        browser.events.clear()
        for kind in ("keyDown", "keyUp"):
            key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
            browser.ask("Input.dispatchKeyEvent", type=kind, **key)
        browser.loaded()
        assert "never closed" in browser.run("document.getElementById('p1-keywords-mistake').textContent")
        assert browser.run("document.getElementById('p1-keywords').value") == 'pigeon, "open'
        browser.run(axe)
        assert browser.run("axe.run().then(seen => seen.violations.map(each => each.id))") == []
        assert world.profiles() == [world.profile]
