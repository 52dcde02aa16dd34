"""The page that lists the days."""

import pytest
from bs4 import BeautifulSoup

from bot.render.pages import render_index
from tests.bot.render.digests import ORDINARY, QUIET, chosen, digest, paper
from tests.bot.render.test_render_pages import flowing


def test_an_index_lists_every_day_with_its_best_papers() -> None:
    page = BeautifulSoup(render_index([ORDINARY, QUIET], ["01-a.html", "02-b.html"]), "lxml")
    assert [(link.get_text(), link["href"]) for link in page.find_all("a")] == [
        ("29 Oct", "01-a.html"),
        ("29 Oct", "02-b.html"),
    ]
    best = [flowing(paper.get_text()) for paper in page.select("li")]
    assert best == ["63.4 Direct Letter Optimization: Your Pigeon Is Secretly a Postman", "44 A Withdrawn Loft"]
    assert "and 2 more" in render_index([digest(*(chosen(paper()),) * 5)], ["a.html"])
    assert "No page has been read." in render_index([], [])


@pytest.mark.parametrize("href", ["", "/etc/passwd", "//evil.example", "https://evil.example", "javascript:x", "\\\\x"])
def test_an_index_leads_only_to_its_neighbours(href: str) -> None:
    with pytest.raises(ValueError, match="is not relative to the index"):
        render_index([QUIET], [href])


def test_an_index_needs_an_address_for_every_day() -> None:
    with pytest.raises(ValueError, match="zip"):
        render_index([ORDINARY, QUIET], ["a.html"])
