"""Mail in a real browser: nothing sticks out on a phone, nothing hidden is seen, and the dark is dark."""

import html
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bot.render.mail import confirmation_letter, mail_letter
from store.outbox import DeliveryKind
from tests.bot.render.digests import HOSTILE_TITLES
from tests.bot.render.editions import ADA, ADAS_MAIL, EVERY_KIND, HOST, LINKS, delivery, hostile_edition
from tests.conftest import required

PHONE = 360
_LOOK = """
<script>
addEventListener("load", () => {
  const seen = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument;
    const parts = [...page.querySelectorAll("body *")];
    return {
      width: page.documentElement.scrollWidth,
      right: Math.round(Math.max(...parts.map(part => part.getBoundingClientRect().right))),
      headings: page.querySelectorAll("h1").length,
      ground: frame.contentWindow.getComputedStyle(page.body).backgroundColor,
      preheader: page.querySelector(".preheader").getBoundingClientRect().height,
    };
  });
  document.getElementById("seen").textContent = JSON.stringify(seen);
});
</script>
<p id="seen"></p>
"""


@pytest.mark.parametrize(
    ("scheme", "ground"), [(1, "rgb(244, 241, 234)"), (0, "rgb(20, 22, 25)")], ids=["light", "dark"]
)
def test_a_mail_looks_right_on_a_phone(scheme: int, ground: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        assert not required("chromium"), "PAPERROUND_REQUIRE names chromium, but there is none on the PATH"
        pytest.skip("no Chromium or Chrome on the PATH")
    asked = delivery(DeliveryKind.CONFIRMATION, "confirm 2026-11-01T07:00:00Z")
    days = (*EVERY_KIND, *map(hostile_edition, HOSTILE_TITLES[6:200:17]))
    pages = [mail_letter(day, LINKS, HOST).html for day in days]
    pages.append(confirmation_letter(asked, ADA, ADAS_MAIL, LINKS, HOST).html)
    frames = "".join(f'<iframe width="{PHONE}" height="800" srcdoc="{html.escape(page)}"></iframe>' for page in pages)
    style = "<style>:root{color-scheme:light dark}iframe{border:0;color-scheme:light dark}</style>"
    wrapper = tmp_path / "phone.html"
    wrapper.write_text(f"<!doctype html><meta charset=utf-8>{style}{_LOOK}{frames}", "utf-8")
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
            f"--blink-settings=preferredColorScheme={scheme}",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            wrapper.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = BeautifulSoup(done.stdout, "html.parser").select_one("#seen")
    assert found is not None
    seen = json.loads(found.get_text())
    assert [page["headings"] for page in seen] == [1] * len(pages), "not every page was seen"
    assert max(page["width"] for page in seen) <= PHONE
    assert max(page["right"] for page in seen) <= PHONE
    assert {page["ground"] for page in seen} == {ground}
    assert {page["preheader"] for page in seen} == {0}
