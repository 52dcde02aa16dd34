"""A page from a few titles."""

import json
from pathlib import Path


def page_of(folder: Path, *titles: str) -> str:
    """A page of papers with these titles, as Hugging Face's interface gives them."""
    papers = [
        {
            "paper": {
                "id": f"2507.{number:05}",
                "title": title,
                "summary": "We report what we saw on three meadows over two seasons of careful observation.",
                "authors": [{"name": "A. Author", "hidden": False}],
                "publishedAt": f"2025-07-{number % 28 + 1:02}T00:00:00.000Z",
                "upvotes": 3,
            },
            "numComments": 1,
        }
        for number, title in enumerate(titles, start=1)
    ]
    path = folder / "page.json"
    path.write_text(json.dumps(papers, ensure_ascii=False))
    return str(path)
