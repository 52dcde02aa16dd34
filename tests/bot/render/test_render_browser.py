"""Pages in a real browser: nothing sticks out on a phone."""

import html
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bot.render.pages import render_html, render_index
from tests.bot.render.digests import HOSTILE_TITLES, ORDINARY, QUIET, hostile
from tests.conftest import required

PHONE = 360
_LOOK = """
<script>
addEventListener("load", () => {
  const seen = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument;
    page.querySelectorAll("details").forEach(part => { part.open = true; });
    const rights = [...page.querySelectorAll("body *")].map(part => part.getBoundingClientRect().right);
    return [page.documentElement.scrollWidth, Math.round(Math.max(...rights)), page.querySelectorAll("h1").length];
  });
  document.getElementById("seen").textContent = JSON.stringify(seen);
});
</script>
<p id="seen"></p>
"""


def test_nothing_sticks_out_of_a_phone(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        assert not required("chromium"), "PAPERROUND_REQUIRE names chromium, but there is none on the PATH"
        pytest.skip("no Chromium or Chrome on the PATH")
    longest = [hostile(title) for title in HOSTILE_TITLES[6:200:17]]
    pages = [*map(render_html, (ORDINARY, QUIET, *longest)), render_index([ORDINARY, *longest[:1]], ["a", "b"])]
    frames = "".join(f'<iframe width="{PHONE}" height="800" srcdoc="{html.escape(page)}"></iframe>' for page in pages)
    wrapper = tmp_path / "phone.html"
    wrapper.write_text(f"<!doctype html><meta charset=utf-8><style>iframe{{border:0}}</style>{_LOOK}{frames}", "utf-8")
    done = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            wrapper.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    seen = BeautifulSoup(done.stdout, "html.parser").select_one("#seen")
    assert seen is not None
    widths, rights, headings = zip(*json.loads(seen.get_text()), strict=True)
    assert headings == (1,) * len(pages), "not every page was seen"
    assert max(widths) <= PHONE
    assert max(rights) <= PHONE
