"""Statements from few words."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.core.decisions import state
from scrapers.types import Entry, PageKind
from store.records import Statement
from tests.support import ABSTRACT


@pytest.fixture
def say() -> Callable[..., Statement]:
    """A statement from an entry's fields: ``say(title=…, source="hf", kind=PageKind.DUMP, arxiv_id=…)``."""

    def build(
        title: str = "Pigeons Sort Letters by Colour and Weight",
        abstract: str = ABSTRACT,
        *,
        source: str = "hf",
        kind: PageKind = PageKind.DUMP,
        observed_at: Any = None,
        **facts: Any,
    ) -> Statement:
        entry = Entry(rank=1, title=title, abstract=abstract, **facts)
        return state(entry, source=source, kind=kind, observed_at=observed_at)

    return build
