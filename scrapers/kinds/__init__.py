"""Kinds of sources: which pages are asked for, and what is asked next. One small file for each; pure."""

from scrapers.kinds.pages import page_of
from scrapers.kinds.registry import KINDS

__all__ = ["KINDS", "page_of"]
