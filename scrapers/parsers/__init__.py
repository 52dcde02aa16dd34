"""Understanding pages: one file per kind, all pure functions of a page.

:func:`parse` tells what kind a page is by its content and reads it; :func:`sniff` only tells.
"""

from scrapers.parsers.registry import PARSERS, default_source, parse
from scrapers.parsers.sniffing import sniff

__all__ = ["PARSERS", "default_source", "parse", "sniff"]
